/** What several searchers share: a barrier, what each says of itself, and the letters between them. */
export interface Crew {
	readonly count: number;
	readonly control: Int32Array;
	/** By sender and receiver: how many words of letters there are, 0 where the receiver has taken them, and the letters. */
	readonly mail: readonly Int32Array[];
}

/**
 * The words of `control` that all share.
 *
 * - waiting, turn: of the barrier
 * - news: changes where somebody waits for something that has come about
 * - finished: how many levels the searchers have finished, all together
 * - stop: the search is to end; isStopping: a searcher has seen it; refuted, full: why it ends, beside that
 */
export const CONTROL = {
	waiting: 0,
	turn: 1,
	news: 2,
	finished: 3,
	stop: 4,
	isStopping: 5,
	refuted: 6,
	full: 7,
	first: 8,
} as const;
/** The words of `control` that each searcher has, from `first` on. */
export const OWN = { stored: 0, frontier: 1, depth: 2, kibibytes: 3, hasMore: 4, words: 5 } as const;

/** How many words of letters there is room for between all searchers. */
const ALL_WORDS = 1 << 23;

/** How many words of letters one of so many searchers writes to another before it hands them over, or a few more. */
export function mostWords(count: number): number {
	return Math.floor(ALL_WORDS / count ** 2);
}

/** Makes what a crew shares. @param spare how many words of letters more a searcher may write before it looks */
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

/** Tells those who wait for something that it may have come about. */
export function announce({ control }: Crew): void {
	Atomics.add(control, CONTROL.news, 1);
	Atomics.notify(control, CONTROL.news);
}

/** Waits until something has come about, asking again whenever there is news. */
export function waitUntil({ control }: Crew, hasComeAbout: () => boolean): void {
	for (;;) {
		const news = Atomics.load(control, CONTROL.news);
		if (hasComeAbout()) return;
		Atomics.wait(control, CONTROL.news, news);
	}
}
