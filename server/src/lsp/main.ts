/** The bundle that editors start: `node server.js --stdio`, or `--node-ipc`. */
import { startServer } from "./node";

startServer();
