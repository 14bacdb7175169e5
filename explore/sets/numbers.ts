/** A list of whole numbers of 32 bits that grows. */
export class Numbers {
	#words = new Int32Array(1 << 10);
	#length = 0;

	get bytes(): number {
		return this.#words.byteLength;
	}

	push(number: number): void {
		if (this.#length === this.#words.length) {
			const longer = new Int32Array(this.#length * 2);
			longer.set(this.#words);
			this.#words = longer;
		}
		this.#words[this.#length++] = number;
	}

	at(index: number): number {
		return this.#words[index] ?? -1;
	}

	toArray(): Int32Array {
		return this.#words.slice(0, this.#length);
	}
}
