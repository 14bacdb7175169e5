import { Worker } from "node:worker_threads";
import { programPath } from "../../impl/built.ts";
import type { Recipe } from "../../impl/recipe.ts";
import type { Target } from "../../impl/target.ts";
import type { Action } from "../../model/action.ts";
import type { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import {
	conclude,
	deadAtFirst,
	type KernelCounts,
	KernelLoop,
	MOST_TOGETHER,
	type Origin,
	WHOLE,
} from "../fast/kernel/index.ts";
import { FULL } from "../limits.ts";
import { assumedCounters, withNames } from "../product/counters.ts";
import type { LeftOutMemory } from "../product/dead-memory.ts";
import type { ProductOptions, ProductSearch } from "../product/search-result.ts";
import { withOtherClaims } from "../specification/exercise.ts";
import { ASYMMETRIC, CONTROL, COUNTERS_REFUTED, createSharedState } from "./barrier.ts";
import { answerOf, watchWorkers } from "./watch.ts";
import type { WorkerData, WorkerTask } from "./worker.ts";

/**
 * Workers that search a compiled target together, with the same counts as one.
 *
 * Each keeps the pairs whose state of the specification is its own (`ExpectedSteps.owner`), and sends the others theirs. A
 * level is expanded by all before the next is begun: so paths are shortest here too.
 */
export class WorkerPool {
	readonly #recipe: Recipe;
	readonly #workers: readonly Worker[];
	readonly #ready: Promise<unknown>;

	/**
	 * Starts the workers, which takes them a while.
	 *
	 * @param count workers, at least 2
	 */
	constructor(recipe: Recipe, count: number) {
		this.#recipe = recipe;
		this.#workers = Array.from({ length: count }, (_, index) => {
			const workerData: WorkerData = { recipe, index };
			return new Worker(programPath("explore/parallel/worker.ts"), { workerData });
		});
		this.#ready = Promise.all(this.#workers.map((worker) => answerOf<"ready">(worker)));
		// The reason why one did not start is thrown when they are to search.
		this.#ready.catch(() => {});
	}

	/** Searches a target that was made by the pool's recipe. */
	async search(system: System, target: Target, options: ProductOptions): Promise<ProductSearch> {
		const { claims } = options;
		let unread = await deadAtFirst(system, target, options);
		let symmetry = options.symmetry ?? false;
		let asymmetric: Action | undefined;
		let counters = options.allMemory ? [] : await assumedCounters(target);
		const started = performance.now();
		await this.#ready;
		const count = this.#workers.length;
		for (;;) {
			const shared = createSharedState(count, spareWords(target.memory.length, this.#recipe));
			for (const worker of this.#workers) {
				send(worker, { kind: "search", shared, claims: claims.map(({ id }) => id), unread, counters, symmetry });
			}
			const ended = await watchWorkers<KernelCounts>(this.#workers, shared, options, started);
			if (ended.answers.some(({ widensChars }) => widensChars)) target.noteWidening();
			const refuted = Atomics.load(shared.control, CONTROL.refuted);
			if (refuted !== 0) {
				if ((refuted & ASYMMETRIC) !== 0) {
					symmetry = false;
					asymmetric = ended.answers.find((answer) => answer.asymmetric)?.asymmetric;
				}
				unread &= ~refuted;
				if ((refuted & COUNTERS_REFUTED) !== 0) counters = [];
				continue;
			}
			const stoppedBy = Atomics.load(shared.control, CONTROL.full) !== 0 ? FULL : ended.stoppedBy;
			const leftOut = { dead: unread, counters };
			const found = await withNames(
				target,
				leftOut,
				conclude(claims, ended.answers, {
					...{ dead: unread, stoppedBy },
					originOf: (pair) => this.#originOf(pair % count, Math.floor(pair / count)),
					follow: (actions) => follow(system, target, { claims, symmetry }, leftOut, actions),
				}),
			);
			return { ...(await withOtherClaims(system.scope, claims, found, options, started)), asymmetric };
		}
	}

	async #originOf(index: number, pair: number): Promise<Origin> {
		const worker = this.#workers[index];
		if (!worker) throw new RangeError(`there is no worker ${index}`);
		const answer = answerOf<Origin>(worker);
		send(worker, { kind: "origin", pair });
		return answer;
	}

	async dispose(): Promise<void> {
		await Promise.all(this.#workers.map((worker) => worker.terminate()));
	}
}

/** Follows the actions of a finding between kept pairs, in this thread, with the memory left out that the workers left out. */
function follow(
	system: System,
	target: Target,
	{ claims, symmetry }: { readonly claims: readonly Claim[]; readonly symmetry: boolean },
	{ dead, counters }: LeftOutMemory,
	actions: readonly number[],
): readonly Action[] {
	target.deadMemory?.assume(dead);
	target.counters?.assume(counters);
	try {
		return new KernelLoop(system, target, claims, WHOLE, symmetry).follow(actions);
	} finally {
		target.deadMemory?.assume(0);
		target.counters?.assume([]);
	}
}

function send(worker: Worker, task: WorkerTask): void {
	worker.postMessage(task);
}

/** Words that the messages about the successors of pairs that are expanded together can take. */
function spareWords(memoryBytes: number, { scope }: Recipe): number {
	const processes = scope.users + scope.services;
	return MOST_TOGETHER * processes * (10 + 2 * processes) * (3 + memoryBytes / 4);
}
