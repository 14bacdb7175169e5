import { fork } from "node:child_process";
import { IS_BUILT, programPath } from "../../impl/built.ts";
import { EVIDENCE, type JobEvidence } from "./evidence.ts";
import { doJob, type JobTask } from "./job.ts";
import type { Saving } from "./saved-search.ts";

/** Message of a job's process: what it found, or why it found nothing. */
export type JobMessage =
	| { readonly kind: "evidence"; readonly evidence: JobEvidence }
	| { readonly kind: "error"; readonly text: string };

/** Order to a job's process. */
export interface JobOrder {
	readonly task: JobTask;
	readonly saving: Saving | undefined;
}

/** Thrown where a job comes to no result: it would come to none again. */
class JobError extends Error {}
/** Thrown where the process of a job ended before the job did: it may have been killed, or have had no memory left. */
export class JobCrash extends Error {}

/**
 * Does a job in a process of its own, with its own limit of memory.
 *
 * @throws JobError, or JobCrash where the process ended before
 */
export async function doInProcess(
	task: JobTask,
	{ signal, saving }: { readonly signal?: AbortSignal | undefined; readonly saving?: Saving | undefined } = {},
): Promise<JobEvidence> {
	if (!IS_BUILT) return doJob(task, saving);
	const child = fork(programPath("checker/campaign/job-main.ts"), {
		execArgv: [`--max-old-space-size=${task.job.content.maxMemory}`],
		stdio: ["ignore", "ignore", "ignore", "ipc"],
	});
	const abort = (): void => void child.kill("SIGKILL");
	signal?.addEventListener("abort", abort, { once: true });
	if (signal?.aborted) abort();
	try {
		const message = await new Promise<JobMessage>((resolve, reject) => {
			child.once("message", (data) => resolve(data as JobMessage));
			child.once("error", reject);
			child.once("exit", (code, killed) => {
				reject(new JobCrash(`its process ended with ${killed ?? `exit code ${code}`}, perhaps for want of memory`));
			});
			child.send({ task, saving } satisfies JobOrder);
		});
		if (message.kind === "error") throw new JobError(message.text);
		return EVIDENCE.parse(message.evidence);
	} finally {
		signal?.removeEventListener("abort", abort);
	}
}
