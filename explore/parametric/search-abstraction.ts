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
	// A bit for each state: that fits the processor's caches, where a byte for each would not.
	const reached = new Int32Array((of >>> 5) + 1);
	const queue = new Int32Array(of);
	let [size, expanded, transitions, depth, levelEnd] = [1, 0, 0, 0, 1];
	reached[0] = 1;
	while (expanded < size) {
		if (expanded === levelEnd) {
			depth++;
			levelEnd = size;
		}
		const count = steps.take(queue[expanded++] ?? 0);
		transitions += count;
		for (let step = 0; step < count; step++) {
			const next = steps.next[step] ?? 0;
			const word = reached[next >>> 5] ?? 0;
			const bit = 1 << (next & 31);
			if ((word & bit) !== 0) continue;
			reached[next >>> 5] = word | bit;
			queue[size++] = next;
		}
		if (expanded % EXPANSIONS === 0) await onProgress?.(size, of);
	}
	return { slots, states: size, of, transitions, depth };
}
