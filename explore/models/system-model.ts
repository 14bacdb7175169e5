import { type Action, formatAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import type { Message, State } from "../../model/state.ts";
import { countedAlphabet, type Step, type System } from "../../model/system.ts";
import type { ObservableModel } from "../temporal/observable-model.ts";
import { Symmetry } from "./symmetry.ts";
import { encodedWidth, Registers } from "./system-encoding.ts";

/** The specification in plain data as a model: slow, and what `PackedModel` is compared with. */
export class SystemModel implements ObservableModel<State> {
	readonly width: number;
	readonly alphabet: readonly Action[];
	readonly #system: System;
	readonly #registers: Registers;
	readonly #symmetry: Symmetry;
	/** The step that was emitted last. */
	#step: Step | undefined;

	constructor(system: System) {
		this.width = encodedWidth(system.scope);
		this.alphabet = countedAlphabet(system.scope);
		this.#system = system;
		this.#registers = new Registers(system.scope);
		this.#symmetry = new Symmetry(system.scope);
	}

	initial(): readonly State[] {
		return [this.#system.initial];
	}

	successors(state: State, emit: (action: number, next: State) => void): void {
		for (const [index, action] of this.alphabet.entries()) {
			if (!this.#system.isEnabled(state, action)) continue;
			this.#step = this.#system.step(state, action);
			emit(index, this.#step.state);
		}
	}

	/** The step that is being emitted. @throws RangeError where none is */
	get step(): Step {
		if (!this.#step) throw new RangeError("no step has been emitted");
		return this.#step;
	}

	observe(state: State): State {
		return state;
	}

	get messages(): readonly Message[] {
		return this.step.result.messages;
	}

	get scope(): Scope {
		return this.#system.scope;
	}

	encode(state: State, words: Int32Array): void {
		this.#registers.take(state);
		this.#registers.store(words);
	}

	decode(words: Int32Array): State {
		this.#registers.load(words);
		return this.#registers.state();
	}

	canonical(words: Int32Array): number {
		return this.#symmetry.canonical(words);
	}

	action(index: number): Action {
		const action = this.alphabet[index];
		if (!action) throw new RangeError(`there is no action ${index}`);
		return action;
	}

	actionName(action: number): string {
		return formatAction(this.#system.scope, this.action(action));
	}
}
