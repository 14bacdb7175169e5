import type { DesignSystem } from "../../model/designs/design.ts";
import type { Model } from "../model.ts";

/**
 * A system of a design as a model.
 *
 * A state is an object of fields, each of primitives or each of lists and objects. The distinct values of a field are interned: the
 * word of a field is its value's number.
 */
export class DesignModel<State, Action> implements Model<State> {
	readonly width: number;
	/** Transitions that left the constraint of the system. */
	leftOut = 0;
	readonly #system: DesignSystem<State, Action>;
	readonly #fields: readonly Interner[];
	readonly #names: readonly (keyof State & string)[];

	constructor(system: DesignSystem<State, Action>) {
		this.#system = system;
		this.#names = Object.keys(system.initial as object) as (keyof State & string)[];
		this.#fields = this.#names.map(() => new Interner());
		this.width = this.#names.length;
		if (this.width === 0) throw new RangeError("expected states that are objects with fields, found one without any");
	}

	initial(): readonly State[] {
		return [this.#system.initial];
	}

	successors(state: State, emit: (action: number, next: State) => void): void {
		for (const [number, action] of this.#system.alphabet.entries()) {
			const next = this.#system.step(state, action);
			if (next === undefined) continue;
			if (this.#system.isWithin?.(next) ?? true) emit(number, next);
			else this.leftOut++;
		}
	}

	encode(state: State, words: Int32Array): void {
		for (const [index, name] of this.#names.entries()) words[index] = this.#fields[index]?.number(state[name]) ?? -1;
	}

	decode(words: Int32Array): State {
		const state: Partial<State> = {};
		for (const [index, name] of this.#names.entries()) {
			state[name] = this.#fields[index]?.value(words[index] ?? -1) as State[typeof name];
		}
		return state as State;
	}

	actionName(action: number): string {
		const taken = this.#system.alphabet[action];
		if (taken === undefined) throw new RangeError(`there is no action ${action}`);
		return this.#system.formatAction(taken);
	}
}

/** Numbers for the distinct values of a field, which are plain data. */
class Interner {
	readonly #values: unknown[] = [];
	/** Numbers by primitive value, by the numbers of a list's elements, or by the JSON text of an object. */
	readonly #numbers = new Map<unknown, number>();
	/** The elements of lists: most of a changed list are as they were. */
	#elements: Interner | undefined;
	/** What was decoded last, and its number: a step leaves most fields as they are. */
	#decoded: unknown = this;
	#decodedNumber = -1;
	/** The numbers of lists and objects that were met before. */
	readonly #met = new WeakMap<object, number>();

	number(value: unknown): number {
		if (value === this.#decoded) return this.#decodedNumber;
		if (typeof value !== "object" || value === null) return this.#numberOf(value, value);
		const known = this.#met.get(value);
		if (known !== undefined) return known;
		const number = this.#numberOf(Array.isArray(value) ? this.#keyOf(value) : JSON.stringify(value), value);
		this.#met.set(value, number);
		return number;
	}

	#keyOf(list: readonly unknown[]): string {
		this.#elements ??= new Interner();
		let key = "[";
		for (const element of list) key += `${this.#elements.number(element)},`;
		return key;
	}

	value(number: number): unknown {
		this.#decoded = this.#values[number];
		this.#decodedNumber = number;
		return this.#decoded;
	}

	#numberOf(key: unknown, value: unknown): number {
		const known = this.#numbers.get(key);
		if (known !== undefined) return known;
		this.#numbers.set(key, this.#values.length);
		return this.#values.push(value) - 1;
	}
}
