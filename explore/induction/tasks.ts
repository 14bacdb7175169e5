import type { Recipe } from "../../impl/recipe.ts";
import type { CountChoice } from "./casts.ts";
import type { Assumption } from "./fillings.ts";
import type { InductionCounts } from "./induct.ts";

/** Abstract states of a chunk: what one thread takes at a time, and what a resumed induction does not take again. */
export const CHUNK_STATES = 512;

/** An induction on a source, for any thread. */
export interface InductionTask {
	readonly recipe: Recipe & { readonly kind: "c" };
	readonly assumption: Assumption;
	readonly counts: CountChoice;
	/** Number of abstract states. */
	readonly states: number;
	/** Chunks that were done before. */
	readonly done: ReadonlySet<number>;
	/** In whole numbers: the next chunk, and 1 to stop. */
	readonly control: Int32Array<SharedArrayBuffer>;
}

/** The words of `control`. */
export const CONTROL = { next: 0, stop: 1 } as const;

/** Result of a chunk. */
export interface ChunkResult {
	readonly chunk: number;
	readonly counts: InductionCounts;
	/** Names of variables that only count, whose change was not taken for a difference; left out where there are none. */
	readonly countsOnly?: readonly string[];
}

/** Chunks of a task. */
export function chunkCount({ states }: Pick<InductionTask, "states">): number {
	return Math.ceil(states / CHUNK_STATES);
}
