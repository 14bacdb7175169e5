import type { Model } from "../../explore/model.ts";

/** A transition of a table: from a state, by an action, to a state. */
export type Row = readonly [from: number, action: number, to: number];

/** A model whose states are numbers, given by the table of its transitions. */
export function tableModel(initial: readonly number[], rows: readonly Row[]): Model<number> {
	return {
		width: 1,
		initial: () => initial,
		successors(state, emit) {
			for (const [from, action, to] of rows) if (from === state) emit(action, to);
		},
		encode(state, words) {
			words[0] = state;
		},
		decode: (words) => words[0] ?? 0,
		actionName: (action) => `action ${action}`,
	};
}
