const PAGE_BITS = 2 ** 20;

/** A set of whole numbers below 2^53, one bit each, in pages that are made when first written to. */
export class BitSet {
	readonly #pages: (Uint32Array | undefined)[] = [];
	#made = 0;

	/** Adds the number; says whether it is new. */
	add(number: number): boolean {
		const index = number < PAGE_BITS ? 0 : Math.floor(number / PAGE_BITS);
		const page = this.#pages[index] ?? this.#make(index);
		const bit = number - index * PAGE_BITS;
		const word = page[bit >>> 5] ?? 0;
		const flag = 1 << (bit & 31);
		if ((word & flag) !== 0) return false;
		page[bit >>> 5] = word | flag;
		return true;
	}

	/** The memory that the pages take, in bytes. */
	get bytes(): number {
		return (this.#made * PAGE_BITS) / 8;
	}

	#make(index: number): Uint32Array {
		const page = new Uint32Array(PAGE_BITS / 32);
		this.#pages[index] = page;
		this.#made++;
		return page;
	}
}
