import { doJob, type JobTask } from "./job.ts";
import type { JobMessage } from "./job-process.ts";

// The process of one job: job-process.ts starts it, and it ends with the process that did.

process.on("disconnect", () => process.exit(1));
process.once("message", async (task: JobTask) => {
	const message = await doJob(task).then(
		(evidence): JobMessage => ({ kind: "evidence", evidence }),
		(error: unknown): JobMessage => ({ kind: "error", text: error instanceof Error ? error.message : String(error) }),
	);
	process.send?.(message, () => process.disconnect());
});
