/** One of several workers that share a search: each keeps the states that are its own. */
export interface Partition {
	/** The worker's number, from 0. */
	readonly index: number;
	/** Workers that there are. */
	readonly count: number;
}

/** The partition of a search that one worker does alone. */
export const WHOLE: Partition = { index: 0, count: 1 };

/** The transition by which a pair was first reached. */
export interface Origin {
	/** The number of the pair before, times the number of workers, plus the number of the worker that keeps it; 0 for the start. */
	readonly parent: number;
	/** The number of the action. */
	readonly action: number;
}
