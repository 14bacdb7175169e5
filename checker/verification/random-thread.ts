import { Worker } from "node:worker_threads";
import type { Target } from "../../impl/target.ts";
import type { Campaign } from "../../lockstep/campaign.ts";
import { type CampaignData, campaignOf } from "./campaign-data.ts";
import type { Plan } from "./plan.ts";
import type { RandomMessage, RandomTask } from "./series.ts";

/** A thread that runs series of random interleavings while this one searches. */
export class RandomThread {
	readonly #worker: Worker;
	readonly #ended: Promise<readonly Campaign[]>;
	/** True once somebody waits for the result: until then its progress would hide that of the searches. */
	#isAwaited = false;

	/** Starts the thread. It stops early where the run is aborted. @param target notes where the signedness of char mattered */
	constructor(series: RandomTask["series"], { claims, seed, deadline, options }: Plan, target: Target) {
		const stop = new SharedArrayBuffer(4);
		const timeMs = deadline.msFor("random");
		const workerData: RandomTask = {
			...{ series, claims: claims.map(({ id }) => id), seed, stop },
			timeMs: Number.isFinite(timeMs) ? timeMs : undefined,
		};
		const abort = (): void => void Atomics.store(new Int32Array(stop), 0, 1);
		options.signal?.addEventListener("abort", abort, { once: true });
		if (options.signal?.aborted) abort();
		const worker = new Worker(new URL("./random-worker.js", import.meta.url), { workerData });
		this.#worker = worker;
		this.#ended = new Promise<readonly Campaign[]>((resolve, reject) => {
			worker.on("message", (message: RandomMessage<CampaignData>) => {
				if (message.kind === "end") {
					if (message.widensChars) target.noteWidening();
					resolve(message.campaigns.map(campaignOf));
				} else if (this.#isAwaited) {
					const { size, runs, actions, findings } = message;
					options.onProgress?.({ phase: "random", scope: size.scope, of: size.runs, runs, actions, findings });
				}
			});
			worker.on("error", reject);
			worker.on("exit", (code) => reject(new Error(`the thread of random interleavings ended with ${code}`)));
		}).finally(() => options.signal?.removeEventListener("abort", abort));
		// The reason is thrown when the result is asked for.
		this.#ended.catch(() => {});
		// Until then it keeps no process from ending: one that fails before does not wait for it. Who listens refers to it again.
		worker.unref();
	}

	/** The campaign of each series, once they ended. */
	campaigns(): Promise<readonly Campaign[]> {
		this.#isAwaited = true;
		this.#worker.ref();
		return this.#ended;
	}
}
