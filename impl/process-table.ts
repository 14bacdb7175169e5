import { endpointOf, NO_EVENTSUB } from "./minix.ts";

/** The size in bytes of one row: `struct mproc` of c/shim/mproc.h. */
export const ROW_SIZE = 16;

/**
 * PM's `mproc[]` in some memory: the mirror's own, or that of a compiled module.
 *
 * One row, as c/shim/mproc.h declares it: `mp_flags` (uint32 at 0), `mp_endpoint` (int32 at 4), `mp_sigpending`
 * (uint32 at 8), `mp_eventsub` (a C char at 12).
 */
export class ProcessTable {
	readonly nrProcs: number;
	readonly #words: Int32Array;
	readonly #bytes: Int8Array;

	/** @param offset where the table starts in the memory, in bytes, a multiple of four */
	constructor(memory: ArrayBuffer, offset: number, nrProcs: number) {
		this.nrProcs = nrProcs;
		this.#words = new Int32Array(memory, offset, (nrProcs * ROW_SIZE) / 4);
		this.#bytes = new Int8Array(memory, offset, nrProcs * ROW_SIZE);
	}

	/** As at PM's start: every row free, in no event call, before its first life. */
	reset(): void {
		this.#words.fill(0);
		for (let process = 0; process < this.nrProcs; process++) {
			this.setEndpoint(process, endpointOf(process, 0));
			this.setEventsub(process, NO_EVENTSUB);
		}
	}

	flags(process: number): number {
		return this.#words[process * 4] ?? 0;
	}

	setFlags(process: number, flags: number): void {
		this.#words[process * 4] = flags;
	}

	endpoint(process: number): number {
		return this.#words[process * 4 + 1] ?? 0;
	}

	setEndpoint(process: number, endpoint: number): void {
		this.#words[process * 4 + 1] = endpoint;
	}

	sigpending(process: number): number {
		return this.#words[process * 4 + 2] ?? 0;
	}

	setSigpending(process: number, signals: number): void {
		this.#words[process * 4 + 2] = signals;
	}

	eventsub(process: number): number {
		return this.#bytes[process * ROW_SIZE + 12] ?? 0;
	}

	setEventsub(process: number, eventsub: number): void {
		this.#bytes[process * ROW_SIZE + 12] = eventsub;
	}
}
