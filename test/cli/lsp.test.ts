/** `lsp --stdio` is the language server; what it can do is tested in test/lsp. */
import { spawn } from "node:child_process";
import { expect, it, onTestFinished } from "vitest";
import { CLI, folder } from "./support";

const framed = (message: object): string => {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
};

/** The messages that have arrived whole. */
function messages(received: string): unknown[] {
  const bodies = received.split(/Content-Length: \d+\r\n(?:.*\r\n)*?\r\n/).filter((body) => body !== "");
  return bodies.flatMap((body): unknown[] => {
    try {
      return [JSON.parse(body)];
    } catch {
      return [];
    }
  });
}

it("answers initialize, and ends when it is told to", async () => {
  const child = spawn(process.execPath, [CLI, "lsp", "--stdio"], { stdio: "pipe" });
  onTestFinished(() => void child.kill());
  let received = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    received += text;
  });
  const answer = (id: number) =>
    new Promise<unknown>((resolve) => {
      child.stdout.on("data", () => {
        const found = messages(received).find((m) => (m as { id?: unknown }).id === id);
        if (found !== undefined) resolve(found);
      });
    });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const rootUri = `file://${folder()}`;
  const initialized = answer(1);
  child.stdin.write(
    framed({ id: 1, method: "initialize", params: { processId: null, rootUri, capabilities: {} } }),
  );
  expect(await initialized).toMatchObject({
    result: { capabilities: { hoverProvider: expect.anything() } },
  });
  const shut = answer(2);
  child.stdin.write(framed({ method: "initialized", params: {} }) + framed({ id: 2, method: "shutdown" }));
  await shut;
  child.stdin.write(framed({ method: "exit" }));
  expect(await ended).toBe(0);
});
