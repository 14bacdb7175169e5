import { parentPort, workerData } from "node:worker_threads";
import { openRecipe, type Recipe } from "../../impl/recipe.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { type KernelCounts, KernelLoop } from "../fast/kernel/index.ts";
import type { SharedState } from "./barrier.ts";
import { LevelSearch } from "./level-search.ts";

// The thread of one worker: pool.ts starts it.

/** The data that a worker starts with. */
export interface WorkerData {
	readonly recipe: Recipe;
	/** The worker's number, from 0. */
	readonly index: number;
}

/** A task for a worker: a search, or a question about a pair that it keeps. */
export type WorkerTask =
	| {
			readonly kind: "search";
			readonly shared: SharedState;
			/** The ids of the claims that are checked. */
			readonly claims: readonly string[];
			/** The words behind the end of the list that are left out, a bit each. */
			readonly unread: number;
			/** The addresses of the words that are only copied and printed. */
			readonly counters: readonly number[];
			/** True to keep one of the pairs that differ in names only. */
			readonly symmetry: boolean;
	  }
	| { readonly kind: "origin"; readonly pair: number };

const { recipe, index } = workerData as WorkerData;
const target = await openRecipe(recipe);
let last: KernelLoop | undefined;

function search({
	shared,
	claims,
	unread,
	counters,
	symmetry,
}: WorkerTask & { readonly kind: "search" }): KernelCounts {
	target.deadMemory?.assume(unread);
	target.counters?.assume(counters);
	const checked = CLAIMS.filter(({ id }) => claims.includes(id));
	last = new KernelLoop(new System(recipe.scope), target, checked, { index, count: shared.count }, symmetry);
	new LevelSearch(last, target, shared, index).run();
	return last.counts();
}

parentPort?.on("messageerror", (error) => {
	throw error;
});
parentPort?.on("message", (task: WorkerTask) => {
	parentPort?.postMessage(task.kind === "search" ? search(task) : last?.kernel.origin(task.pair));
});
parentPort?.postMessage("ready");
