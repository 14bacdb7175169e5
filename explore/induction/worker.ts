import { parentPort, workerData } from "node:worker_threads";
import { takeChunks } from "./chunks.ts";
import type { InductionTask } from "./tasks.ts";

// A thread that takes chunks of an induction: run-induction.ts starts it.

await takeChunks(workerData as InductionTask, (result) => parentPort?.postMessage(result));
