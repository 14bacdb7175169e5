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

const ROW_WORDS = ROW_SIZE / 4;
const ENDPOINT = MPROC.offsets.mp_endpoint / 4;
const SIGPENDING = MPROC.offsets.mp_sigpending / 4;
const EVENTSUB = MPROC.offsets.mp_eventsub;

/** PM's `mproc[]` in some memory: the mirror's own, or that of a compiled module. */
export class ProcessTable {
	readonly nrProcs: number;
	readonly #words: Int32Array;
	readonly #bytes: Int8Array;

	/** @param offset where the table starts in the memory, in bytes, a multiple of four */
	constructor(memory: ArrayBuffer, offset: number, nrProcs: number) {
		this.nrProcs = nrProcs;
		this.#words = new Int32Array(memory, offset, nrProcs * ROW_WORDS);
		this.#bytes = new Int8Array(memory, offset, nrProcs * ROW_SIZE);
	}

	/** Resets to PM's start: every row free, in no event call, before its first life. */
	reset(): void {
		this.#words.fill(0);
		for (let process = 0; process < this.nrProcs; process++) {
			this.setEndpoint(process, endpointOf(process, 0));
			this.setEventsub(process, NO_EVENTSUB);
		}
	}

	flags(process: number): number {
		return this.#words[process * ROW_WORDS] ?? 0;
	}

	setFlags(process: number, flags: number): void {
		this.#words[process * ROW_WORDS] = flags;
	}

	endpoint(process: number): number {
		return this.#words[process * ROW_WORDS + ENDPOINT] ?? 0;
	}

	setEndpoint(process: number, endpoint: number): void {
		this.#words[process * ROW_WORDS + ENDPOINT] = endpoint;
	}

	sigpending(process: number): number {
		return this.#words[process * ROW_WORDS + SIGPENDING] ?? 0;
	}

	setSigpending(process: number, signals: number): void {
		this.#words[process * ROW_WORDS + SIGPENDING] = signals;
	}

	eventsub(process: number): number {
		return this.#bytes[process * ROW_SIZE + EVENTSUB] ?? 0;
	}

	setEventsub(process: number, eventsub: number): void {
		this.#bytes[process * ROW_SIZE + EVENTSUB] = eventsub;
	}
}
