/**
 * The memory of a process and of all it has started, from Linux's /proc. Proportional set size (PSS) counts a page that
 * several share once among them, so that the sum over all is true. Must not need anything of the process itself.
 */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Between two looks, in milliseconds. */
const PAUSE = 20;

/** Whether this machine can tell. */
export function canMeasureMemory() {
  return pagesOf(process.pid) !== null;
}

/** The sum over a process and its descendants, in MiB; what ends meanwhile counts nothing. */
export function memoryOf(pid) {
  const sum = { pss: 0, rss: 0 };
  for (const each of family(pid)) {
    const pages = pagesOf(each);
    sum.pss += pages?.pss ?? 0;
    sum.rss += pages?.rss ?? 0;
  }
  return sum;
}

/**
 * Runs a program and watches it.
 * @returns {Promise<{ peak: number, seconds: number }>} `peak` of the summed PSS, in MiB
 * @throws where the program fails
 */
export async function peakOf([program, ...args], env = {}) {
  const begun = performance.now();
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout.resume();
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, memoryOf(child.pid).pss)), PAUSE);
  try {
    const status = await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    if (status !== 0) throw new Error(`${args.join(" ")} ended with status ${status}`);
    return { peak, seconds: (performance.now() - begun) / 1000 };
  } finally {
    clearInterval(timer);
  }
}

function family(pid) {
  return [pid, ...childrenOf(pid).flatMap(family)];
}

function childrenOf(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) => {
      const told = readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").trim();
      return told === "" ? [] : told.split(" ").map(Number);
    });
  } catch {
    return [];
  }
}

function pagesOf(pid) {
  try {
    const told = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    const mebibytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(told)?.[1]) / 1024;
    return { pss: mebibytes("Pss"), rss: mebibytes("Rss") };
  } catch {
    return null;
  }
}
