import { Worker } from "node:worker_threads";
import { openRecipe, type Recipe } from "../../impl/recipe.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { withOtherClaims } from "../exercise.ts";
import type { Origin } from "../fast/kernel/engine.ts";
import { MOST_ALIKE, type PairCounts } from "../fast/kernel/pair-search.ts";
import { FULL } from "../limits.ts";
import { conclude, type ProductOptions, type ProductSearch, searchProduct, unreadAtFirst } from "../product.ts";
import { CONTROL, createCrew } from "./barrier.ts";
import { answerOf, watchThreads } from "./threads.ts";
import type { SearcherData, SearcherTask } from "./worker.ts";

/**
 * Several threads that search a target, with the same counts as `searchProduct`.
 *
 * Each keeps the pairs whose state of the specification is its own (`Expectations.owner`), and sends the others what is
 * theirs. A level is expanded by all before the next is begun: so paths are shortest here too.
 */
export class Searchers {
	readonly #recipe: Recipe;
	readonly #threads: readonly Worker[];
	readonly #ready: Promise<unknown>;

	/**
	 * Starts the threads, which takes them a while.
	 *
	 * @param count how many, at least 2
	 */
	constructor(recipe: Recipe, count: number) {
		this.#recipe = recipe;
		this.#threads = Array.from({ length: count }, (_, me) => {
			const workerData: SearcherData = { recipe, me };
			return new Worker(new URL("./worker.js", import.meta.url), { workerData });
		});
		this.#ready = Promise.all(this.#threads.map((thread) => answerOf<"ready">(thread)));
		// Why one did not start is told when they are to search.
		this.#ready.catch(() => {});
	}

	async search(options: ProductOptions): Promise<ProductSearch> {
		const [recipe, threads] = [this.#recipe, this.#threads];
		const count = threads.length;
		const target = await openRecipe(recipe);
		const system = new System(recipe.scope);
		// Threads look claims up in the ledger by their ids: functions cannot be sent to them.
		if (!options.claims.every((claim) => CLAIMS.includes(claim))) return searchProduct(system, target, options);
		const claims = options.claims.map(({ id }) => id);
		let unread = unreadAtFirst(system, target, options);
		const started = performance.now();
		await this.#ready;
		for (;;) {
			const crew = createCrew(count, spareWords(target.memory.length, recipe));
			for (const thread of threads) tell(thread, { kind: "search", crew, claims, unread });
			const { answers, stoppedBy } = await watchThreads(
				threads,
				crew,
				options,
				started,
				(counts: PairCounts) => counts,
			);
			const refuted = Atomics.load(crew.control, CONTROL.refuted);
			if (refuted !== 0) {
				unread &= ~refuted;
				continue;
			}
			const isFull = Atomics.load(crew.control, CONTROL.full) !== 0;
			const found = await conclude(system, options.claims, answers, unread, isFull ? FULL : stoppedBy, (pair) =>
				originOf(threads[pair % count], Math.floor(pair / count)),
			);
			return withOtherClaims(recipe.scope, options.claims, found, options, started);
		}
	}

	async dispose(): Promise<void> {
		await Promise.all(this.#threads.map((thread) => thread.terminate()));
	}
}

function tell(thread: Worker, task: SearcherTask): void {
	thread.postMessage(task);
}

/** How many words the letters about the successors of pairs that are expanded together can take. */
function spareWords(memoryBytes: number, { scope }: Recipe): number {
	const processes = scope.users + scope.services;
	return MOST_ALIKE * processes * (10 + 2 * processes) * (3 + memoryBytes / 4);
}

async function originOf(thread: Worker | undefined, number: number): Promise<Origin> {
	if (!thread) throw new RangeError("there is no such searcher");
	const answer = answerOf<Origin>(thread);
	tell(thread, { kind: "origin", number });
	return answer;
}
