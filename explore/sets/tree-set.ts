import { CHUNK, ChunkTable } from "./chunk-table.ts";
import { PairTable } from "./pair-table.ts";
import type { StateSet } from "./state-set.ts";

/**
 * Set of tuples of 32-bit words, all of one length, numbered from 0 in the order in which they are added.
 *
 * A tuple is stored as a tree: its words in chunks, the numbers of the chunks in pairs, the numbers of those in pairs,
 * and so on; common subtrees are stored once, so that a tuple takes little more than the pair at its root. This is the
 * tree compression of Blom, Lisser, van de Pol and Weber ("A Database Approach to Distributed State Space Generation").
 * Tuples are stored exactly, never as hashes.
 */
export class TreeSet implements StateSet {
	readonly #inner = new PairTable();
	readonly #root = new PairTable();
	readonly #chunks = new ChunkTable();
	/** The words, the numbers of their chunks, and, level after level, the numbers of pairs: of the tuple loaded. */
	readonly #loaded: Int32Array;
	/** The same of a tuple that is added. */
	readonly #added: Int32Array;
	/** First of the numbers of chunks. */
	readonly #start: number;
	/** Entry of each pair's number, from the numbers of chunks on; the root has none. */
	readonly #above: Int32Array;
	/** The chunks, and the pairs, of the added tuple that are not those of the loaded one, the lower levels first. */
	readonly #changedChunks: Int32Array;
	readonly #changedPairs: Int32Array;
	#chunkChanges = 0;
	#pairChanges = 0;
	readonly #length: number;

	/** @param length of a tuple, in words */
	constructor(length: number) {
		const chunks = Math.max(4, even(Math.ceil(length / CHUNK)));
		this.#start = chunks * CHUNK;
		const above: number[] = [];
		let entries = this.#start;
		for (let width = chunks; ; width = even(width / 2)) {
			for (let pair = 0; pair < width / 2 && width > 2; pair++) above.push(entries + width + pair);
			entries += width;
			if (width === 2) break;
		}
		this.#above = Int32Array.from(above);
		this.#loaded = new Int32Array(entries);
		this.#added = new Int32Array(entries);
		this.#changedChunks = new Int32Array(chunks);
		this.#changedPairs = new Int32Array(entries);
		this.#length = length;
		// The tuple of zeros is loaded: so nothing is found to be unchanged that was never numbered.
		for (let chunk = 0; chunk < chunks; chunk++) {
			this.#loaded[this.#start + chunk] = this.#chunks.number(this.#loaded, chunk * CHUNK);
		}
		for (const [pair, to] of above.entries()) {
			const at = this.#start + 2 * pair;
			this.#loaded[to] = this.#inner.number(this.#loaded[at] ?? 0, this.#loaded[at + 1] ?? 0);
		}
		this.#added.set(this.#loaded);
	}

	get size(): number {
		return this.#root.size;
	}

	/** The memory that it takes, in bytes. */
	get bytes(): number {
		return this.#root.bytes + this.#inner.bytes + this.#chunks.bytes;
	}

	/** Copies a tuple. Adding others that differ from it little is then quick. */
	load(number: number, words: Int32Array): void {
		const loaded = this.#loaded;
		loaded[loaded.length - 2] = this.#root.first(number);
		loaded[loaded.length - 1] = this.#root.second(number);
		for (let pair = this.#above.length - 1; pair >= 0; pair--) {
			const below = loaded[this.#above[pair] ?? 0] ?? 0;
			loaded[this.#start + 2 * pair] = this.#inner.first(below);
			loaded[this.#start + 2 * pair + 1] = this.#inner.second(below);
		}
		for (let chunk = 0; chunk * CHUNK < this.#start; chunk++) {
			this.#chunks.copy(loaded[this.#start + chunk] ?? 0, loaded, chunk * CHUNK);
		}
		this.#added.set(loaded);
		this.#chunkChanges = 0;
		this.#pairChanges = 0;
		for (let word = 0; word < this.#length; word++) words[word] = loaded[word] ?? 0;
	}

	/** Adds a tuple. @returns its new number, or the complement of its number if it is in the set already */
	add(words: Int32Array): number {
		const [added, loaded, above] = [this.#added, this.#loaded, this.#above];
		this.#putBack();
		this.#compare(words);
		for (let i = 0; i < this.#chunkChanges; i++) {
			const chunk = this.#changedChunks[i] ?? 0;
			this.#put(this.#start + chunk, this.#chunks.number(added, chunk * CHUNK));
		}
		for (let i = 0; i < this.#pairChanges; i++) {
			const pair = this.#changedPairs[i] ?? 0;
			const at = this.#start + 2 * pair;
			const to = above[pair];
			if (to === undefined) break;
			const number = this.#inner.number(added[at] ?? 0, added[at + 1] ?? 0);
			if (number !== loaded[to]) this.#put(to, number);
		}
		const { size } = this.#root;
		const number = this.#root.number(added[added.length - 2] ?? 0, added[added.length - 1] ?? 0);
		return number === size ? number : ~number;
	}

	/** Marks the words that differ from those of the loaded tuple. */
	#compare(words: Int32Array): void {
		const [added, loaded, changed] = [this.#added, this.#loaded, this.#changedChunks];
		for (let i = 0; i < words.length; i++) {
			const word = words[i] ?? 0;
			if (word === loaded[i]) continue;
			added[i] = word;
			const chunk = (i / CHUNK) | 0;
			if (this.#chunkChanges === 0 || changed[this.#chunkChanges - 1] !== chunk) changed[this.#chunkChanges++] = chunk;
		}
	}

	/** Writes the number of a chunk or pair, and marks the pair that contains it. */
	#put(at: number, number: number): void {
		this.#added[at] = number;
		const pair = (at - this.#start) >>> 1;
		const changed = this.#changedPairs;
		if (this.#pairChanges === 0 || changed[this.#pairChanges - 1] !== pair) changed[this.#pairChanges++] = pair;
	}

	/** Makes the added tuple the loaded one. */
	#putBack(): void {
		const [added, loaded] = [this.#added, this.#loaded];
		for (let i = 0; i < this.#chunkChanges; i++) {
			const start = (this.#changedChunks[i] ?? 0) * CHUNK;
			for (let at = start; at < start + CHUNK; at++) added[at] = loaded[at] ?? 0;
		}
		for (let i = 0; i < this.#pairChanges; i++) {
			const at = this.#start + 2 * (this.#changedPairs[i] ?? 0);
			added[at] = loaded[at] ?? 0;
			added[at + 1] = loaded[at + 1] ?? 0;
		}
		this.#chunkChanges = 0;
		this.#pairChanges = 0;
	}
}

function even(width: number): number {
	return 2 * Math.ceil(width / 2);
}
