import { struct } from "./c/layout/struct.ts";
import { endpointOf, NO_EVENTSUB } from "./minix.ts";

/** One row, as declared in c/shim/mproc.h: a module with another layout does not compile. */
export const MPROC = struct("mproc", {
	mp_flags: "unsigned",
	mp_endpoint: "int",
	mp_sigpending: "unsigned",
	mp_eventsub: "char",
});

/** The size in bytes of one row. */
export const ROW_SIZE = MPROC.size;

const ENDPOINT = MPROC.offsets.mp_endpoint / 4;
const SIGPENDING = MPROC.offsets.mp_sigpending / 4;
const EVENTSUB = MPROC.offsets.mp_eventsub;

/** PM's `mproc[]` in some memory: the mirror's own, or that of a compiled module. */
export class ProcessTable {
	readonly nrProcs: number;
	readonly #rowSize: number;
	readonly #rowWords: number;
	readonly #words: Int32Array;
	readonly #bytes: Int8Array;

	/**
	 * @param offset where the table starts in the memory, in bytes, a multiple of four
	 * @param rowSize in bytes, a multiple of four; more than ROW_SIZE where a source has more fields
	 */
	constructor(memory: ArrayBuffer, offset: number, nrProcs: number, rowSize = ROW_SIZE) {
		this.nrProcs = nrProcs;
		this.#rowSize = rowSize;
		this.#rowWords = rowSize / 4;
		this.#words = new Int32Array(memory, offset, nrProcs * this.#rowWords);
		this.#bytes = new Int8Array(memory, offset, nrProcs * rowSize);
	}

	/**
	 * Resets to PM's start: every row free and in no event call. What else a row has stays as it is.
	 *
	 * @param life of each row; 0 before the first one
	 */
	reset(life = 0): void {
		for (let process = 0; process < this.nrProcs; process++) {
			this.#words.fill(0, process * this.#rowWords, process * this.#rowWords + ROW_SIZE / 4);
			this.setEndpoint(process, endpointOf(process, life));
			this.setEventsub(process, NO_EVENTSUB);
		}
	}

	flags(process: number): number {
		return this.#words[process * this.#rowWords] ?? 0;
	}

	setFlags(process: number, flags: number): void {
		this.#words[process * this.#rowWords] = flags;
	}

	endpoint(process: number): number {
		return this.#words[process * this.#rowWords + ENDPOINT] ?? 0;
	}

	setEndpoint(process: number, endpoint: number): void {
		this.#words[process * this.#rowWords + ENDPOINT] = endpoint;
	}

	sigpending(process: number): number {
		return this.#words[process * this.#rowWords + SIGPENDING] ?? 0;
	}

	setSigpending(process: number, signals: number): void {
		this.#words[process * this.#rowWords + SIGPENDING] = signals;
	}

	eventsub(process: number): number {
		return this.#bytes[process * this.#rowSize + EVENTSUB] ?? 0;
	}

	setEventsub(process: number, eventsub: number): void {
		this.#bytes[process * this.#rowSize + EVENTSUB] = eventsub;
	}
}
