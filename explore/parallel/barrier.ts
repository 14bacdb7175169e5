/** Memory that the workers of a pool share: words to synchronise by, and mailboxes. */
export interface SharedState {
	/** Workers that there are. */
	readonly count: number;
	readonly control: Int32Array;
	/** Mailboxes by sender and receiver: the number of words in it, 0 once the receiver has taken them, and the words. */
	readonly mailboxes: readonly Int32Array[];
}

/**
 * The words of `control` that all workers share.
 *
 * - waiting, generation: of the barrier
 * - changes: counts changes that a worker may wait for
 * - finished: levels that workers have finished, all together
 * - stop: the search is to end; isStopping: a worker has seen it; refuted, full: other reasons to end
 */
export const CONTROL = {
	waiting: 0,
	generation: 1,
	changes: 2,
	finished: 3,
	stop: 4,
	isStopping: 5,
	refuted: 6,
	full: 7,
	first: 8,
} as const;
/** The bit of `refuted` for words that were taken to be copied and printed only; the others are for dead words of an entry. */
export const COUNTERS_REFUTED = 1 << 30;
/** The bit of `refuted` for an action that does something else under other names of processes. */
export const ASYMMETRIC = 1 << 29;
/** The words of `control` that each worker has, from `first` on. */
export const OWN = { stored: 0, frontier: 1, depth: 2, kibibytes: 3, hasMore: 4, words: 5 } as const;

/** Words of messages that there is room for between all workers. */
const ALL_WORDS = 1 << 23;

/** The words of messages for one other worker from which on a worker delivers them before it expands more states. */
export function mostWords(count: number): number {
	return Math.floor(ALL_WORDS / count ** 2);
}

/** Makes the memory that workers share. @param spare words of messages that a worker may write beyond `mostWords` */
export function createSharedState(count: number, spare: number): SharedState {
	const shared = (words: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * words));
	return {
		count,
		control: shared(CONTROL.first + count * OWN.words),
		mailboxes: Array.from({ length: count * count }, () => shared(1 + mostWords(count) + spare)),
	};
}

/** The place in `control` of a word that each worker has. */
export function own(worker: number, word: number): number {
	return CONTROL.first + worker * OWN.words + word;
}

/** Waits at a barrier until every worker has come there. */
export function awaitAll({ control, count }: SharedState): void {
	const generation = Atomics.load(control, CONTROL.generation);
	if (Atomics.add(control, CONTROL.waiting, 1) === count - 1) {
		Atomics.store(control, CONTROL.waiting, 0);
		Atomics.add(control, CONTROL.generation, 1);
		Atomics.notify(control, CONTROL.generation);
		return;
	}
	while (Atomics.load(control, CONTROL.generation) === generation) {
		Atomics.wait(control, CONTROL.generation, generation);
	}
}

/** Wakes the workers that wait for a condition, to test it again. */
export function notify({ control }: SharedState): void {
	Atomics.add(control, CONTROL.changes, 1);
	Atomics.notify(control, CONTROL.changes);
}

/** Waits until a condition is true, testing it again after each `notify`. */
export function waitUntil({ control }: SharedState, condition: () => boolean): void {
	for (;;) {
		const changes = Atomics.load(control, CONTROL.changes);
		if (condition()) return;
		Atomics.wait(control, CONTROL.changes, changes);
	}
}
