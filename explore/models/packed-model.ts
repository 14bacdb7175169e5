import { formatAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import type { State } from "../../model/state.ts";
import type { Model } from "../model.ts";
import { PackedSystem } from "./packed-system.ts";
import { Symmetry } from "./symmetry.ts";
import { encodedWidth, Registers } from "./system-encoding.ts";

/** The specification as a model whose states are their own encoding: the same states and transitions as `SystemModel`. */
export class PackedModel implements Model<Int32Array> {
	readonly width: number;
	readonly scope: Scope;
	readonly #system: PackedSystem;
	readonly #before: Registers;
	readonly #next: Int32Array;
	readonly #symmetry: Symmetry;

	constructor(scope: Scope, system = new PackedSystem(scope)) {
		this.width = encodedWidth(scope);
		this.scope = scope;
		this.#system = system;
		this.#before = new Registers(scope);
		this.#next = new Int32Array(this.width);
		this.#symmetry = new Symmetry(scope);
	}

	initial(): readonly Int32Array[] {
		return [new Int32Array(this.width)];
	}

	successors(state: Int32Array, emit: (action: number, next: Int32Array) => void): void {
		const system = this.#system;
		this.#before.load(state);
		system.state.copy(this.#before);
		for (let action = 0; action < system.alphabet.length; action++) {
			if (!system.isEnabled(action)) continue;
			if (!system.step(action)) {
				emit(action, state);
				continue;
			}
			system.state.store(this.#next);
			emit(action, this.#next);
			system.state.copy(this.#before);
		}
	}

	/** A state in plain data. */
	systemState(state: Int32Array): State {
		this.#before.load(state);
		return this.#before.state();
	}

	encode(state: Int32Array, words: Int32Array): void {
		words.set(state);
	}

	decode(words: Int32Array): Int32Array {
		return words;
	}

	canonical(words: Int32Array): number {
		return this.#symmetry.canonical(words);
	}

	actionName(action: number): string {
		const taken = this.#system.alphabet[action];
		return taken ? formatAction(this.scope, taken) : `action ${action}`;
	}
}
