/** Values that are kept once each, however often they are made: much of what is expected is the same in many states. */
export class Shared<Value> {
	readonly #values = new Map<string, Value>();

	/** @param key the same for values that are equal, and for no others @returns the one that is kept of all that are equal */
	of(key: string, make: () => Value): Value {
		const known = this.#values.get(key);
		if (known !== undefined) return known;
		const made = make();
		this.#values.set(key, made);
		return made;
	}
}

/** Lists of small numbers, each kept once. */
export class SharedLists {
	readonly #lists = new Shared<readonly number[]>();

	/** The list that is kept for all that are equal to this one. */
	of(list: readonly number[]): readonly number[] {
		return this.#lists.of(list.join(), () => list);
	}
}
