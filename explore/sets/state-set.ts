/**
 * A set of tuples of 32-bit words, all of one length, numbered from 0 in the order in which they are added: the visited states
 * of the plain search. The accelerators keep theirs in `explore/fast/rows/bit-matrix.ts` and `impl/c/kernel/pairs.c`.
 */
export interface StateSet {
	/** Adds a tuple. @returns its new number, or, if it is in the set already, the bitwise complement of its number */
	add(words: Int32Array): number;
	/** Copies the tuple of this number. */
	load(number: number, words: Int32Array): void;
	readonly size: number;
	/** Memory that it takes, in bytes. */
	readonly bytes: number;
}

const PAGE_BITS = 14;
const PAGE = 1 << PAGE_BITS;
const LEAST = 1 << 10;
const FULL = 0.7;

/** State set for narrow tuples: stores them exactly, one after the other. */
export class FlatSet implements StateSet {
	readonly #width: number;
	/** Pages of tuples, one after the other. */
	readonly #pages: Int32Array[] = [];
	/** Hash index: the number of a tuple plus one in each slot; 0 for none. */
	#index = new Uint32Array(LEAST);
	#size = 0;

	/** @param width words of a tuple, at least 1 */
	constructor(width: number) {
		this.#width = width;
	}

	get size(): number {
		return this.#size;
	}

	get bytes(): number {
		return this.#index.byteLength + this.#pages.length * PAGE * this.#width * 4;
	}

	add(words: Int32Array): number {
		const index = this.#index;
		const mask = index.length - 1;
		let slot = hashOf(words) & mask;
		for (let entry = index[slot] ?? 0; entry !== 0; entry = index[slot] ?? 0) {
			if (this.#equals(entry - 1, words)) return ~(entry - 1);
			slot = (slot + 1) & mask;
		}
		const number = this.#size++;
		this.#page(number).set(words, (number & (PAGE - 1)) * this.#width);
		index[slot] = number + 1;
		if (this.#size > FULL * index.length) this.#grow();
		return number;
	}

	load(number: number, words: Int32Array): void {
		const page = this.#pages[number >>> PAGE_BITS];
		const start = (number & (PAGE - 1)) * this.#width;
		for (let word = 0; word < this.#width; word++) words[word] = page?.[start + word] ?? 0;
	}

	#equals(number: number, words: Int32Array): boolean {
		const page = this.#pages[number >>> PAGE_BITS];
		if (page === undefined) return false;
		const start = (number & (PAGE - 1)) * this.#width;
		for (let word = 0; word < this.#width; word++) if (page[start + word] !== words[word]) return false;
		return true;
	}

	#page(number: number): Int32Array {
		const page = this.#pages[number >>> PAGE_BITS] ?? new Int32Array(PAGE * this.#width);
		this.#pages[number >>> PAGE_BITS] = page;
		return page;
	}

	#grow(): void {
		const index = new Uint32Array(this.#index.length * 2);
		const mask = index.length - 1;
		const words = new Int32Array(this.#width);
		for (let number = 0; number < this.#size; number++) {
			this.load(number, words);
			let slot = hashOf(words) & mask;
			while (index[slot] !== 0) slot = (slot + 1) & mask;
			index[slot] = number + 1;
		}
		this.#index = index;
	}
}

/** Counts the distinct beginnings of the tuples in a set. @param length words of a beginning */
export function countBeginnings(set: StateSet, width: number, length: number): number {
	const beginnings = new FlatSet(length);
	const words = new Int32Array(width);
	for (let number = 0; number < set.size; number++) {
		set.load(number, words);
		beginnings.add(words.subarray(0, length));
	}
	return beginnings.size;
}

/** A hash of 32 bits. */
function hashOf(words: Int32Array): number {
	let hash = 0x9747b28c;
	for (let word = 0; word < words.length; word++) {
		hash = Math.imul(hash ^ (words[word] ?? 0), 0x85ebca6b);
		hash ^= hash >>> 15;
	}
	hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
	return hash ^ (hash >>> 15);
}
