import type { Recipe } from "../../impl/recipe.ts";
import type { Prologue } from "../../lockstep/prologue.ts";
import type { Scope } from "../../model/scope.ts";

/** Size of a series of random interleavings. */
export interface SeriesPlan {
	readonly scope: Scope;
	/** Number of interleavings, at least 1. */
	readonly runs: number;
	/** The greatest length of one. */
	readonly maxActions: number;
	/** Beginning of each; none if left out. */
	readonly prologue?: Prologue | undefined;
}

/** Everything that a thread needs to run series of random interleavings: data that can be sent to it. */
export interface RandomTask {
	readonly series: readonly { readonly size: SeriesPlan; readonly recipe: Recipe }[];
	/** Ids of the claims that are checked. */
	readonly claims: readonly string[];
	readonly seed: number;
	/** Time for all series; undefined where there is no limit. */
	readonly timeMs: number | undefined;
	/** One word, which is 1 where the thread has to stop. */
	readonly stop: SharedArrayBuffer;
}

/** Message of the thread: progress, or the result at the end. */
export type RandomMessage<Result> =
	| {
			readonly kind: "progress";
			readonly size: SeriesPlan;
			readonly runs: number;
			readonly actions: number;
			readonly findings: number;
	  }
	| { readonly kind: "end"; readonly campaigns: readonly Result[]; readonly widensChars: boolean };
