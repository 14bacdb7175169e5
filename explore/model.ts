/**
 * A transition system that a search explores.
 *
 * States are plain values of the model's own kind; the search stores them as words of 32 bits, all of one length. The
 * words of two states are equal if and only if the states are.
 */
export interface Model<State> {
	/** Words that an encoded state takes. */
	readonly width: number;
	initial(): readonly State[];
	/**
	 * Emits every enabled action with the state that it leads to, those that change nothing included.
	 *
	 * @param emit receives a state that the model may overwrite as soon as `emit` has returned; the state itself where the
	 * action is known to change nothing, so that the search need not look it up
	 */
	successors(state: State, emit: (action: number, next: State) => void): void;
	encode(state: State, words: Int32Array): void;
	/** The state of these words; it may be overwritten by the next call. */
	decode(words: Int32Array): State;
	/**
	 * Replaces an encoded state by the representative of its symmetry class.
	 *
	 * @returns the size of the class: how many states it stands for, at least 1
	 */
	canonical?(words: Int32Array): number;
	/** An action as people read it. */
	actionName(action: number): string;
}

/** One violation of a property by a transition. */
export interface Breach {
	/** Equal for violations that are one finding. */
	readonly key: string;
	/** Description of the violation in this transition, with names and numbers. */
	readonly detail: string;
}

/**
 * A question that a search answers.
 *
 * `always`: the condition holds in every reachable state. `sometimes`: a reachable state satisfies it. `step`: no transition
 * violates it; a transition that does is reported and not followed. `witness`: a transition satisfies it, and is followed.
 */
export type Property<State> =
	| { readonly kind: "always" | "sometimes"; readonly name: string; holds(state: State): boolean }
	| { readonly kind: "step"; check(before: State, action: number, after: State): readonly Breach[] }
	| {
			readonly kind: "witness";
			readonly name: string;
			isReached(before: State, action: number, after: State): boolean;
	  };
