/**
 * A few threads that read files. They are started when there is something to read and end when there has been nothing
 * for a while; they keep no process from ending. A thread that dies costs the file it died of, and no other.
 */
import { Worker } from "node:worker_threads";
import type { FileAnswer, FileRequest, Reading } from "../workspace/host";
import type { Batch, WorkerMessage, WorkerSettings } from "./messages";

export interface PoolOptions extends WorkerSettings {
  /** The bundle that a thread runs. */
  readonly file: string;
  /** How many threads. */
  readonly size: number;
  /** How long a thread may have nothing to do, in milliseconds. */
  readonly idle: number;
  /** Called before the first of some threads is started. */
  readonly onStart?: () => void;
  /** Called when the threads have been ended because they had nothing to do. */
  readonly onEnd?: () => void;
}

export interface Pool {
  /** Starts the threads for files that are to come. */
  prepare(): void;
  /** Whether threads are there: then it takes no time to start them. */
  isWarm(): boolean;
  /**
   * Reads files, and answers those that nobody could be found to read: threads cannot be started here. Rejects with the
   * signal's reason when it is aborted.
   */
  read(reading: Reading): Promise<readonly FileRequest[]>;
}

/** Files per message: enough that messages cost nothing. */
const BATCH = 8;

/** Batches per thread at least: few enough files in each that no thread waits long for the last one. */
const SHARES = 4;

/** Batches a thread has at hand, so that it never waits for the next. */
const AT_HAND = 2;

/** What a thread may use. Facts of one file take a few megabytes at most; a smaller nursery is slower. */
const LIMITS = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 48 };

interface Job {
  readonly reading: Reading;
  /** What is still to be given out; a batch of one is one that a thread may have died of. */
  readonly batches: FileRequest[][];
  /** How many files have no answer yet. */
  open: number;
  readonly resolve: (unread: readonly FileRequest[]) => void;
}

interface Assignment {
  readonly job: Job;
  readonly requests: readonly FileRequest[];
}

interface Thread {
  readonly worker: Worker;
  readonly assigned: Assignment[];
  isReady: boolean;
}

/** Creates a pool; nothing is started yet. */
export function createPool(options: PoolOptions): Pool {
  const threads = new Set<Thread>();
  const jobs: Job[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** Set when a thread could not even start: then none will. */
  let isBroken = false;

  const start = (): void => {
    if (threads.size === 0) options.onStart?.();
    const workerData: WorkerSettings = { folder: options.folder };
    const worker = new Worker(options.file, { workerData, resourceLimits: LIMITS });
    const thread: Thread = { worker, assigned: [], isReady: false };
    threads.add(thread);
    worker.on("message", (message: WorkerMessage) => {
      if ("ready" in message) thread.isReady = true;
      else answered(thread, JSON.parse(message.answers) as FileAnswer[]);
    });
    let why = "its thread ended";
    worker.on("error", (error) => {
      why =
        (error as { code?: unknown }).code === "ERR_WORKER_OUT_OF_MEMORY" ? "out of memory" : error.message;
    });
    worker.on("exit", () => died(thread, why));
  };

  const answered = (thread: Thread, answers: readonly FileAnswer[]): void => {
    const done = thread.assigned.shift();
    if (done) for (const answer of answers) settle(done.job, answer);
    turn();
  };

  const settle = (job: Job, answer: FileAnswer): void => {
    if (!jobs.includes(job)) return;
    job.open--;
    if (job.open === 0) finish(job, []);
    job.reading.onAnswer(answer);
  };

  const finish = (job: Job, unread: readonly FileRequest[]): void => {
    jobs.splice(jobs.indexOf(job), 1);
    job.resolve(unread);
  };

  const died = (thread: Thread, why: string): void => {
    // Threads that were ended are no longer among them.
    if (!threads.delete(thread)) return;
    isBroken ||= !thread.isReady;
    for (const { job, requests } of thread.assigned) {
      const [only, ...others] = requests;
      // Work that a thread died of is done again file by file; a file that does so alone is the culprit.
      if (only && others.length === 0 && thread.isReady && thread.assigned[0]?.requests === requests)
        settle(job, { file: only.file, facts: null, problem: `not analysed: ${why}`, gone: false });
      else job.batches.push(...requests.map((request) => [request]));
    }
    turn();
  };

  /** Gives out what there is to do, starts threads for it, and stops the clock of idleness or starts it. */
  const turn = (): void => {
    clearTimeout(timer);
    if (isBroken && threads.size === 0) for (const job of [...jobs]) finish(job, job.batches.flat());
    startUpTo(waiting());
    for (let depth = 1; depth <= AT_HAND; depth++)
      for (const thread of threads) if (thread.assigned.length < depth) give(thread);
    for (const thread of threads)
      if (thread.assigned.length > 0) thread.worker.ref();
      else thread.worker.unref();
    if (jobs.length === 0 && threads.size > 0) timer = setTimeout(end, options.idle).unref();
  };

  const startUpTo = (count: number): void => {
    while (!isBroken && threads.size < options.size && threads.size < count) start();
  };

  const waiting = (): number => jobs.reduce((sum, job) => sum + job.batches.length, 0);

  const give = (thread: Thread): void => {
    const job = jobs.find((j) => j.batches.length > 0);
    const requests = job?.batches.shift();
    if (!job || !requests) return;
    thread.assigned.push({ job, requests });
    const { root, wanted, worth } = job.reading;
    thread.worker.postMessage({ root, wanted, worth, requests } satisfies Batch);
  };

  const end = (): void => {
    const ended = [...threads].map(({ worker }) => worker.terminate());
    threads.clear();
    void Promise.all(ended).then(() => options.onEnd?.());
  };

  return {
    prepare: () => {
      startUpTo(options.size);
      turn();
    },
    isWarm: () => threads.size > 0,
    read: (reading) =>
      new Promise((resolve, reject) => {
        const { requests, signal } = reading;
        if (signal?.aborted) return reject(signal.reason);
        if (requests.length === 0 || isBroken) return resolve(requests);
        const batches: FileRequest[][] = [];
        const size = Math.min(BATCH, Math.ceil(requests.length / (SHARES * options.size)));
        for (let i = 0; i < requests.length; i += size) batches.push(requests.slice(i, i + size));
        const abort = (): void => {
          jobs.splice(jobs.indexOf(job), 1);
          reject(signal?.reason);
          turn();
        };
        const job: Job = {
          reading,
          batches,
          open: requests.length,
          resolve: (unread) => {
            signal?.removeEventListener("abort", abort);
            resolve(unread);
          },
        };
        signal?.addEventListener("abort", abort, { once: true });
        jobs.push(job);
        turn();
      }),
  };
}
