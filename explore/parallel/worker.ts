import { parentPort, workerData } from "node:worker_threads";
import { openRecipe, type Recipe } from "../../impl/recipe.ts";
import type { Target } from "../../impl/target.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import type { Engine } from "../fast/kernel/engine.ts";
import { type PairCounts, PairSearch } from "../fast/kernel/pair-search.ts";
import type { SearchProgress } from "../limits.ts";
import type { Crew } from "./barrier.ts";
import { type Share, searchTogether } from "./share.ts";

// The thread of one of several that search a target: searchers.ts starts it.

/** What a searcher is told when it starts, so that it can make itself ready. */
export interface SearcherData {
	readonly recipe: Recipe;
	readonly me: number;
}

/** What it is told to do: to search, or to say how one of its memories was first reached. */
export type SearcherTask =
	| {
			readonly kind: "search";
			readonly crew: Crew;
			/** The ids of the claims that are checked. */
			readonly claims: readonly string[];
			/** The words behind the end of the list that are left out, a bit each. */
			readonly unread: number;
	  }
	| { readonly kind: "origin"; readonly number: number };

class PairShare implements Share {
	readonly #search: PairSearch;
	readonly #engine: Engine;
	readonly #target: Target;
	/** By sender: the letters that came. They are kept when the level is finished, so it never matters when they came. */
	readonly #received: Int32Array[][];
	#receivedBytes = 0;

	constructor(search: PairSearch, target: Target, count: number) {
		this.#search = search;
		this.#engine = search.post;
		this.#target = target;
		this.#received = Array.from({ length: count }, () => []);
	}

	get hasMore(): boolean {
		return this.#search.hasMore;
	}

	get hasMoreOfLevel(): boolean {
		return this.#search.hasMoreOfLevel;
	}

	get isFull(): boolean {
		return this.#search.isFull;
	}

	get refuted(): number {
		return this.#target.leftovers?.read ?? 0;
	}

	expandLevel(most: number, mostWords: number): void {
		this.#search.expandLevel(most, mostWords);
	}

	beginLevel(): void {
		this.#search.beginLevel();
	}

	progress(): SearchProgress {
		const progress = this.#search.progress();
		return { ...progress, bytes: progress.bytes + this.#receivedBytes };
	}

	outbox(to: number): Int32Array {
		return this.#engine.outbox(to);
	}

	emptyOutbox(to: number): void {
		this.#engine.emptyOutbox(to);
	}

	get outboxLength(): number {
		return this.#engine.outboxLength;
	}

	take(from: number, letters: Int32Array): void {
		this.#received[from]?.push(letters);
		this.#receivedBytes += letters.byteLength;
	}

	finishLevel(): void {
		for (const letters of this.#received) for (const some of letters.splice(0)) this.#engine.receive(some);
		this.#receivedBytes = 0;
	}
}

const { recipe, me } = workerData as SearcherData;
const target = await openRecipe(recipe);
let engine: Engine | undefined;

function search({ crew, claims, unread }: SearcherTask & { readonly kind: "search" }): PairCounts {
	target.leftovers?.assume(unread);
	const checked = CLAIMS.filter(({ id }) => claims.includes(id));
	const { count } = crew;
	const pairs = new PairSearch(new System(recipe.scope), target, checked, { me, count });
	engine = pairs.post;
	searchTogether(new PairShare(pairs, target, count), crew, me);
	return pairs.counts();
}

parentPort?.on("messageerror", (error) => {
	throw error;
});
parentPort?.on("message", (task: SearcherTask) => {
	parentPort?.postMessage(task.kind === "search" ? search(task) : engine?.origin(task.number));
});
parentPort?.postMessage("ready");
