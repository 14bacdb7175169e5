import type { Target } from "../impl/target.ts";

/** The words of an entry behind the end of the list, a bit each, that a search first assumes to be read by nothing. */
export function allUnread({ leftovers }: Target): number {
	return leftovers ? 2 ** leftovers.words - 1 : 0;
}

/**
 * Searches a target with the memory left out that nothing reads before it is written: docs/adr/009. Every access is watched;
 * where the assumption was wrong, the search is made again without it, and what the first one saw does not count.
 *
 * @param unread what is assumed at first, a bit for each word of an entry
 * @param search made anew each time; it may stop as soon as `isRefuted` says so
 */
export async function withoutUnread<Result>(
	{ leftovers }: Target,
	unread: number,
	search: (unread: number, isRefuted: () => boolean) => Promise<Result>,
): Promise<Result> {
	for (let assumed = unread; ; ) {
		leftovers?.assume(assumed);
		let read: number;
		let result: Result;
		try {
			result = await search(assumed, () => (leftovers?.read ?? 0) !== 0);
		} finally {
			read = leftovers?.read ?? 0;
			leftovers?.assume(0);
		}
		if (read === 0) return result;
		assumed &= ~read;
	}
}
