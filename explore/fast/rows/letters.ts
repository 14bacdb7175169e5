/** Words for one receiver, in the order in which they were written, a page at a time. */
export class Letters {
	readonly #pageWords: number;
	readonly #pages: Int32Array[] = [];
	/** How many words the last page has. */
	#last = 0;

	/** @param pageWords how many words a page has room for: a multiple of 3 */
	constructor(pageWords: number) {
		this.#pageWords = pageWords;
	}

	/** How many words there are. */
	get length(): number {
		return Math.max(0, this.#pages.length - 1) * this.#pageWords + this.#last;
	}

	/** Writes three words, which are never parted. */
	write(first: number, second: number, third: number): void {
		let page = this.#pages.at(-1);
		if (page === undefined || this.#last === this.#pageWords) {
			page = new Int32Array(this.#pageWords);
			this.#pages.push(page);
			this.#last = 0;
		}
		page[this.#last] = first;
		page[this.#last + 1] = second;
		page[this.#last + 2] = third;
		this.#last += 3;
	}

	/** The words of the first page. */
	get first(): Int32Array {
		const [page = NOTHING] = this.#pages;
		return this.#pages.length > 1 ? page : page.subarray(0, this.#last);
	}

	/** Takes away the first page. */
	drop(): void {
		if (this.#pages.length === 1) this.#last = 0;
		else this.#pages.shift();
	}
}

const NOTHING = new Int32Array(0);
