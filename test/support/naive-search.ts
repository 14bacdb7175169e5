import type { DesignSystem } from "../../model/designs/design.ts";

/** Counts of a complete search. */
interface Counts {
	readonly states: number;
	readonly transitions: number;
	readonly depth: number;
}

/** Visits every state of a system level by level, each kept as its JSON text: it has nothing in common with `search`. */
export function naiveSearch<State, Action>(system: DesignSystem<State, Action>): Counts {
	const seen = new Set([JSON.stringify(system.initial)]);
	let level = [system.initial];
	let [transitions, depth] = [0, -1];
	while (level.length > 0) {
		depth++;
		const next: State[] = [];
		for (const state of level) {
			for (const action of system.alphabet) {
				const after = system.step(state, action);
				if (after === undefined || !(system.isWithin?.(after) ?? true)) continue;
				transitions++;
				const text = JSON.stringify(after);
				if (!seen.has(text)) next.push(after);
				seen.add(text);
			}
		}
		level = next;
	}
	return { states: seen.size, transitions, depth };
}
