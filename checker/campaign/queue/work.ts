import { z } from "zod";
import { packageVersion } from "../../../report/package-files.ts";
import { LEASE, SAVE_EVERY } from "../../options.ts";
import { expectWritable } from "../../store/files.ts";
import { hashOf } from "../canonical.ts";
import type { JobEvidence } from "../evidence.ts";
import type { JobTask } from "../job.ts";
import { doInProcess, JobCrash } from "../job-process.ts";
import { HASH, JOB, SUBJECT } from "../manifest.ts";
import { workersOf } from "../run.ts";
import { connectionOf, expectServer, loadQueue, parseAddress, queueName } from "./connection.ts";

/** Options of a worker. */
export interface WorkOptions {
	/** Address of the Redis server. */
	readonly queue: string;
	/** Number of jobs at once; the number of cores if left out. */
	readonly workers?: number | undefined;
	/** Time after which the job of a worker that is gone is given to another, in seconds. */
	readonly lease?: number | undefined;
	/** Folder that all workers share, for the checkpoints of searches; without it a search that was lost starts anew. */
	readonly checkpoints?: string | undefined;
	/** Time between two checkpoints of a search, in seconds. */
	readonly saveEvery?: number | undefined;
	/** Ends where there was no job for this time, in seconds; never if left out. */
	readonly idle?: number | undefined;
	/** Ends where it is aborted, after the jobs that run. */
	readonly signal?: AbortSignal | undefined;
	readonly onWarning?: ((line: string) => void) | undefined;
	/** Called after each job. */
	readonly onEnd?: ((job: string, seconds: number) => void) | undefined;
}

/** Times that a job may lose its worker and be given to another; once more, and it has failed. */
const MOST_LOST = 2;

const TASK = z.strictObject({ campaign: HASH, job: JOB, subject: SUBJECT });

/** Result of a job in the queue. */
interface Returned {
	readonly seconds: number;
	readonly evidence: JobEvidence;
}

/**
 * Takes jobs from a queue and does them, each in a process of its own, until it is told to end.
 *
 * A job that a worker was killed over is done by another one once its lease has run out.
 *
 * @returns the number of jobs that it did
 * @throws UsageError where the server cannot be used
 */
export async function work(options: WorkOptions): Promise<number> {
	const { lease = LEASE, idle, signal, onEnd, checkpoints: folder, saveEvery: every = SAVE_EVERY } = options;
	if (folder !== undefined) expectWritable("checkpoints", folder);
	const saving = folder === undefined ? undefined : { folder, every };
	const address = parseAddress(options.queue);
	const packages = await loadQueue();
	await expectServer(packages, address, options.onWarning);
	const { UnrecoverableError, Worker } = packages.bullmq;
	let done = 0;
	const perform = async ({ data }: { readonly data: unknown }): Promise<Returned> => {
		const started = performance.now();
		try {
			const task = taskOf(data);
			const evidence = await doInProcess(task, { saving });
			const seconds = (performance.now() - started) / 1000;
			done++;
			onEnd?.(task.job.id, seconds);
			return { seconds, evidence };
		} catch (error) {
			if (error instanceof JobCrash) throw error;
			throw new UnrecoverableError(error instanceof Error ? error.message : String(error));
		}
	};
	const worker = new Worker(queueName(), perform, {
		...{ connection: connectionOf(address), concurrency: workersOf(options) },
		...{ lockDuration: lease * 1000, stalledInterval: (lease * 1000) / 2, maxStalledCount: MOST_LOST, drainDelay: 1 },
	});
	// A server that stops for a while is waited for.
	worker.on("error", () => {});
	await new Promise<void>((resolve) => {
		signal?.addEventListener("abort", () => resolve(), { once: true });
		if (signal?.aborted) resolve();
		if (idle === undefined) return;
		let timer: NodeJS.Timeout | undefined = setTimeout(resolve, idle * 1000);
		let running = 0;
		worker.on("active", () => {
			running++;
			clearTimeout(timer);
		});
		const rest = (): void => {
			clearTimeout(timer);
			if (--running <= 0) timer = setTimeout(resolve, idle * 1000);
		};
		worker.on("completed", rest);
		worker.on("failed", rest);
	});
	await worker.close();
	return done;
}

/** Task of a job's data, which may have been made up by anybody who reaches the server. @throws Error where it is none */
function taskOf(data: unknown): JobTask {
	const read = TASK.safeParse(data);
	if (!read.success) throw new Error(`its data is damaged at ${read.error.issues[0]?.path.join(".") ?? "the top"}`);
	const { job, subject } = read.data;
	if (hashOf(job.content) !== job.id || hashOf(subject) !== job.content.subject) {
		throw new Error("its data is damaged: an id is not the hash of its content");
	}
	if (job.content.tool !== packageVersion()) throw new Error(`it needs rollcall ${job.content.tool}`);
	return read.data;
}
