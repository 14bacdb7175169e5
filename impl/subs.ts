import { ROW_SIZE } from "./process-table.ts";
import type { Subscriber } from "./target.ts";

/** Words per entry of `subs[]`: endpt, mask, waiting. */
const SUB_WORDS = 3;

/** The bytes that the mirror needs: the process table, `subs[]`, `nsubs` and `nested`. */
export function mirrorMemorySize(nrProcs: number, nrSubs: number): number {
	return nrProcs * ROW_SIZE + (nrSubs * SUB_WORDS + 2) * 4;
}

/**
 * The static variables of event.c in the mirror's memory: `subs[]`, then `nsubs`, then `nested`, all unsigned ints.
 *
 * An entry behind `nsubs` keeps what it last held, as in C.
 */
export class Subs {
	/** `NR_SUBS`. */
	readonly nrSubs: number;
	readonly #words: Uint32Array;

	/** @param offset where they start in the memory, in bytes, a multiple of four */
	constructor(memory: ArrayBuffer, offset: number, nrSubs: number) {
		this.nrSubs = nrSubs;
		this.#words = new Uint32Array(memory, offset, nrSubs * SUB_WORDS + 2);
	}

	/** As at PM's start. */
	reset(): void {
		this.#words.fill(0);
	}

	/** Copies one whole entry over another. */
	copy(from: number, to: number): void {
		this.#words.copyWithin(to * SUB_WORDS, from * SUB_WORDS, (from + 1) * SUB_WORDS);
	}

	endpt(i: number): number {
		return (this.#words[i * SUB_WORDS] ?? 0) | 0;
	}

	setEndpt(i: number, endpoint: number): void {
		this.#words[i * SUB_WORDS] = endpoint;
	}

	mask(i: number): number {
		return this.#words[i * SUB_WORDS + 1] ?? 0;
	}

	setMask(i: number, mask: number): void {
		this.#words[i * SUB_WORDS + 1] = mask;
	}

	waiting(i: number): number {
		return this.#words[i * SUB_WORDS + 2] ?? 0;
	}

	setWaiting(i: number, waiting: number): void {
		this.#words[i * SUB_WORDS + 2] = waiting;
	}

	get nsubs(): number {
		return this.#words[this.nrSubs * SUB_WORDS] ?? 0;
	}

	set nsubs(nsubs: number) {
		this.#words[this.nrSubs * SUB_WORDS] = nsubs;
	}

	get nested(): number {
		return this.#words[this.nrSubs * SUB_WORDS + 1] ?? 0;
	}

	set nested(nested: number) {
		this.#words[this.nrSubs * SUB_WORDS + 1] = nested;
	}

	/** Writes `nsubs` and the entries before it; gives where it ended. */
	write(to: Int32Array, at: number): number {
		const length = Math.min(this.nsubs, this.nrSubs) * SUB_WORDS;
		to[at] = this.nsubs;
		for (let word = 0; word < length; word++) to[at + 1 + word] = this.#words[word] ?? 0;
		return at + 1 + length;
	}

	/** Every entry of `subs[]`, those behind `nsubs` included. */
	entries(): readonly Subscriber[] {
		return Array.from({ length: this.nrSubs }, (_, i) => ({
			endpoint: this.endpt(i),
			mask: this.mask(i),
			waiting: this.waiting(i),
		}));
	}
}
