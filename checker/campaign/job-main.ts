import { Worker } from "node:worker_threads";
import { doJob } from "./job.ts";
import type { JobMessage, JobOrder } from "./job-process.ts";

// The process of one job: job-process.ts starts it, and it ends with the process that did.

// A job may keep this thread busy for hours, so another one looks for the parent: where that is gone, so is the one that would have read
// the result.
const watch = `setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, "SIGKILL"), 500);`;
new Worker(watch, { eval: true }).unref();

process.on("disconnect", () => process.exit(1));
process.once("message", async ({ task, saving }: JobOrder) => {
	const message = await doJob(task, saving).then(
		(evidence): JobMessage => ({ kind: "evidence", evidence }),
		(error: unknown): JobMessage => ({ kind: "error", text: error instanceof Error ? error.message : String(error) }),
	);
	process.send?.(message, () => process.disconnect());
});
