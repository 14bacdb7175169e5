import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { programPath } from "../../impl/built.ts";
import type { Recipe } from "../../impl/recipe.ts";
import type { Target } from "../../impl/target.ts";
import { type Campaign, joinedCampaigns, type Progress } from "../../lockstep/campaign.ts";
import { type CampaignData, campaignOf } from "./campaign-data.ts";
import type { Plan } from "./plan.ts";
import type { RandomMessage, RandomPiece, RandomSetup, SeriesPlan } from "./series.ts";

/** The most interleavings of a piece: two threads share a long series. */
const RUNS_OF_A_PIECE = 2_000;

/** Number of threads once this one only waits for them: it does not need its core then. */
const MOST_THREADS = Math.min(2, availableParallelism());

/** A piece of a series, and what is known of it. */
interface Job {
	/** Place of the series among all: the first that waits is run first. */
	readonly place: number;
	readonly size: SeriesPlan;
	readonly piece: Omit<RandomPiece, "timeMs">;
	readonly end: (campaign: Campaign) => void;
	progress: Progress;
}

/** A thread, with what it runs. */
interface Thread {
	readonly worker: Worker;
	job: Job | undefined;
}

/** Threads that run series of random interleavings while this one searches: one at first, and two once their results are waited for. */
export class RandomThreads {
	readonly #sizes: readonly SeriesPlan[];
	readonly #plan: Plan;
	readonly #target: Target;
	readonly #setup: RandomSetup;
	readonly #abort: () => void;
	readonly #failed: Promise<never>;
	#fail: (reason: unknown) => void = () => {};
	readonly #threads: Thread[] = [];
	/** All pieces so far: those that wait, that run and that have ended. */
	readonly #jobs: Job[] = [];
	readonly #waiting: Job[] = [];
	/** Number of pieces that have not begun, also of series that are still to come. */
	#left: number;
	/** True once somebody waits for the results: until then their progress would hide that of the searches. */
	#isAwaited = false;

	/** @param sizes of all series, the first of which are the most urgent. @param target notes where the signedness of char mattered */
	constructor(sizes: readonly SeriesPlan[], plan: Plan, target: Target) {
		const { claims, seed, options } = plan;
		const stop = new SharedArrayBuffer(4);
		this.#sizes = sizes;
		this.#plan = plan;
		this.#target = target;
		this.#setup = { claims: claims.map(({ id }) => id), seed, stop };
		this.#left = sizes.reduce((sum, { runs }) => sum + Math.ceil(runs / RUNS_OF_A_PIECE), 0);
		this.#abort = () => void Atomics.store(new Int32Array(stop), 0, 1);
		options.signal?.addEventListener("abort", this.#abort, { once: true });
		if (options.signal?.aborted) this.#abort();
		this.#failed = new Promise<never>((_, reject) => {
			this.#fail = reject;
		});
		// The reason is thrown when a result is asked for.
		this.#failed.catch(() => {});
	}

	/** Runs a series; its threads stop early where the run is aborted. */
	async run(size: SeriesPlan, recipe: Recipe): Promise<Campaign> {
		const parts: Promise<Campaign>[] = [];
		for (let first = 0; first < size.runs; first += RUNS_OF_A_PIECE) {
			const piece = { size: { ...size, runs: Math.min(RUNS_OF_A_PIECE, size.runs - first) }, first, recipe };
			parts.push(new Promise((end) => this.#waiting.push(this.#jobOf(size, piece, end))));
		}
		this.#waiting.sort((a, b) => a.place - b.place);
		this.#giveWork();
		return joinedCampaigns(await Promise.race([Promise.all(parts), this.#failed]));
	}

	/** A series need not be run: an earlier run did. */
	leaveOut({ runs }: SeriesPlan): void {
		this.#left -= Math.ceil(runs / RUNS_OF_A_PIECE);
	}

	/** Says that the results are waited for: then the process does not end without them, and one more thread runs them. */
	await(): void {
		this.#isAwaited = true;
		for (const { worker } of this.#threads) worker.ref();
		this.#giveWork();
	}

	/** Ends the threads. */
	async close(): Promise<void> {
		this.#plan.options.signal?.removeEventListener("abort", this.#abort);
		this.#abort();
		await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
	}

	#jobOf(size: SeriesPlan, piece: Job["piece"], end: Job["end"]): Job {
		const progress = { runs: 0, actions: 0, findings: 0 };
		const job = { place: this.#sizes.indexOf(size), size, piece, end, progress };
		this.#jobs.push(job);
		return job;
	}

	/** Gives work to idle threads, and starts threads as long as there are too few for it. */
	#giveWork(): void {
		for (const thread of this.#threads) if (!thread.job) this.#giveNext(thread);
		const most = this.#isAwaited ? MOST_THREADS : 1;
		while (this.#waiting.length > 0 && this.#threads.length < most) this.#giveNext(this.#startThread());
	}

	#giveNext(thread: Thread): void {
		const job = this.#waiting.shift();
		thread.job = job;
		if (!job) return;
		// What one leaves of its share is for those after it.
		const timeMs = this.#plan.deadline.msFor("random") / Math.max(1, this.#left);
		this.#left -= 1;
		const piece: RandomPiece = { ...job.piece, timeMs: Number.isFinite(timeMs) ? timeMs : undefined };
		thread.worker.postMessage(piece);
	}

	#startThread(): Thread {
		const worker = new Worker(programPath("checker/verification/random-worker.ts"), { workerData: this.#setup });
		const thread: Thread = { worker, job: undefined };
		this.#threads.push(thread);
		worker.on("message", (message: RandomMessage<CampaignData>) => this.#hear(thread, message));
		worker.on("error", this.#fail);
		worker.on("exit", (code) => {
			if (thread.job) this.#fail(new Error(`a thread of random interleavings ended with ${code}`));
		});
		// Until then it keeps no process from ending: one that fails before does not wait for it. Who listens refers to it again.
		if (!this.#isAwaited) worker.unref();
		return thread;
	}

	#hear(thread: Thread, message: RandomMessage<CampaignData>): void {
		const { job } = thread;
		if (!job) return;
		if (message.kind === "progress") {
			job.progress = message.progress;
			this.#tell(job.size);
			return;
		}
		if (message.widensChars) this.#target.noteWidening();
		const campaign = campaignOf(message.campaign);
		job.progress = { runs: campaign.runs, actions: campaign.actions, findings: campaign.findings.length };
		job.end(campaign);
		this.#giveNext(thread);
	}

	/** Tells the progress of a series, of all its pieces. */
	#tell(size: SeriesPlan): void {
		if (!this.#isAwaited) return;
		const pieces = this.#jobs.filter((job) => job.size === size);
		const sum = (part: keyof Progress): number => pieces.reduce((total, { progress }) => total + progress[part], 0);
		const done = { runs: sum("runs"), actions: sum("actions"), findings: sum("findings") };
		this.#plan.options.onProgress?.({ phase: "random", scope: size.scope, of: size.runs, ...done });
	}
}
