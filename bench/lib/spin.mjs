/** One question to SPIN: from the model to the verdict, as a user has to wait for it. */
import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import path from "node:path";
import { scratchFolder } from "./scratch.mjs";

const MODELS = path.join(import.meta.dirname, "../promela");
/** What a verifier may use, and how long one may take. */
const MEMORY_MIB = 4096;
const SECONDS = 60;

/**
 * @param {{ spin: string, cc: string, model: "user" | "best", callbacks: number, phantoms: number, ask: string }} question
 * @returns {{ reachable: boolean, ms: number } | { gaveUp: string, ms: number }} for spin -a, cc and the verifier together
 */
export function askSpin({ spin, cc, model, callbacks, phantoms, ask }) {
  const cwd = scratchFolder();
  copyFileSync(path.join(MODELS, `${model}.pml`), path.join(cwd, "model.pml"));
  const begun = performance.now();
  const run = (file, ...args) => spawnSync(file, args, { cwd, encoding: "utf8", timeout: 1000 * SECONDS });
  const defines = [`-DN=${callbacks}`, `-DPHANTOMS=${phantoms}`, `-D${ask}`];
  must(run(spin, ...defines, "-a", "model.pml"), "spin -a");
  must(run(cc, "-O2", "-w", "-DSAFETY", `-DMEMLIM=${MEMORY_MIB}`, "-o", "pan", "pan.c"), "cc");
  const { stdout, error } = run("./pan", "-m1000000");
  const ms = performance.now() - begun;
  if (error) return { gaveUp: `${SECONDS} s were not enough`, ms };
  const errors = /errors: (\d+)/.exec(stdout)?.[1];
  if (errors === "1" && stdout.includes("assertion violated")) return { reachable: true, ms };
  if (/reached -DMEMLIM bound|out of memory/.test(stdout))
    return { gaveUp: `out of memory at ${MEMORY_MIB} MiB, after ${(ms / 1000).toFixed(0)} s`, ms };
  if (errors !== "0" || /search not completed|max search depth too small/i.test(stdout))
    throw new Error(`SPIN, ${model}, ${callbacks} callbacks: no verdict: ${stdout.slice(0, 400)}`);
  return { reachable: false, ms };
}

function must({ status, stdout, stderr, error }, what) {
  if (error) throw error;
  if (status !== 0) throw new Error(`${what} failed: ${stdout}${stderr}`);
}
