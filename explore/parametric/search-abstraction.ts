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
	const reached = new Uint8Array(of);
	const queue = new Int32Array(of);
	let [size, expanded, transitions, depth, levelEnd] = [1, 0, 0, 0, 1];
	reached[0] = 1;
	const add = (_: unknown, next: number): void => {
		transitions++;
		if (reached[next] !== 0) return;
		reached[next] = 1;
		queue[size++] = next;
	};
	while (expanded < size) {
		if (expanded === levelEnd) {
			depth++;
			levelEnd = size;
		}
		steps.successors(queue[expanded++] ?? 0, add);
		if (expanded % EXPANSIONS === 0) await onProgress?.(size, of);
	}
	return { slots, states: size, of, transitions, depth };
}
