/** Limits of a search; Infinity for none. */
export interface Limits {
	/** The most states to store. */
	readonly states: number;
	/** The most memory for stored states, in bytes. */
	readonly bytes: number;
	/** The most time, in milliseconds. */
	readonly timeMs: number;
}

/** No limits at all. */
export const UNLIMITED: Limits = {
	states: Number.POSITIVE_INFINITY,
	bytes: Number.POSITIVE_INFINITY,
	timeMs: Number.POSITIVE_INFINITY,
};

/** Progress of a search. */
export interface SearchProgress {
	/** States stored: canonical ones with symmetry, pairs where a target is searched. */
	readonly stored: number;
	readonly frontier: number;
	readonly depth: number;
	/** Memory for stored states, in bytes. */
	readonly bytes: number;
}

/** Limit reported by a search in compiled code whose thread has no memory left, whatever the limit of memory. */
export const FULL = "the memory of a thread";

/** Reasons for the end of a search: its signal is aborted, or its time or its number of states is used up. */
export const INTERRUPTED = "an interruption";
/** See `INTERRUPTED`. */
export const OUT_OF_TIME = "the limit of time";
/** See `INTERRUPTED`. */
export const OUT_OF_STATES = "the limit of states";

/** Finds the limit that a search has reached, in words that follow "stopped by"; undefined if none. */
export function reachedLimit(
	{ limits, signal }: { readonly limits: Limits; readonly signal: AbortSignal | undefined },
	{ stored, bytes }: SearchProgress,
	ms: number,
): string | undefined {
	if (signal?.aborted) return INTERRUPTED;
	if (stored >= limits.states) return OUT_OF_STATES;
	if (bytes >= limits.bytes) return "the limit of memory";
	return ms >= limits.timeMs ? OUT_OF_TIME : undefined;
}
