import { AbstractSteps } from "./abstract-steps.ts";

/** Result of a complete search of the abstraction at a number of slots. */
export interface AbstractSearch {
	readonly slots: number;
	/** States that were reached, and states that there are: all lists of states of a slot. */
	readonly states: number;
	readonly of: number;
	/** Steps that a slot takes part in. */
	readonly transitions: number;
	/** The longest shortest path from the start. */
	readonly depth: number;
}

/** States that are expanded before `onProgress` is called again. */
const EXPANSIONS = 1 << 20;

/** Visits every state that the abstraction reaches with up to so many slots, and any number of processes. */
export async function searchAbstraction(
	slots: number,
	steps: AbstractSteps = new AbstractSteps(slots),
	onProgress?: (reached: number, of: number) => Promise<void>,
): Promise<AbstractSearch> {
	const of = steps.states;
	// A bit for each state. A level is taken in the order of its numbers: neighbours have most slots, and most successors' words, in common.
	const words = (of >>> 5) + 1;
	const reached = new Int32Array(words);
	let [level, nextLevel] = [new Int32Array(words), new Int32Array(words)];
	let [states, expanded, transitions, depth] = [1, 0, 0, 0];
	reached[0] = 1;
	level[0] = 1;
	for (;;) {
		const before = states;
		for (let word = 0; word < words; word++) {
			for (let bits = level[word] ?? 0; bits !== 0; bits &= bits - 1) {
				const count = steps.take(word * 32 + 31 - Math.clz32(bits & -bits));
				transitions += count;
				for (let step = 0; step < count; step++) {
					const next = steps.next[step] ?? 0;
					const [at, bit] = [next >>> 5, 1 << (next & 31)];
					const known = reached[at] ?? 0;
					if ((known & bit) !== 0) continue;
					reached[at] = known | bit;
					nextLevel[at] = (nextLevel[at] ?? 0) | bit;
					states++;
				}
				if (++expanded % EXPANSIONS === 0) await onProgress?.(states, of);
			}
		}
		if (states === before) break;
		depth++;
		[level, nextLevel] = [nextLevel, level.fill(0)];
	}
	return { slots, states, of, transitions, depth };
}
