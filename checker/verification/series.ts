import type { Recipe } from "../../impl/recipe.ts";
import type { Progress } from "../../lockstep/campaign.ts";
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

/** Data that a thread of random interleavings is started with. */
export interface RandomSetup {
	/** Ids of the claims that are checked. */
	readonly claims: readonly string[];
	readonly seed: number;
	/** One word, which is 1 where the thread has to stop. */
	readonly stop: SharedArrayBuffer;
}

/** Piece of a series that one thread runs: data that can be sent to it. */
export interface RandomPiece {
	/** Size of the series, with the runs of this piece. */
	readonly size: SeriesPlan;
	/** Number of the series' runs that are left out at the beginning. */
	readonly first: number;
	readonly recipe: Recipe;
	/** Time for the piece; undefined where there is no limit. */
	readonly timeMs: number | undefined;
}

/** Message of the thread: progress, or the result of a piece. */
export type RandomMessage<Result> =
	| { readonly kind: "progress"; readonly progress: Progress }
	| { readonly kind: "end"; readonly campaign: Result; readonly widensChars: boolean };
