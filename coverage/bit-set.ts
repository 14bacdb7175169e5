/** Set of numbers below a given length, with a text form. */
export class BitSet {
	readonly length: number;
	readonly #bytes: Uint8Array;

	constructor(length: number, bytes: Uint8Array = new Uint8Array(Math.ceil(length / 8))) {
		this.length = length;
		this.#bytes = bytes;
	}

	/** @returns the set; undefined where the text is not exactly what `toString` gives of a set of the length */
	static parse(text: string, length: number): BitSet | undefined {
		const bytes = Uint8Array.from(Buffer.from(text, "base64"));
		if (bytes.length !== Math.ceil(length / 8)) return undefined;
		const behindEnd = (bytes.at(-1) ?? 0) >>> (length % 8 === 0 ? 8 : length % 8);
		const set = new BitSet(length, bytes);
		return behindEnd === 0 && set.toString() === text ? set : undefined;
	}

	add(number: number): void {
		this.#bytes[number >>> 3] = (this.#bytes[number >>> 3] ?? 0) | (1 << (number & 7));
	}

	has(number: number): boolean {
		return (((this.#bytes[number >>> 3] ?? 0) >>> (number & 7)) & 1) === 1;
	}

	/** Number of members. */
	get size(): number {
		return this.#bytes.reduce((sum, byte) => sum + (ONES[byte] ?? 0), 0);
	}

	/** Union of both sets. */
	union(other: BitSet): BitSet {
		const both = new BitSet(this.length, this.#bytes.slice());
		for (const [index, byte] of other.#bytes.entries()) both.#bytes[index] = (both.#bytes[index] ?? 0) | byte;
		return both;
	}

	/** The bytes in base64. */
	toString(): string {
		return Buffer.from(this.#bytes).toString("base64");
	}
}

const ONES = Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);
