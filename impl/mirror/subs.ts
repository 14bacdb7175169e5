import { KNOWN_BITS } from "../../model/state.ts";
import { TargetFailure } from "../failure.ts";
import { ROW_SIZE } from "../process-table.ts";
import type { DeadMemory, Subscriber } from "../target.ts";

/** Number of words in an entry of `subs[]`, and their positions. */
const SUB_WORDS = 3;
const ENDPT = 0;
const MASK = 1;
const WAITING = 2;

/** Size in bytes of the mirror's memory: the process table, `subs[]`, `nsubs` and `nested`. */
export function mirrorMemorySize(nrProcs: number, nrSubs: number): number {
	return nrProcs * ROW_SIZE + (nrSubs * SUB_WORDS + 2) * 4;
}

/**
 * Static variables of event.c in the mirror's memory: `subs[]`, then `nsubs`, then `nested`, all unsigned ints.
 *
 * An entry behind `nsubs` keeps its last value, as in C, unless `assume` declares it dead.
 */
export class Subs implements DeadMemory {
	/** `NR_SUBS`. */
	readonly nrSubs: number;
	readonly parts = SUB_WORDS;
	/** Called before each write; undefined where writes are not observed. */
	onWrite: (() => void) | undefined;
	/** Assumed words that were read, a bit each. */
	read = 0;
	readonly #words: Uint32Array;
	#assumed = 0;
	/** True while a call is observed. */
	#isOn = false;
	/** `nsubs` when the call began. */
	#end = 0;
	/** Words of each entry written since the call began, a bit each. */
	readonly #written: Uint8Array;

	/** @param offset where they start in the memory, in bytes, a multiple of four */
	constructor(memory: ArrayBuffer, offset: number, nrSubs: number) {
		this.nrSubs = nrSubs;
		this.#words = new Uint32Array(memory, offset, nrSubs * SUB_WORDS + 2);
		this.#written = new Uint8Array(nrSubs);
	}

	/** Resets to PM's start. */
	reset(): void {
		this.#words.fill(0);
	}

	assume(words: number): void {
		this.#assumed = words;
		this.#isOn = false;
		this.read = 0;
	}

	/** Begins to observe a call. */
	begin(): void {
		if (this.#assumed === 0) return;
		this.#isOn = true;
		this.#end = this.nsubs;
		this.#written.fill(0);
	}

	/** Ends a call: entries that became live have to have been written, and those behind the end are cleared. */
	end(): void {
		if (!this.#isOn) return;
		this.#isOn = false;
		for (let i = this.#end; i < this.nsubs && i < this.nrSubs; i++)
			this.read |= this.#assumed & ~(this.#written[i] ?? 0);
		for (let i = this.nsubs; i < this.nrSubs; i++) {
			for (let word = 0; word < SUB_WORDS; word++) {
				if (((this.#assumed >>> word) & 1) === 1) this.#words[i * SUB_WORDS + word] = 0;
			}
		}
	}

	/** Fails where the index is outside the array: C does not define such an access. */
	#expectInBounds(i: number, verb: "reads" | "writes"): void {
		if (i >= 0 && i < this.nrSubs) return;
		const text = `${verb} subs[${i}], which has ${this.nrSubs} entries`;
		throw new TargetFailure({ kind: "out of bounds", text, where: undefined, line: undefined });
	}

	#get(i: number, word: number): number {
		this.#expectInBounds(i, "reads");
		if (this.#isOn && i >= this.#end) this.read |= (1 << word) & this.#assumed & ~(this.#written[i] ?? 0);
		return this.#words[i * SUB_WORDS + word] ?? 0;
	}

	#set(i: number, word: number, value: number): void {
		this.#expectInBounds(i, "writes");
		this.onWrite?.();
		this.#words[i * SUB_WORDS + word] = value;
		if (this.#isOn) this.#written[i] = (this.#written[i] ?? 0) | (1 << word);
	}

	/** Copies one whole entry over another. */
	copy(from: number, to: number): void {
		for (let word = 0; word < SUB_WORDS; word++) this.#set(to, word, this.#get(from, word));
	}

	endpt(i: number): number {
		return this.#get(i, ENDPT) | 0;
	}

	setEndpt(i: number, endpoint: number): void {
		this.#set(i, ENDPT, endpoint);
	}

	mask(i: number): number {
		return this.#get(i, MASK);
	}

	setMask(i: number, mask: number): void {
		this.#set(i, MASK, mask);
	}

	waiting(i: number): number {
		return this.#get(i, WAITING);
	}

	setWaiting(i: number, waiting: number): void {
		this.#set(i, WAITING, waiting);
	}

	get nsubs(): number {
		return this.#words[this.nrSubs * SUB_WORDS] ?? 0;
	}

	set nsubs(nsubs: number) {
		this.onWrite?.();
		this.#words[this.nrSubs * SUB_WORDS] = nsubs;
	}

	get nested(): number {
		return this.#words[this.nrSubs * SUB_WORDS + 1] ?? 0;
	}

	set nested(nested: number) {
		this.onWrite?.();
		this.#words[this.nrSubs * SUB_WORDS + 1] = nested;
	}

	/** Writes `nsubs` and the entries before it, of masks the known bits; returns the end of what it wrote. */
	write(to: Int32Array, at: number): number {
		const length = Math.min(this.nsubs, this.nrSubs) * SUB_WORDS;
		to[at] = this.nsubs;
		for (let word = 0; word < length; word++) {
			const shown = word % SUB_WORDS === MASK ? KNOWN_BITS : -1;
			to[at + 1 + word] = (this.#words[word] ?? 0) & shown;
		}
		return at + 1 + length;
	}

	/** The first entry with an endpoint, those behind `nsubs` included; `nrSubs` if there is none. */
	placeOf(endpoint: number): number {
		let place = 0;
		while (place < this.nrSubs && this.#words[place * SUB_WORDS + ENDPT] !== endpoint) place++;
		return place;
	}

	/** Replaces each of two endpoints by the other, behind `nsubs` too. */
	swapEndpoints(one: number, other: number): void {
		for (let at = ENDPT; at < this.nrSubs * SUB_WORDS; at += SUB_WORDS) {
			const endpoint = this.#words[at];
			if (endpoint === one) this.#words[at] = other;
			else if (endpoint === other) this.#words[at] = one;
		}
	}

	/** The entries of `subs[]`: all, those behind `nsubs` included, unless fewer are asked for. */
	entries(count = this.nrSubs): readonly Subscriber[] {
		// Every view of the mirror asks for them: a loop is several times as fast as Array.from.
		const entries: Subscriber[] = [];
		for (let at = 0; at < count * SUB_WORDS; at += SUB_WORDS) {
			const [endpoint, mask, waiting] = [this.#words[at + ENDPT], this.#words[at + MASK], this.#words[at + WAITING]];
			entries.push({ endpoint: (endpoint ?? 0) | 0, mask: mask ?? 0, waiting: waiting ?? 0 });
		}
		return entries;
	}
}
