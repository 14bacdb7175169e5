import { availableParallelism } from "node:os";
import { bounded, type CheckOptions, SAVE_EVERY } from "../options.ts";
import { expectWritable } from "../store/files.ts";
import { doInProcess } from "./job-process.ts";
import { campaignId, type Job, type Manifest, readManifest, subjectOf } from "./manifest.ts";
import { failureOf, readResults, resultOf, writeResult } from "./results.ts";
import { checkpointFolder } from "./saved-search.ts";
import { jobsOf, type Shard } from "./shard.ts";

/** Options of a run on this machine. */
export interface RunOptions {
	/** Part of the jobs; all if left out. */
	readonly shard?: Shard | undefined;
	/** Number of jobs that run at once; the number of cores if left out. */
	readonly workers?: number | undefined;
	/** Time between two checkpoints of a search that is saved, in seconds. */
	readonly saveEvery?: number | undefined;
	readonly signal?: AbortSignal | undefined;
	readonly onProgress?: CheckOptions["onProgress"];
}

/** Jobs of a run. */
export interface JobsRun {
	/** Number of its jobs. */
	readonly jobs: number;
	/** Jobs that had a result before. */
	readonly skipped: number;
	/** Jobs without a result, with the reason. */
	readonly failed: readonly { readonly job: Job; readonly reason: string }[];
}

/**
 * Does all jobs of a campaign, or of one shard, that have no result yet.
 *
 * Each runs in a process of its own and leaves a file; the largest begin first.
 *
 * @throws UsageError where there is no campaign in the folder
 */
export async function runJobs(folder: string, options: RunOptions = {}): Promise<JobsRun> {
	const manifest = readManifest(folder);
	expectWritable("<dir>", folder);
	const { results } = readResults(folder, manifest);
	const jobs = jobsOf(manifest, options.shard);
	const open = jobs.filter(({ id }) => !results.has(id));
	const skipped = jobs.length - open.length;
	const failed: { job: Job; reason: string }[] = [];
	let ended = 0;
	const worker = async (): Promise<void> => {
		for (let job = open.pop(); job && !options.signal?.aborted; job = open.pop()) {
			const reason = await runJob(folder, manifest, job, options);
			if (reason !== undefined) failed.push({ job, reason });
			ended++;
			const done = skipped + ended - failed.length;
			options.onProgress?.({ phase: "jobs", done, of: jobs.length, failed: failed.length });
		}
	};
	await Promise.all(Array.from({ length: workersOf(options) }, worker));
	return { jobs: jobs.length, skipped, failed: [...failed, ...open.map((job) => ({ job, reason: "interrupted" }))] };
}

/** Number of jobs at once. @throws UsageError where it is out of bounds */
export function workersOf({ workers }: Pick<RunOptions, "workers">): number {
	return workers === undefined ? availableParallelism() : bounded("workers", workers, [1, 1024]);
}

/** Does a job and writes its result. @returns the reason where it has none */
async function runJob(
	folder: string,
	manifest: Manifest,
	job: Job,
	{ signal, saveEvery: every = SAVE_EVERY }: RunOptions,
): Promise<string | undefined> {
	const campaign = campaignId(manifest);
	const started = performance.now();
	try {
		const saving = { folder: checkpointFolder(folder), every };
		const evidence = await doInProcess({ campaign, job, subject: subjectOf(manifest, job) }, { signal, saving });
		writeResult(folder, resultOf(campaign, job, evidence, (performance.now() - started) / 1000));
		return undefined;
	} catch (error) {
		if (signal?.aborted) return "interrupted";
		const reason = error instanceof Error ? error.message : String(error);
		writeResult(folder, failureOf(campaign, job, reason));
		return reason;
	}
}
