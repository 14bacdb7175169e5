/** Number of words in a chunk. */
export const CHUNK = 8;

const EMPTY = 0;

/** Set of chunks of CHUNK words, numbered from 0 in the order in which they are added. Chunks are stored exactly. */
export class ChunkTable {
	#chunks = new Int32Array(CHUNK << 8);
	/** Hash index: the number of a chunk plus one in each slot; 0 for none. */
	#index = new Uint32Array(1 << 10);
	#size = 0;

	/** The memory that it takes, in bytes. */
	get bytes(): number {
		return (this.#chunks.length + this.#index.length) * 4;
	}

	/** Copies a chunk to where it is wanted. */
	copy(number: number, to: Int32Array, at: number): void {
		const chunks = this.#chunks;
		for (let word = 0; word < CHUNK; word++) to[at + word] = chunks[number * CHUNK + word] ?? 0;
	}

	/** The number of the chunk that stands in `words` from `at` on. */
	number(words: Int32Array, at: number): number {
		const index = this.#index;
		const last = index.length - 1;
		for (let slot = hashOf(words, at) & last; ; slot = (slot + 1) & last) {
			const entry = index[slot] ?? EMPTY;
			if (entry === EMPTY) return this.#insert(words, at, slot);
			if (this.#isAt(entry - 1, words, at)) return entry - 1;
		}
	}

	#isAt(number: number, words: Int32Array, at: number): boolean {
		const chunks = this.#chunks;
		const start = number * CHUNK;
		for (let word = 0; word < CHUNK; word++) if (chunks[start + word] !== words[at + word]) return false;
		return true;
	}

	#insert(words: Int32Array, at: number, slot: number): number {
		const number = this.#size++;
		if (this.#size * CHUNK > this.#chunks.length) {
			const chunks = new Int32Array(this.#chunks.length * 2);
			chunks.set(this.#chunks);
			this.#chunks = chunks;
		}
		for (let word = 0; word < CHUNK; word++) this.#chunks[number * CHUNK + word] = words[at + word] ?? 0;
		this.#index[slot] = number + 1;
		if (this.#size * 2 > this.#index.length) this.#grow();
		return number;
	}

	#grow(): void {
		this.#index = new Uint32Array(this.#index.length * 2);
		const last = this.#index.length - 1;
		for (let number = 0; number < this.#size; number++) {
			let slot = hashOf(this.#chunks, number * CHUNK) & last;
			while (this.#index[slot] !== EMPTY) slot = (slot + 1) & last;
			this.#index[slot] = number + 1;
		}
	}
}

function hashOf(words: Int32Array, at: number): number {
	let hash = 0x9747b28c;
	for (let word = 0; word < CHUNK; word++) {
		hash = Math.imul(hash ^ (words[at + word] ?? 0), 0x9e3779b1);
		hash ^= hash >>> 15;
	}
	return hash;
}
