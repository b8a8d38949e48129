/**
 * A thread that reads files and extracts their facts. It answers batches in the order they come, and must never let an
 * error escape: what does escape (out of memory) ends the thread, and the pool finds out which file it was.
 */
import { parentPort, workerData } from "node:worker_threads";
import { extractFacts } from "../facts/extract";
import { answerer } from "../workspace/reading";
import { readText } from "./files";
import type { Batch, WorkerMessage, WorkerSettings } from "./messages";
import { loadWasmParser } from "./parser";

async function main(): Promise<void> {
  const { folder } = workerData as WorkerSettings;
  const parser = await loadWasmParser(folder);
  const tell = (message: WorkerMessage): void => parentPort?.postMessage(message);
  parentPort?.on("message", async (batch: Batch) => {
    const answer = answerer(batch, (text, wanted) => extractFacts(text, parser.parse, wanted));
    const answers = [];
    for (const request of batch.requests)
      answers.push(await answer(request, readText(batch.root, request.file)));
    tell({ answers: JSON.stringify(answers) });
  });
  tell({ ready: true });
}

void main();
