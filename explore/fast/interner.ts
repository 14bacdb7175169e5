/** Values that are stored once each, however often they are made. */
export class Interner<Value> {
	readonly #values = new Map<string, Value>();

	/** Interns a value. @param key the same for equal values, and for no others @returns the value that is stored for all of them */
	of(key: string, make: () => Value): Value {
		const known = this.#values.get(key);
		if (known !== undefined) return known;
		const made = make();
		this.#values.set(key, made);
		return made;
	}
}

/** Lists of numbers that are stored once each. */
export class ListInterner {
	readonly #lists = new Interner<readonly number[]>();

	/** Interns a list. @returns the list that is stored for all equal ones */
	of(list: readonly number[]): readonly number[] {
		return this.#lists.of(list.join(), () => list);
	}
}
