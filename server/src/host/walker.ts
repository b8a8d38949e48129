/** A thread that looks at a tree while the main one loads what is remembered of it. Must not do anything else. */
import { parentPort, workerData } from "node:worker_threads";
import { lookFromThread, type WalkerSettings } from "./recall";

parentPort?.postMessage(lookFromThread(workerData as WalkerSettings));
