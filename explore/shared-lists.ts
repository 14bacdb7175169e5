/** Lists of small numbers, each kept once: many parts have the same few. */
export class SharedLists {
	readonly #lists = new Map<string, readonly number[]>();

	/** The list that is kept for all that are equal to this one. */
	of(list: readonly number[]): readonly number[] {
		const key = list.join();
		const known = this.#lists.get(key);
		if (known) return known;
		this.#lists.set(key, list);
		return list;
	}
}
