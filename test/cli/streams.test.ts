/** What a shell does to a program's streams: readers that leave, disks that are full, an interrupt. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { CLI, checkFailed, EXAMPLE, runProgram } from "./support";

/** Runs a line of bash in which `lens` is the program; the line's status is the program's. */
const shell = (command: string) =>
  runProgram("/bin/bash", ["-o", "pipefail", "-c", `lens() { "$NODE" "$CLI" "$@"; }; ${command}`], {
    env: { NODE: process.execPath, CLI, EXAMPLE },
  });

it("a reader that has seen enough is no error, and the status is still the findings'", async () => {
  const check = await shell('lens check "$EXAMPLE" --quiet | head -n 1');
  expect(check.stderr).toBe("");
  expect(check.status).toBe(1);
  const closed = await shell('lens chains "$EXAMPLE" --quiet | true');
  expect(closed).toEqual({ status: 0, stdout: "", stderr: "" });
});

it("a stream of scenarios ends when its reader has gone", async () => {
  const line = '{"schema":1,"chain":{"name":"c","type":"raw"},"callbacks":[]}';
  const run = await shell(`yes '${line}' | (lens simulate -; echo "status $?" >&2) | head -n 3 || true`);
  expect(run.stderr).toBe("status 0\n");
  expect(run.stdout.trimEnd().split("\n")).toHaveLength(3);
});

it("a closed standard error does not matter", async () => {
  const run = await shell('lens check "$EXAMPLE" 2>&-');
  expect(run.status).toBe(1);
  expect(run.stdout).toContain("[raw-errno]");
});

it("an output that cannot be written is a failure", async () => {
  checkFailed(await shell('lens chains "$EXAMPLE" --quiet > /dev/full'), /cannot write the output/);
});

it("large output through a pipe is complete", async () => {
  const count = 3000;
  const line = '{"schema":1,"chain":{"name":"c","type":"raw"},"callbacks":[]}';
  const run = await shell(`yes '${line}' | head -n ${count} | lens simulate - | wc -l`);
  expect(run.stdout.trim()).toBe(String(count));
});

it("an interrupt ends it quietly", async () => {
  const child = spawn("/bin/bash", ["-c", 'exec "$NODE" "$CLI" simulate -'], {
    env: { ...process.env, NODE: process.execPath, CLI },
  });
  let stderr = "";
  child.stderr.on("data", (text: Buffer) => {
    stderr += text.toString();
  });
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.on("close", (status, signal) => resolve(signal ?? status)),
  );
  child.stdin.write('{"schema":1,"chain":{"name":"c","type":"raw"},"callbacks":[]}\n');
  const lines = createInterface({ input: child.stdout });
  await new Promise((resolve) => lines.once("line", resolve));
  child.kill("SIGINT");
  expect(["SIGINT", 130]).toContain(await ended);
  expect(stderr).toBe("");
});
