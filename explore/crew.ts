/** What several searchers share: a barrier, what each says of itself, and the letters between them. */
export interface Crew {
	readonly count: number;
	readonly control: Int32Array;
	/** By sender and receiver: how many words there are, and the letters. */
	readonly mail: readonly Int32Array[];
}

/** The words of `control` that all share. */
export const CONTROL = { waiting: 0, turn: 1, stop: 2, isStopping: 3, read: 4, full: 5, first: 6 } as const;
/** The words of `control` that each searcher has, from `first` on. */
export const OWN = { stored: 0, frontier: 1, depth: 2, kibibytes: 3, hasMoreOfLevel: 4, hasMore: 5, words: 6 } as const;

/** How many words of letters all searchers together write between two barriers. */
const ALL_WORDS = 1 << 23;

/** How many words of letters one of so many searchers writes to another between two barriers, or a few more. */
export function mostWords(count: number): number {
	return Math.floor(ALL_WORDS / count ** 2);
}

/** Makes what a crew shares. @param spare how many words the letters of one state's successors can take */
export function createCrew(count: number, spare: number): Crew {
	const shared = (words: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * words));
	return {
		count,
		control: shared(CONTROL.first + count * OWN.words),
		mail: Array.from({ length: count * count }, () => shared(1 + mostWords(count) + spare)),
	};
}

/** One of the words that a searcher has. */
export function own(searcher: number, word: number): number {
	return CONTROL.first + searcher * OWN.words + word;
}

/** Waits until every searcher has come here. */
export function meet({ control, count }: Crew): void {
	const turn = Atomics.load(control, CONTROL.turn);
	if (Atomics.add(control, CONTROL.waiting, 1) === count - 1) {
		Atomics.store(control, CONTROL.waiting, 0);
		Atomics.add(control, CONTROL.turn, 1);
		Atomics.notify(control, CONTROL.turn);
		return;
	}
	while (Atomics.load(control, CONTROL.turn) === turn) Atomics.wait(control, CONTROL.turn, turn);
}
