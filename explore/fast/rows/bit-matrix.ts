const NONE = -1;
/** Words that there is room for at least. */
const LEAST = 1 << 10;

/** Rows of bits, all of the same width, that exist once something was written to them. */
export class BitMatrix {
	/** The bits, row after row. */
	data = new Uint32Array(LEAST);
	/** The width of a row, in words of 32 bits. */
	#words: number;
	/** The rows that exist, in the order in which they were made. */
	readonly rows: number[] = [];
	#slots = new Int32Array(1 << 8).fill(NONE);

	constructor(words: number) {
		this.#words = words;
	}

	/** The memory that it takes, in bytes. */
	get bytes(): number {
		return this.data.length * 4 + this.#slots.length * 4 + this.rows.length * 8;
	}

	/** The start of a row in `data`; makes the row if it does not exist. */
	offset(row: number): number {
		const slot = row < this.#slots.length ? (this.#slots[row] ?? NONE) : NONE;
		return slot === NONE ? this.#make(row) : slot * this.#words;
	}

	/** Removes all rows. */
	clear(): void {
		this.data.fill(0, 0, this.rows.length * this.#words);
		for (const row of this.rows) this.#slots[row] = NONE;
		this.rows.length = 0;
	}

	/** Widens every row. */
	widen(words: number): void {
		const data = new Uint32Array(Math.max(LEAST, this.rows.length * 2 * words));
		for (const slot of this.rows.keys()) {
			data.set(this.data.subarray(slot * this.#words, (slot + 1) * this.#words), slot * words);
		}
		this.data = data;
		this.#words = words;
	}

	#make(row: number): number {
		if (row >= this.#slots.length) {
			const slots = new Int32Array(2 * row).fill(NONE);
			slots.set(this.#slots);
			this.#slots = slots;
		}
		const slot = this.rows.length;
		this.#slots[row] = slot;
		this.rows.push(row);
		const end = (slot + 1) * this.#words;
		if (end > this.data.length) {
			const data = new Uint32Array(Math.max(end, Math.ceil(this.data.length * 1.5)));
			data.set(this.data);
			this.data = data;
		}
		return slot * this.#words;
	}
}
