import type { Target } from "../../impl/target.ts";
import { assumedCounters, withoutDecisive } from "./counters.ts";

/** The parts of an entry behind the end of the list that are taken for dead until something reads them, a bit each. */
export function assumedDead({ deadMemory }: Target, isAllKept = false): number {
	return isAllKept || !deadMemory ? 0 : 2 ** deadMemory.parts - 1;
}

/** Memory that a search leaves out of the state. */
export interface LeftOutMemory {
	/** Parts of an entry that are dead behind the end of the list, a bit each. */
	readonly dead: number;
	/** Addresses of words that are only copied and printed. */
	readonly counters: readonly number[];
}

/**
 * Searches a target with its dead memory left out, which nothing reads before it is written (docs/adr/009), and the words that it
 * only copies and prints. Every access is watched; where one was taken for these wrongly, the search is made again with it,
 * and what the first one saw does not count.
 *
 * @param dead the parts of an entry that are taken for dead at first, a bit each
 * @param search made anew each time; it may stop as soon as `isRefuted` returns true
 * @param isAllKept true to leave no word out that is written
 */
export async function withoutDeadMemory<Result>(
	target: Target,
	dead: number,
	search: (dead: number, isRefuted: () => boolean, leftOut: LeftOutMemory) => Promise<Result>,
	isAllKept = false,
): Promise<Result> {
	const { deadMemory, counters } = target;
	let leftOut: LeftOutMemory = { dead, counters: isAllKept ? [] : await assumedCounters(target) };
	for (;;) {
		deadMemory?.assume(leftOut.dead);
		counters?.assume(leftOut.counters);
		let [read, refuted]: [number, readonly number[]] = [0, []];
		let result: Result;
		try {
			const isRefuted = (): boolean => (deadMemory?.read ?? 0) !== 0 || counters?.isRefuted === true;
			result = await search(leftOut.dead, isRefuted, leftOut);
		} finally {
			[read, refuted] = [deadMemory?.read ?? 0, counters?.refuted() ?? []];
			deadMemory?.assume(0);
			counters?.assume([]);
		}
		if (read === 0 && refuted.length === 0) return result;
		leftOut = { dead: leftOut.dead & ~read, counters: withoutDecisive(target, leftOut.counters, refuted) };
	}
}
