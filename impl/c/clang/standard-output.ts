/** Descriptor of a program's standard output. */
const STDOUT = 1;
/** Bytes of `struct iovec` in a program of 32 bits: an address and a length. */
const IOVEC = 8;

/** `fd_write` of WASI: gathers pieces of memory. Writes the number of bytes to `written`. @returns an error code, 0 for none */
type WriteCall = (descriptor: number, pieces: number, count: number, written: number) => number;

/**
 * Collects what programs of WASI write to their standard output.
 *
 * Clang writes text in pieces of a few letters, tens of thousands for a source, and the layers that the package has between
 * clang and this program take more time for them than clang takes to compile. So the innermost of these calls is answered here.
 */
export class StandardOutput {
	#bytes = new Uint8Array(1 << 16);
	#length = 0;

	/** Has all programs that this thread instantiates from now on write here. */
	connect(): void {
		const { instantiate } = WebAssembly;
		const connected: typeof instantiate = async (module, imports = {}) => {
			const { wasi_snapshot_preview1: wasi } = imports;
			const write = wasi?.["fd_write"];
			if (typeof write !== "function") return instantiate(module, imports);
			let memory: WebAssembly.Memory | undefined;
			const writeHere: WriteCall = (descriptor, pieces, count, written) =>
				descriptor === STDOUT && memory
					? this.#write(new DataView(memory.buffer), pieces, count, written)
					: (write as WriteCall)(descriptor, pieces, count, written);
			const made = await instantiate(module, { ...imports, wasi_snapshot_preview1: { ...wasi, fd_write: writeHere } });
			if ("memory" in made.exports && made.exports.memory instanceof WebAssembly.Memory) memory = made.exports.memory;
			return made;
		};
		Object.assign(WebAssembly, { instantiate: connected });
	}

	/** Takes away what was written. */
	take(): Uint8Array {
		const taken = this.#bytes.slice(0, this.#length);
		this.#length = 0;
		return taken;
	}

	#write(memory: DataView, pieces: number, count: number, written: number): number {
		let sum = 0;
		for (let i = 0; i < count; i++) {
			const address = memory.getUint32(pieces + i * IOVEC, true);
			const length = memory.getUint32(pieces + i * IOVEC + 4, true);
			this.#append(new Uint8Array(memory.buffer, address, length));
			sum += length;
		}
		memory.setUint32(written, sum, true);
		return 0;
	}

	#append(piece: Uint8Array): void {
		const end = this.#length + piece.length;
		if (end > this.#bytes.length) {
			const longer = new Uint8Array(2 * end);
			longer.set(this.#bytes.subarray(0, this.#length));
			this.#bytes = longer;
		}
		this.#bytes.set(piece, this.#length);
		this.#length = end;
	}
}
