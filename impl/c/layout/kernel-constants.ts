/** Sizes and return values, in C with KERNEL_ before their names. */
export const KERNEL = {
	/** Messages, and callbacks, that one action may send. */
	MAX_EFFECTS: 256,
	/** Steps from one state that have to do with services. */
	MAX_STEPS: 4096,
	/** Words of the globals. */
	MAX_GLOBALS: 1024,
	/** Pairs that are expanded together. */
	MAX_GROUP: 256,
	/** Workers that share a search. */
	MAX_WORKERS: 256,
	/** Actions whose last result is remembered. */
	HINTS: 4096,
	/** Processes that symmetry can rename. */
	MAX_NAMED: 64,
	/** Steps in situations that are not new, of which one is compared with the same under other names. */
	STEPS_PER_CHECK: 256,
	/** Every step was taken. */
	DONE: -1,
	/** The next step is one that is not known yet. */
	UNKNOWN: -2,
} as const;
