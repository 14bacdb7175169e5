import { bytesOf, type Snapshot } from "../../snapshot.ts";
import { isLogFull, logged, type SharedLog, whileLocked } from "./shared-log.ts";

/**
 * Tuples of digits, numbered from 0 in the order in which they are met.
 *
 * Where they are `sorted`, tuples that differ in their order only are the same: multisets.
 */
export class Tuples {
	readonly #width: number;
	readonly #digits: number;
	readonly #sorted: boolean;
	readonly #numbers = new Map<number | string, number>();
	readonly #scratch: Uint8Array;
	/** What gives numbers to the tuples of several threads; undefined for those of one. */
	readonly #log: SharedLog | undefined;
	#pool = new Uint8Array(1 << 12);
	#size = 0;

	/** @param digits how many different digits there are, at most 256 */
	constructor(width: number, digits: number, sorted: boolean, log: SharedLog | undefined) {
		this.#log = log;
		this.#width = width;
		this.#digits = digits;
		this.#sorted = sorted;
		this.#scratch = new Uint8Array(width);
	}

	get size(): number {
		return this.#size;
	}

	/** The memory that they take, in bytes: an entry of the map takes about 40. */
	get bytes(): number {
		return this.#pool.length + this.#size * 40;
	}

	/** Whether there is hardly room for more. */
	get isFull(): boolean {
		return this.#log !== undefined && isLogFull(this.#log, this.#width);
	}

	/** The number of a tuple. */
	number(tuple: Uint8Array): number {
		const scratch = this.#scratch;
		scratch.set(tuple);
		if (this.#sorted) sort(scratch);
		const key = this.#key(scratch);
		return (
			this.#numbers.get(key) ?? (this.#log ? this.#share(this.#log, scratch.slice(), key) : this.#add(scratch, key))
		);
	}

	/** Writes those tuples into a log that it lacks: those that it has are the first here too. */
	log(log: SharedLog): void {
		whileLocked(log, (append) => {
			for (let number = logged(log); number < this.#size; number++) append(this.tuple(number));
		});
	}

	/** Takes over what other threads have met. */
	catchUp(): void {
		const log = this.#log;
		if (!log) return;
		for (const end = logged(log); this.#size < end; ) {
			const tuple = log.bytes.slice(this.#size * this.#width, (this.#size + 1) * this.#width);
			this.#add(tuple, this.#key(tuple));
		}
	}

	#share(log: SharedLog, tuple: Uint8Array, key: number | string): number {
		return whileLocked(log, (append) => {
			this.catchUp();
			const known = this.#numbers.get(key);
			if (known !== undefined) return known;
			append(tuple);
			return this.#add(tuple, key);
		});
	}

	#add(tuple: Uint8Array, key: number | string): number {
		const number = this.#size++;
		const end = this.#size * this.#width;
		if (end > this.#pool.length) this.#grow(end);
		this.#pool.set(tuple, number * this.#width);
		this.#numbers.set(key, number);
		return number;
	}

	/** The tuple of a number, in order where they are sorted. */
	tuple(number: number): Uint8Array {
		return this.#pool.slice(number * this.#width, (number + 1) * this.#width);
	}

	/** Copies the tuple of a number to where it is wanted. */
	copy(number: number, to: Uint8Array, at: number): void {
		const pool = this.#pool;
		const start = number * this.#width;
		for (let i = 0; i < this.#width; i++) to[at + i] = pool[start + i] ?? 0;
	}

	save(): Snapshot {
		return { values: {}, bytes: { pool: this.#pool.subarray(0, this.#size * this.#width) } };
	}

	/** Takes over what was saved; nothing has to have been numbered that is not the first there too. */
	restore(snapshot: Snapshot): void {
		const pool = bytesOf(snapshot, "pool");
		for (let at = 0; at < pool.length; at += this.#width) this.number(pool.subarray(at, at + this.#width));
	}

	#key(tuple: Uint8Array): number | string {
		if (this.#digits ** this.#width > Number.MAX_SAFE_INTEGER) return String.fromCharCode(...tuple);
		let key = 0;
		for (let i = 0; i < this.#width; i++) key = key * this.#digits + (tuple[i] ?? 0);
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
		const digit = tuple[i] ?? 0;
		let to = i - 1;
		for (; to >= 0 && (tuple[to] ?? 0) > digit; to--) tuple[to + 1] = tuple[to] ?? 0;
		tuple[to + 1] = digit;
	}
}

/** Whether the tuple is in order. */
export function isSorted(tuple: Uint8Array): boolean {
	return tuple.every((digit, index) => index === 0 || (tuple[index - 1] ?? 0) <= digit);
}

/** How many tuples differ from this one in their order only, itself included; it has to be in order. */
export function orderings(tuple: Uint8Array): number {
	let count = 1;
	let equal = 0;
	for (let i = 0; i < tuple.length; i++) {
		equal = i > 0 && tuple[i] === tuple[i - 1] ? equal + 1 : 1;
		count = (count * (i + 1)) / equal;
	}
	return count;
}
