/** Memory of a module, read as C would. */
export class CMemory {
	readonly bytes: Uint8Array;
	readonly #view: DataView;
	readonly #strings = new TextDecoder();
	readonly #encoder = new TextEncoder();

	constructor(buffer: ArrayBuffer) {
		this.bytes = new Uint8Array(buffer);
		this.#view = new DataView(buffer);
	}

	uint8(address: number): number {
		return this.#view.getUint8(address);
	}

	uint16(address: number): number {
		return this.#view.getUint16(address, true);
	}

	int32(address: number): number {
		return this.#view.getInt32(address, true);
	}

	uint32(address: number): number {
		return this.#view.getUint32(address, true);
	}

	int64(address: number): bigint {
		return this.#view.getBigInt64(address, true);
	}

	/** Writes a text with the 0 that ends it, as far as there is room. @returns the bytes of all of it, without the 0 */
	write(address: number, size: number, text: string): number {
		const bytes = this.#encoder.encode(text);
		const count = Math.min(bytes.length, size - 1);
		if (size > 0) {
			this.bytes.set(bytes.subarray(0, count), address);
			this.bytes[address + count] = 0;
		}
		return bytes.length;
	}

	/** The text from an address on, up to the 0 that ends it or the end of memory. @param most bytes of it */
	string(address: number, most = Number.POSITIVE_INFINITY): string {
		const part = this.bytes.subarray(address, address + most);
		const end = part.indexOf(0);
		return this.#strings.decode(end < 0 ? part : part.subarray(0, end));
	}
}
