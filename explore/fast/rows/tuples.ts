/**
 * Tuples of local states, numbered from 0 in the order in which they are met.
 *
 * With symmetry tuples that differ in their order only are the same: multisets. The sorted one represents them.
 */
export class Tuples {
	readonly #width: number;
	readonly #locals: number;
	readonly #symmetry: boolean;
	readonly #numbers = new Map<number | string, number>();
	readonly #scratch: Uint8Array;
	#pool = new Uint8Array(1 << 12);
	#size = 0;

	/** @param locals different local states that there are, at most 256 */
	constructor(width: number, locals: number, symmetry: boolean) {
		this.#width = width;
		this.#locals = locals;
		this.#symmetry = symmetry;
		this.#scratch = new Uint8Array(width);
	}

	get size(): number {
		return this.#size;
	}

	/** The memory that they take, in bytes: an entry of the map takes about 40. */
	get bytes(): number {
		return this.#pool.length + this.#size * 40;
	}

	/** The number of a tuple. */
	number(tuple: Uint8Array): number {
		const scratch = this.#scratch;
		scratch.set(tuple);
		if (this.#symmetry) sort(scratch);
		const key = this.#key(scratch);
		return this.#numbers.get(key) ?? this.#add(scratch, key);
	}

	#add(tuple: Uint8Array, key: number | string): number {
		const number = this.#size++;
		const end = this.#size * this.#width;
		if (end > this.#pool.length) this.#grow(end);
		this.#pool.set(tuple, number * this.#width);
		this.#numbers.set(key, number);
		return number;
	}

	/** The tuple of a number, sorted with symmetry. */
	tuple(number: number): Uint8Array {
		return this.#pool.slice(number * this.#width, (number + 1) * this.#width);
	}

	#key(tuple: Uint8Array): number | string {
		if (this.#locals ** this.#width > Number.MAX_SAFE_INTEGER) return String.fromCharCode(...tuple);
		let key = 0;
		for (let i = 0; i < this.#width; i++) key = key * this.#locals + (tuple[i] ?? 0);
		return key;
	}

	#grow(least: number): void {
		const larger = new Uint8Array(Math.max(least, this.#pool.length * 2));
		larger.set(this.#pool);
		this.#pool = larger;
	}
}

/** Insertion sort: tuples are short and almost in order. */
function sort(tuple: Uint8Array): void {
	for (let i = 1; i < tuple.length; i++) {
		const local = tuple[i] ?? 0;
		let to = i - 1;
		for (; to >= 0 && (tuple[to] ?? 0) > local; to--) tuple[to + 1] = tuple[to] ?? 0;
		tuple[to + 1] = local;
	}
}

/** True if the tuple is sorted. */
export function isCanonical(tuple: Uint8Array): boolean {
	return tuple.every((local, index) => index === 0 || (tuple[index - 1] ?? 0) <= local);
}

/** Counts the tuples that differ from a sorted one in their order only, itself included. */
export function orbitSize(tuple: Uint8Array): number {
	let count = 1;
	let equal = 0;
	for (let i = 0; i < tuple.length; i++) {
		equal = i > 0 && tuple[i] === tuple[i - 1] ? equal + 1 : 1;
		count = (count * (i + 1)) / equal;
	}
	return count;
}
