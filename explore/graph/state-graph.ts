/** The states of a model by number, and the transitions between them by index, those of a state one after the other. */
export class StateGraph {
	/** Action and target state of each transition. */
	readonly #actions: number[] = [];
	readonly #targets: number[] = [];
	/** First transition of each state. */
	readonly #first: number[] = [];

	/** Number of states that were added, with or without transitions. */
	get size(): number {
		return this.#first.length;
	}

	/** Adds a transition. @param from at least the one of the transition before */
	add(from: number, action: number, to: number): void {
		this.#addStates(from + 1);
		this.#actions.push(action);
		this.#targets.push(to);
	}

	/** Adds states without transitions until there are `size`. */
	#addStates(size: number): void {
		while (this.#first.length < size) this.#first.push(this.#targets.length);
	}

	/** Ends the addition of transitions. @param size number of states */
	complete(size: number): this {
		this.#addStates(size);
		return this;
	}

	/** The first transition of a state; the one of the next state is the end of them. */
	first(state: number): number {
		return this.#first[state] ?? this.#targets.length;
	}

	/** True if a state has no transitions. */
	isFinal(state: number): boolean {
		return this.first(state) === this.first(state + 1);
	}

	/** True if a transition of a state satisfies a condition. */
	some(state: number, satisfies: (transition: number) => boolean): boolean {
		const end = this.first(state + 1);
		for (let transition = this.first(state); transition < end; transition++) if (satisfies(transition)) return true;
		return false;
	}

	/** The action of a transition. */
	action(transition: number): number {
		return this.#actions[transition] ?? 0;
	}

	/** The state that a transition leads to. */
	target(transition: number): number {
		return this.#targets[transition] ?? 0;
	}

	/** Emits the transitions of a state, with the state that each leads to. */
	leave(state: number, emit: (transition: number, to: number) => void): void {
		const end = this.first(state + 1);
		for (let transition = this.first(state); transition < end; transition++) emit(transition, this.target(transition));
	}
}
