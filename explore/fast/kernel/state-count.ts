import { BitMatrix } from "../rows/bit-matrix.ts";

/**
 * Counter of distinct states of the specification: a row of bits for each service component, one bit for each user
 * component.
 */
export class StateCount {
	readonly #bits = new BitMatrix(1);
	#words = 1;
	size = 0;

	get bytes(): number {
		return this.#bits.bytes;
	}

	/** @param ways the states that it stands for */
	add(user: number, service: number, ways: number): void {
		if (user >>> 5 >= this.#words) {
			this.#words = Math.max((user >>> 5) + 1, this.#words * 2);
			this.#bits.widen(this.#words);
		}
		const at = this.#bits.offset(service) + (user >>> 5);
		const bit = 1 << (user & 31);
		const { data } = this.#bits;
		if (((data[at] ?? 0) & bit) !== 0) return;
		data[at] = (data[at] ?? 0) | bit;
		this.size += ways;
	}
}
