import type { Target } from "../../impl/target.ts";

/** The words of an entry behind the end of the list that are taken for dead until something reads them, a bit each. */
export function assumedDead({ deadMemory }: Target, isAllKept = false): number {
	return isAllKept || !deadMemory ? 0 : 2 ** deadMemory.words - 1;
}

/**
 * Searches a target with its dead memory left out, which nothing reads before it is written: docs/adr/009. Every access is
 * watched; where a word was taken for dead wrongly, the search is made again with it, and what the first one saw does not count.
 *
 * @param dead the words that are taken for dead at first, a bit for each word of an entry
 * @param search made anew each time; it may stop as soon as `isRefuted` returns true
 */
export async function withoutDeadMemory<Result>(
	{ deadMemory }: Target,
	dead: number,
	search: (dead: number, isRefuted: () => boolean) => Promise<Result>,
): Promise<Result> {
	for (let assumed = dead; ; ) {
		deadMemory?.assume(assumed);
		let read: number;
		let result: Result;
		try {
			result = await search(assumed, () => (deadMemory?.read ?? 0) !== 0);
		} finally {
			read = deadMemory?.read ?? 0;
			deadMemory?.assume(0);
		}
		if (read === 0) return result;
		assumed &= ~read;
	}
}
