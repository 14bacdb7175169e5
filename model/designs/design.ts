/** A design of the event facility, or of what uses it, as a transition system in plain data. */
export interface DesignSystem<State, Action> {
	readonly initial: State;
	/** Every action that there is, enabled or not. */
	readonly alphabet: readonly Action[];
	/** The state that an action leads to; undefined where it is not enabled. */
	step(state: State, action: Action): State | undefined;
	/** Evaluates the constraint of a system without bounds: searches leave out the states that do not satisfy it. */
	isWithin?(state: State): boolean;
	formatAction(action: Action): string;
	formatState(state: State): string;
}

/** The bounds that a design is searched in. */
export interface DesignScope<State, Action> {
	/** Component numbers in words, for example "2 processes, 3 subscribers". */
	readonly name: string;
	system(): DesignSystem<State, Action>;
}

interface Described {
	/** Unique in the design. */
	readonly id: string;
	readonly sentence: string;
	/** Place in the source that states it, or functions of the systems that do it. */
	readonly source: string;
}

/**
 * A property of a design.
 *
 * `always`: the condition holds in every reachable state. `reachable`: it holds in one. `lasso`: a run comes back to the same
 * shape of state with more of what `measure` counts, and can so go on for ever.
 */
export type DesignProperty<State> = Described &
	(
		| { readonly kind: "always" | "reachable"; holds(state: State): boolean }
		| {
				readonly kind: "lasso";
				/** The state without what is measured. */
				shape(state: State): State;
				measure(state: State): number;
		  }
	);

/** A design, with the scopes that it is searched at and what is asked of it. */
export interface Design<State = unknown, Action = unknown> {
	readonly id: string;
	readonly sentence: string;
	readonly scopes: readonly DesignScope<State, Action>[];
	readonly properties: readonly DesignProperty<State>[];
}
