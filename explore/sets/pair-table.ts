const PAGE_BITS = 16;
const PAGE = 1 << PAGE_BITS;
const EMPTY = 0;
const LEAST = 1 << 10;
/** Load factor at which the index grows, and the factor by which it grows. */
const FULL = 0.8;
const GROWTH = 1.6;

/**
 * Set of pairs of 32-bit words, numbered from 0 in the order in which they are added.
 *
 * An index with open addressing finds a pair again. Pairs are stored exactly, never as hashes.
 */
export class PairTable {
	/** The pairs, in pages: of half words as long as these suffice for a page. */
	readonly #pages: (Uint16Array | Int32Array)[] = [];
	/**
	 * Hash index: the number of a pair plus one in the low bits of each slot, some bits of its hash in the rest; 0 for
	 * none.
	 */
	#index = new Uint32Array(LEAST);
	#numberBits = 10;
	#size = 0;

	get size(): number {
		return this.#size;
	}

	/** The memory that it takes, in bytes. */
	get bytes(): number {
		return this.#pages.reduce((sum, { byteLength }) => sum + byteLength, this.#index.byteLength);
	}

	first(number: number): number {
		return this.#pages[number >>> PAGE_BITS]?.[2 * (number & (PAGE - 1))] ?? 0;
	}

	second(number: number): number {
		return this.#pages[number >>> PAGE_BITS]?.[2 * (number & (PAGE - 1)) + 1] ?? 0;
	}

	/** The number of a pair, which is the old `size` if it is new. */
	number(first: number, second: number): number {
		const hash = hashOf(first, second);
		const index = this.#index;
		const { length } = index;
		const tags = (-1 << this.#numberBits) >>> 0;
		let slot = slotOf(hash, length);
		for (let entry = index[slot] ?? EMPTY; entry !== EMPTY; entry = index[slot] ?? EMPTY) {
			if (((entry ^ hash) & tags) === 0) {
				const number = (entry & ~tags) - 1;
				const page = this.#pages[number >>> PAGE_BITS];
				const at = 2 * (number & (PAGE - 1));
				if (page !== undefined && page[at] === first && page[at + 1] === second) return number;
			}
			if (++slot === length) slot = 0;
		}
		return this.#insert(first, second, hash, slot);
	}

	#insert(first: number, second: number, hash: number, slot: number): number {
		const number = this.#size++;
		const at = 2 * (number & (PAGE - 1));
		const page = this.#pageFor(number >>> PAGE_BITS, first, second);
		page[at] = first;
		page[at + 1] = second;
		this.#index[slot] = this.#entry(number, hash);
		if (this.#size >= FULL * this.#index.length) this.#grow();
		return number;
	}

	/** The page of that number, made or widened so that the pair fits in. */
	#pageFor(number: number, first: number, second: number): Uint16Array | Int32Array {
		const page = this.#pages[number] ?? new Uint16Array(2 * PAGE);
		const fits = page instanceof Int32Array || (isHalfWord(first) && isHalfWord(second));
		const made = fits ? page : Int32Array.from(page);
		this.#pages[number] = made;
		return made;
	}

	#entry(number: number, hash: number): number {
		return ((hash & (-1 << this.#numberBits)) | (number + 1)) >>> 0;
	}

	#grow(): void {
		const length = Math.ceil(this.#index.length * GROWTH);
		this.#index = new Uint32Array(length);
		this.#numberBits = 33 - Math.clz32(length);
		for (let number = 0; number < this.#size; number++) {
			const hash = hashOf(this.first(number), this.second(number));
			let slot = slotOf(hash, length);
			while (this.#index[slot] !== EMPTY) if (++slot === length) slot = 0;
			this.#index[slot] = this.#entry(number, hash);
		}
	}
}

function isHalfWord(word: number): boolean {
	return word >= 0 && word < 1 << 16;
}

/** First slot to probe: the hash, scaled to the length of the index. */
function slotOf(hash: number, length: number): number {
	// The bits that an entry keeps of the hash are its high ones, which say where it stands: so mix them once more.
	return Math.floor(((Math.imul(hash, 0x9e3779b1) >>> 0) * length) / 0x1_0000_0000);
}

/** A hash of 32 bits. */
function hashOf(first: number, second: number): number {
	let hash = Math.imul(first ^ 0x9747b28c, 0x85ebca6b) ^ Math.imul(second, 0xc2b2ae35);
	hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
	return hash ^ (hash >>> 15);
}
