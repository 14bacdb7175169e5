import { Interner } from "../interner.ts";

/** The room of a list for which there is none, in bytes: more than any takes. */
const SPARE_BYTES = 1 << 18;

/** Lists of words in a module's memory, one after the other, for the duration of the search. */
export class ListArena {
	readonly #words: Int32Array;
	readonly #start: number;
	readonly #end: number;
	#next: number;
	/** Addresses of immutable lists, by their words. */
	readonly #interned = new Interner<number>();
	/** True once a list did not fit: the search ends then, and lists written meanwhile overlap. */
	isFull = false;

	/** @param start, @param end addresses in bytes */
	constructor(words: Int32Array, start: number, end: number) {
		this.#words = words;
		this.#start = start;
		this.#next = start;
		this.#end = end - SPARE_BYTES;
	}

	/** Bytes that the lists take. */
	get bytes(): number {
		return this.#next - this.#start;
	}

	/** Writes a list. @returns its address in bytes */
	add(words: ArrayLike<number>): number {
		const address = this.reserve(words.length * 4);
		this.#words.set(words, address / 4);
		return address;
	}

	/** Interns an immutable list. @returns its address in bytes */
	intern(words: readonly number[] | Int32Array): number {
		return this.internBy(words.join(), () => words);
	}

	/** @param key the same for lists with the same words, and no key of `intern` */
	internBy(key: string, make: () => ArrayLike<number>): number {
		return this.#interned.of(key, () => this.add(make()));
	}

	/** Takes room for a list. @returns its address in bytes */
	reserve(bytes: number): number {
		const address = this.#next;
		if (address + bytes > this.#end) {
			this.isFull = true;
			return this.#end;
		}
		this.#next += bytes;
		return address;
	}
}
