import type { Queue } from "bullmq";
import { expectWritable } from "../../store/files.ts";
import type { JobTask } from "../job.ts";
import { campaignId, type Job, type Manifest, readManifest, subjectOf } from "../manifest.ts";
import { failureOf, type JobResult, parseResult, readResults, writeResult } from "../results.ts";
import type { JobsRun, RunOptions } from "../run.ts";
import { connectionOf, expectServer, loadQueue, parseAddress, queueName } from "./connection.ts";

/** Options of a run by a queue. */
export interface FollowOptions extends Pick<RunOptions, "signal" | "onProgress"> {
	/** Address of the Redis server. */
	readonly queue: string;
	readonly onWarning?: ((line: string) => void) | undefined;
}

/** Times that a job is tried whose process or worker ends before it does. */
const ATTEMPTS = 3;

/** Time between two looks at the queue. */
const INTERVAL_MS = 500;

/** A job of the queue, as far as it is read. */
type Queued = Awaited<ReturnType<Queue["getJobs"]>>[number];

/**
 * Enqueues all jobs of a campaign that have no result, and writes the results that workers come to, until there are all.
 *
 * A job is in the queue under its id, so that it is there once, however often it is enqueued; it leaves the queue once its result is on
 * disk here. So this can be stopped and started again at any time.
 *
 * @throws UsageError where there is no campaign in the folder, or the server cannot be used
 */
export async function runQueued(folder: string, options: FollowOptions): Promise<JobsRun> {
	const manifest = readManifest(folder);
	expectWritable("<dir>", folder);
	const address = parseAddress(options.queue);
	const packages = await loadQueue();
	await expectServer(packages, address, options.onWarning);
	const { results } = readResults(folder, manifest);
	const queue = new packages.bullmq.Queue(queueName(), { connection: connectionOf(address) });
	// A server that stops for a while is waited for.
	queue.on("error", () => {});
	try {
		const open = new Map(manifest.jobs.filter(({ id }) => !results.has(id)).map((job) => [job.id, job]));
		const skipped = results.size;
		const failed = await new Follower(folder, manifest, queue, open).follow(options);
		return { jobs: manifest.jobs.length, skipped, failed };
	} finally {
		await queue.close();
	}
}

/** A campaign whose jobs others do. */
class Follower {
	readonly #folder: string;
	readonly #manifest: Manifest;
	readonly #queue: Queue;
	/** Jobs without a result, by their ids. */
	readonly #open: Map<string, Job>;
	readonly #failed: { job: Job; reason: string }[] = [];

	constructor(folder: string, manifest: Manifest, queue: Queue, open: Map<string, Job>) {
		this.#folder = folder;
		this.#manifest = manifest;
		this.#queue = queue;
		this.#open = open;
	}

	async follow({ signal, onProgress }: FollowOptions): Promise<JobsRun["failed"]> {
		// What came to nothing in an earlier run is tried again.
		for (const old of await this.#queue.getJobs(["failed"])) if (this.#jobOf(old)) await old.remove();
		await this.#enqueue();
		const of = this.#manifest.jobs.length;
		while (this.#open.size > 0 && !signal?.aborted) {
			for (const ended of await this.#queue.getJobs(["completed", "failed"])) await this.#collect(ended);
			const failed = this.#failed.length;
			onProgress?.({ phase: "jobs", done: of - this.#open.size - failed, of, failed });
			if (this.#open.size === 0) break;
			await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
			if (await this.#hasLost()) await this.#enqueue();
		}
		return [...this.#failed, ...Array.from(this.#open.values(), (job) => ({ job, reason: "interrupted" }))];
	}

	#jobOf({ id }: Queued): Job | undefined {
		return id === undefined ? undefined : this.#open.get(id);
	}

	/** Enqueues open jobs, the largest first; those that are in the queue stay as they are. */
	async #enqueue(): Promise<void> {
		const campaign = campaignId(this.#manifest);
		const opts = { attempts: ATTEMPTS, stackTraceLimit: 0, removeOnComplete: false, removeOnFail: false };
		await this.#queue.addBulk(
			Array.from(this.#open.values())
				.reverse()
				.map((job) => {
					const data: JobTask = { campaign, job, subject: subjectOf(this.#manifest, job) };
					return { name: job.content.kind, data, opts: { ...opts, jobId: job.id } };
				}),
		);
	}

	/** True if the queue has fewer jobs than are open: a server that was restarted may have forgotten some. */
	async #hasLost(): Promise<boolean> {
		const counts = await this.#queue.getJobCounts();
		return Object.values(counts).reduce((sum, count) => sum + count, 0) < this.#open.size;
	}

	/** Writes the result of a job that has ended, and takes it out of the queue. */
	async #collect(ended: Queued): Promise<void> {
		const job = this.#jobOf(ended);
		if (!job) return;
		const campaign = campaignId(this.#manifest);
		const result = ended.finishedOn !== undefined && !ended.failedReason ? this.#resultOf(job, ended) : undefined;
		if (result && !("error" in result)) writeResult(this.#folder, result);
		else {
			const reason = reasonOf(result?.error ?? ended.failedReason);
			this.#failed.push({ job, reason });
			writeResult(this.#folder, failureOf(campaign, job, reason));
		}
		this.#open.delete(job.id);
		await ended.remove();
	}

	/** Reads a result, which may have been made up by anybody who reaches the server. */
	#resultOf(job: Job, { returnvalue }: Queued): JobResult | { readonly error: string } {
		const campaign = campaignId(this.#manifest);
		const head = { format: "rollcall-job", version: 1, campaign, job: job.id };
		const text = JSON.stringify({ ...head, ...(returnvalue as object | null), complete: true });
		const read = parseResult(text, campaign, new Map([[job.id, job]]));
		if (read !== "foreign" && "evidence" in read) return read;
		return {
			error: `its result is damaged: ${typeof read === "object" && "error" in read ? read.error : "another job's"}`,
		};
	}
}

/** Reason why a job has no result, in our own words where the queue has words of its own. */
function reasonOf(reason: string): string {
	const isLost = /stalled/.test(reason);
	return isLost
		? `it lost its worker ${ATTEMPTS} times: the worker ended, or was silent for longer than its lease`
		: reason;
}
