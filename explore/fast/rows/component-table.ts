import { Tuples } from "./tuples.ts";

/** Parts of states by the number of their digits: each is made when it is first asked for. */
export abstract class PartTable<Part> {
	protected readonly tuples: Tuples;
	readonly #parts: (Part | undefined)[] = [];
	/** How many parts were asked for. */
	#made = 0;
	readonly #bytesPerPart: number;
	/** How many processes a part has. */
	readonly count: number;

	/** @param bytesPerPart what a part takes, as measured: a few small objects */
	constructor(count: number, digits: number, symmetry: boolean, bytesPerPart: number) {
		this.count = count;
		this.tuples = new Tuples(count, digits, symmetry);
		this.#bytesPerPart = bytesPerPart;
	}

	/** Works out what the processes with these digits can do. */
	protected abstract make(digits: Uint8Array): Part;

	/** The memory that they take, in bytes. */
	get bytes(): number {
		return this.tuples.bytes + this.#made * this.#bytesPerPart;
	}

	part(number: number): Part {
		const known = this.#parts[number];
		if (known) return known;
		const part = this.make(this.tuples.tuple(number));
		this.#parts[number] = part;
		this.#made++;
		return part;
	}

	/** The digits of a part. */
	digits(number: number): Uint8Array {
		return this.tuples.tuple(number);
	}

	/** The number of the part with these digits. */
	number(digits: Uint8Array): number {
		return this.tuples.number(digits);
	}
}
