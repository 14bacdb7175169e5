const EMPTY = 0xffffffff;

/**
 * A set of stored states by their 64-bit fingerprints, with how each was first reached.
 *
 * Two states with the same fingerprint are taken for one. With n states the chance that any two of them collide is about
 * n^2 / 2^65.
 */
export class FingerprintSet {
	/** Open addressing: two words of fingerprint, and the number of the state. */
	#high = new Uint32Array(1 << 12);
	#low = new Uint32Array(1 << 12);
	#numbers = new Uint32Array(1 << 12).fill(EMPTY);
	#parents = new Uint32Array(1 << 12);
	#actions = new Uint16Array(1 << 12);
	#size = 0;

	get size(): number {
		return this.#size;
	}

	get bytes(): number {
		return this.#numbers.length * 12 + this.#parents.length * 6;
	}

	/** Adds a state, reached from state `parent` by action `action`; gives its number, or -1 if it was there. */
	add(high: number, low: number, parent: number, action: number): number {
		if (this.#size * 3 >= this.#numbers.length * 2) this.#grow();
		const at = this.#find(high, low);
		if (this.#numbers[at] !== EMPTY) return -1;
		const number = this.#size++;
		if (number >= this.#parents.length) this.#growPaths();
		this.#high[at] = high;
		this.#low[at] = low;
		this.#numbers[at] = number;
		this.#parents[number] = parent;
		this.#actions[number] = action;
		return number;
	}

	/** The numbers of the actions that lead from the start to a state. */
	path(number: number): readonly number[] {
		const actions: number[] = [];
		for (let at = number; at !== 0; at = this.#parents[at] ?? 0) actions.push(this.#actions[at] ?? 0);
		return actions.reverse();
	}

	#find(high: number, low: number): number {
		const last = this.#numbers.length - 1;
		let at = (high ^ low) & last;
		while (this.#numbers[at] !== EMPTY && (this.#high[at] !== high || this.#low[at] !== low)) at = (at + 1) & last;
		return at;
	}

	#grow(): void {
		const [high, low, numbers] = [this.#high, this.#low, this.#numbers];
		const length = numbers.length * 2;
		this.#high = new Uint32Array(length);
		this.#low = new Uint32Array(length);
		this.#numbers = new Uint32Array(length).fill(EMPTY);
		for (const [index, number] of numbers.entries()) {
			if (number === EMPTY) continue;
			const at = this.#find(high[index] ?? 0, low[index] ?? 0);
			this.#high[at] = high[index] ?? 0;
			this.#low[at] = low[index] ?? 0;
			this.#numbers[at] = number;
		}
	}

	#growPaths(): void {
		const [parents, actions] = [this.#parents, this.#actions];
		this.#parents = new Uint32Array(parents.length * 2);
		this.#actions = new Uint16Array(actions.length * 2);
		this.#parents.set(parents);
		this.#actions.set(actions);
	}
}
