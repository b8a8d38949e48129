/** A thread that looks at a tree while the main one loads what is remembered of it. Must not do anything else. */
import { parentPort, workerData } from "node:worker_threads";
import { lookAt, type WalkerSettings } from "./recall";

parentPort?.postMessage(lookAt(workerData as WalkerSettings));
