import type { Target } from "../../impl/target.ts";

/**
 * Searches with what nothing reads before it is written left out of the target's memory: docs/adr/009. Where that was assumed
 * wrongly the search is made again, and what the first one saw does not count.
 *
 * @param search made anew each time
 */
export function withoutLeftovers<T>(target: Target | undefined, search: () => T): T {
	let unread = target?.leftovers ? 2 ** target.leftovers.words - 1 : 0;
	for (;;) {
		target?.leftovers?.assume(unread);
		try {
			const found = search();
			const read = target?.leftovers?.read ?? 0;
			if (read === 0) return found;
			unread &= ~read;
		} finally {
			target?.leftovers?.assume(0);
		}
	}
}
