import { isService, processOfRow, rowOf, type Scope, sharerOf } from "../model/scope.ts";
import { struct } from "./c/layout/struct.ts";
import { endpointBefore, endpointOf, type Lives, ONLY_LIFE, onlyEndpoint } from "./lives.ts";
import { IN_USE, NO_EVENTSUB, PRIV_PROC } from "./minix.ts";

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
		for (let row = 0; row < this.nrProcs; row++) {
			this.#words.fill(0, row * this.#rowWords, row * this.#rowWords + ROW_SIZE / 4);
			this.setEndpoint(row, endpointOf(row, life));
			this.setEventsub(row, NO_EVENTSUB);
		}
	}

	/** Brings a copy of the table up to date. @returns the rows that had changed */
	bringUpToDate(copy: Int32Array): readonly number[] {
		const words = this.#words;
		const rows: number[] = [];
		for (let at = 0; at < words.length; at++) {
			if (words[at] === copy[at]) continue;
			const row = Math.floor(at / this.#rowWords);
			rows.push(row);
			const end = (row + 1) * this.#rowWords;
			for (; at < end; at++) copy[at] = words[at] ?? 0;
			at--;
		}
		return rows;
	}

	/** Number of words of the table. */
	get words(): number {
		return this.#words.length;
	}

	flags(row: number): number {
		return this.#words[row * this.#rowWords] ?? 0;
	}

	setFlags(row: number, flags: number): void {
		this.#words[row * this.#rowWords] = flags;
	}

	addFlags(row: number, flags: number): void {
		this.setFlags(row, this.flags(row) | flags);
	}

	clearFlags(row: number, flags: number): void {
		this.setFlags(row, this.flags(row) & ~flags);
	}

	endpoint(row: number): number {
		return this.#words[row * this.#rowWords + ENDPOINT] ?? 0;
	}

	setEndpoint(row: number, endpoint: number): void {
		this.#words[row * this.#rowWords + ENDPOINT] = endpoint;
	}

	sigpending(row: number): number {
		return this.#words[row * this.#rowWords + SIGPENDING] ?? 0;
	}

	setSigpending(row: number, signals: number): void {
		this.#words[row * this.#rowWords + SIGPENDING] = signals;
	}

	eventsub(row: number): number {
		return this.#bytes[row * this.#rowSize + EVENTSUB] ?? 0;
	}

	setEventsub(row: number, eventsub: number): void {
		this.#bytes[row * this.#rowSize + EVENTSUB] = eventsub;
	}
}

/** Fields of the table that are read by process. */
export type ProcessFields = Pick<ProcessTable, "flags" | "endpoint" | "sigpending" | "eventsub">;

/** The table by process, where a user and a service use a row in turn: the one that does not have it is free. */
export class SharedRows implements ProcessFields {
	readonly #table: ProcessTable;
	readonly #scope: Scope;
	readonly #lives: Lives;

	constructor(table: ProcessTable, scope: Scope, lives: Lives) {
		this.#table = table;
		this.#scope = scope;
		this.#lives = lives;
	}

	/** Ends an action. Where each process has only one endpoint, a free row gets the one of the start, so that PM has no more states than needed. */
	settle(): void {
		if (this.#lives !== "one") return;
		for (let row = 0; row < this.#table.nrProcs; row++) {
			if ((this.#table.flags(row) & IN_USE) === 0) this.#table.setEndpoint(row, endpointOf(row, ONLY_LIFE));
		}
	}

	/** The process that has a row; of a free row its service, or its user where it has no service. */
	processOf(row: number): number {
		const process = processOfRow(this.#scope, row);
		return this.isAway(process) ? (sharerOf(this.#scope, process) ?? process) : process;
	}

	/** True if the other process has the row of a process. */
	isAway(process: number): boolean {
		const flags = this.#table.flags(rowOf(this.#scope, process));
		if ((flags & IN_USE) === 0 || sharerOf(this.#scope, process) === undefined) return false;
		return ((flags & PRIV_PROC) !== 0) !== isService(this.#scope, process);
	}

	flags(process: number): number {
		return this.isAway(process) ? 0 : this.#table.flags(rowOf(this.#scope, process));
	}

	endpoint(process: number): number {
		const endpoint = this.#table.endpoint(rowOf(this.#scope, process));
		if (!this.isAway(process)) return endpoint;
		return this.#lives === "one" ? onlyEndpoint(this.#scope, process) : endpointBefore(endpoint, this.#lives);
	}

	sigpending(process: number): number {
		return this.isAway(process) ? 0 : this.#table.sigpending(rowOf(this.#scope, process));
	}

	eventsub(process: number): number {
		return this.isAway(process) ? NO_EVENTSUB : this.#table.eventsub(rowOf(this.#scope, process));
	}
}
