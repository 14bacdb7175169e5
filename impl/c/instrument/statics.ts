/** A range of addresses: `start` is in it, `end` is not. */
export interface Range {
	readonly start: number;
	readonly end: number;
}

const CUSTOM_SECTION = 0;
const DATA_SECTION = 11;
const HEADER_SIZE = 8;
const I32_CONST = 0x41;
const END = 0x0b;

/**
 * The data segments of a module, as addresses of its memory.
 *
 * @param wasm what wasm-ld links without shared memory: its segments are active, their offsets constants
 */
export function dataSegments(wasm: Uint8Array): readonly Range[] {
	const reader = new Reader(wasm, HEADER_SIZE);
	while (!reader.atEnd) {
		const id = reader.byte();
		const size = reader.leb();
		if (id === DATA_SECTION) return readSegments(reader);
		reader.skip(size);
	}
	return [];
}

/** The text of a custom section; undefined where the module has none of the name. */
export function customSection(wasm: Uint8Array, name: string): string | undefined {
	const reader = new Reader(wasm, HEADER_SIZE);
	while (!reader.atEnd) {
		const id = reader.byte();
		const section = reader.part(reader.leb());
		if (id !== CUSTOM_SECTION) continue;
		const content = new Reader(section, 0);
		if (new TextDecoder().decode(content.part(content.leb())) === name) return new TextDecoder().decode(content.rest());
	}
	return undefined;
}

/** A module with one more section of its own. */
export function withSection(wasm: Uint8Array, name: string, text: string): Uint8Array {
	const [title, content] = [new TextEncoder().encode(name), new TextEncoder().encode(text)];
	const length = leb128(1 + title.length + content.length);
	return Buffer.concat([wasm, Uint8Array.of(CUSTOM_SECTION, ...length, title.length), title, content]);
}

function leb128(value: number): readonly number[] {
	return value < 128 ? [value] : [(value & 127) | 128, ...leb128(value >>> 7)];
}

function readSegments(reader: Reader): readonly Range[] {
	return Array.from({ length: reader.leb() }, () => {
		reader.expect(0); // active, in memory 0
		reader.expect(I32_CONST);
		const start = reader.signedLeb();
		reader.expect(END);
		const size = reader.leb();
		reader.skip(size);
		return { start, end: start + size };
	});
}

/** Reads the binary format of WebAssembly from front to end. */
class Reader {
	readonly #bytes: Uint8Array;
	#at: number;

	constructor(bytes: Uint8Array, at: number) {
		this.#bytes = bytes;
		this.#at = at;
	}

	get atEnd(): boolean {
		return this.#at >= this.#bytes.length;
	}

	skip(size: number): void {
		this.#at += size;
	}

	part(size: number): Uint8Array {
		this.#at += size;
		return this.#bytes.subarray(this.#at - size, this.#at);
	}

	rest(): Uint8Array {
		return this.#bytes.subarray(this.#at);
	}

	byte(): number {
		const byte = this.#bytes[this.#at++];
		if (byte === undefined) throw new RangeError("the module ends in the middle of a section");
		return byte;
	}

	expect(byte: number): void {
		const found = this.byte();
		if (found !== byte) throw new Error(`byte ${this.#at - 1} of the module: expected ${byte}, found ${found}`);
	}

	/** An unsigned LEB128 number of at most 32 bits. */
	leb(): number {
		return this.#groups().value >>> 0;
	}

	/** A signed LEB128 number of at most 32 bits. */
	signedLeb(): number {
		const { value, bits } = this.#groups();
		return bits < 32 ? (value << (32 - bits)) >> (32 - bits) : value;
	}

	/** Seven bits a byte, the lowest first, until a byte without its top bit. */
	#groups(): { readonly value: number; readonly bits: number } {
		let value = 0;
		for (let bits = 0; ; bits += 7) {
			const byte = this.byte();
			value |= (byte & 0x7f) << bits;
			if ((byte & 0x80) === 0) return { value, bits: bits + 7 };
		}
	}
}
