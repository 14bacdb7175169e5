import { Worker } from "node:worker_threads";
import type { Origin } from "../impl/engine.ts";
import { openRecipe, type Recipe } from "../impl/recipe.ts";
import { System } from "../model/system.ts";
import { CONTROL, type Crew, createCrew } from "./crew.ts";
import { FULL } from "./limits.ts";
import { MOST_ALIKE, type PairCounts } from "./pair-search.ts";
import { conclude, type ProductOptions, type ProductSearch, unreadAtFirst } from "./product.ts";
import type { SearcherData } from "./searcher.ts";
import { answerOf, watchThreads } from "./threads.ts";

/**
 * `searchProduct` by several threads, which gives the same counts.
 *
 * Each keeps the pairs whose state of the specification is its own, by a hash of what it looks like, and sends the others
 * what is theirs. A level is expanded by all before the next is begun: so paths are shortest here too.
 *
 * @param count how many threads, at least 2
 */
export async function searchInParallel(recipe: Recipe, options: ProductOptions, count: number): Promise<ProductSearch> {
	const target = await openRecipe(recipe);
	const system = new System(recipe.scope);
	let unread = unreadAtFirst(system, target, options);
	const started = performance.now();
	for (;;) {
		const crew = createCrew(count, spareWords(target.memory.length, recipe));
		const searchers = start(recipe, crew, options, unread);
		try {
			const ended = await watchThreads(searchers, crew, options, started, (counts: PairCounts) => counts);
			const read = Atomics.load(crew.control, CONTROL.read);
			if (read !== 0) {
				unread &= ~read;
				continue;
			}
			const isFull = Atomics.load(crew.control, CONTROL.full) !== 0;
			return await conclude(system, options.claims, ended.answers, unread, isFull ? FULL : ended.stoppedBy, (pair) =>
				ask(searchers[pair % count], Math.floor(pair / count)),
			);
		} finally {
			await Promise.all(searchers.map((searcher) => searcher.terminate()));
		}
	}
}

/** How many words the letters about the successors of pairs that are expanded together can take. */
function spareWords(memoryBytes: number, { scope }: Recipe): number {
	const processes = scope.users + scope.services;
	return MOST_ALIKE * processes * (10 + 2 * processes) * (3 + memoryBytes / 4);
}

function start(recipe: Recipe, crew: Crew, options: ProductOptions, unread: number): readonly Worker[] {
	const claims = options.claims.map(({ id }) => id);
	return Array.from({ length: crew.count }, (_, me) => {
		const workerData: SearcherData = { recipe, me, crew, claims, unread };
		return new Worker(new URL("./searcher.js", import.meta.url), { workerData });
	});
}

async function ask(searcher: Worker | undefined, number: number): Promise<Origin> {
	if (!searcher) throw new RangeError("there is no such searcher");
	const answer = answerOf<Origin>(searcher);
	searcher.postMessage(number);
	return answer;
}
