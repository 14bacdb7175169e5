import { ACTION_KINDS, type Action, type ActionKind } from "../../model/action.ts";
import type { Engine, ExpectedSteps, Origin, Searcher } from "../engine.ts";
import { TargetFailure } from "../failure.ts";
import { bytesOf, type Snapshot } from "../snapshot.ts";
import type { Exports } from "./module.ts";

/** The memory of a module that is to be searched, in bytes. What is never written to takes none of the machine's. */
export const SEARCH_MEMORY = 3 * 2 ** 30;

/** Which of `kernel_sizes` says how many words of memory, rows aside, there is room for. */
export const MOST_REST = 4;

const KINDS: readonly ActionKind[] = ACTION_KINDS.filter((kind) => kind !== "staleReply");
const FIRST_LENGTH = 1 << 10;
/** The words of `struct kernel_table`. */
const TABLE = { words: 0, index: 1, width: 2, size: 3, most: 4, length: 5, tags: 6 } as const;
/** The words of `struct kernel_state` before and behind its tables. */
const STATE = { users: 0, services: 1, region: 2, head: 3, tail: 4 } as const;
/** The words from `pair` on. */
const NOW = { running: 3, isDirty: 4, isFull: 5, posted: 6, me: 7, searchers: 8, outbox: 9 } as const;
/** How much room there is in the outbox for what is put there between two turns, in bytes. */
const OUTBOX_BYTES = 1 << 25;

/** Where things lie in the module's memory, as addresses. */
export interface KernelPlace {
	/** What the state is made of. */
	readonly region: { readonly start: number; readonly end: number };
	readonly mproc: number;
}

/**
 * Drives kernel.c, the inner loop of a search in the module itself.
 *
 * Its tables lie behind all that the module has, each with room for the most that there can be: memory that is never
 * written to takes none of the machine's.
 */
export class Kernel implements Engine {
	readonly #exports: Exports;
	readonly #words: Int32Array;
	readonly outbox: Int32Array;
	readonly letterWords: number;
	readonly #me: number;
	readonly #guarded: <T>(call: () => T) => T;
	/** Addresses, in words: of the three tables, of what changes with each step, and of the steps. */
	readonly #tables: readonly number[];
	readonly #parents: number;
	readonly #actions: Uint16Array;
	readonly #now: number;
	readonly #steps: number;
	readonly #stepWords: number;
	/** Where the next list goes, and where there is room for no more. */
	#next: number;
	readonly #end: number;
	readonly #records: number[] = [];
	readonly #users: number[] = [];
	readonly #services: number[] = [];
	#alphabet: Int32Array | undefined;
	#isFull = false;

	/**
	 * @param memory all of the module's memory
	 * @param guarded calls into the C, and throws a TargetFailure where it fails
	 */
	constructor(
		exports: Exports,
		memory: Uint8Array,
		place: KernelPlace,
		counts: { readonly users: number; readonly services: number },
		guarded: <T>(call: () => T) => T,
		searcher: Searcher,
	) {
		this.#exports = exports;
		this.#guarded = guarded;
		const words = new Int32Array(memory.buffer);
		this.#words = words;
		const base = aligned(exports.__heap_base.value);
		exports.kernel_open(base);
		const [stateBytes = 0, stepBytes = 0, tableBytes = 0, rowWords = 0] = [0, 1, 2, 3].map(exports.kernel_sizes);
		const offsets = [0, 1, 2, 3].map((which) => (base + exports.kernel_offsets(which)) / 4);
		const [tables = 0, parents = 0, now = 0, steps = 0] = offsets;
		this.#tables = [0, 1, 2].map((table) => tables + (table * tableBytes) / 4);
		[this.#now, this.#steps, this.#stepWords] = [now, steps, stepBytes / 4];

		const { start, end } = place.region;
		const head = (place.mproc - start) / 4;
		const tail = (end - start) / 4 - head - rowWords;
		words.fill(0, base / 4, (base + stateBytes) / 4);
		words[base / 4 + STATE.users] = counts.users;
		words[base / 4 + STATE.services] = counts.services;
		words[base / 4 + STATE.region] = start;
		words[base / 4 + STATE.head] = head;
		words[base / 4 + STATE.tail] = tail;

		const outbox = aligned(base + stateBytes);
		this.outbox = words.subarray(outbox / 4, (outbox + OUTBOX_BYTES) / 4);
		this.letterWords = 3 + rowWords + head + tail;
		words[now + NOW.outbox] = outbox;
		words[now + NOW.me] = searcher.me;
		this.#me = searcher.me;
		words[now + NOW.searchers] = searcher.count;
		this.#next = outbox + OUTBOX_BYTES;
		const free = memory.length - this.#next;
		this.#end = this.#next + share(free, 0.04);
		let at = this.#end;
		const take = (part: number): { readonly at: number; readonly bytes: number } => {
			const piece = { at, bytes: share(free, part) };
			at += piece.bytes;
			return piece;
		};
		this.#open(0, rowWords, take(0.08), take(0.02));
		this.#open(1, head + tail, take(0.08), take(0.02));
		this.#open(2, 2, take(0.3), take(0.22));
		const ofParents = take(0.15);
		const ofActions = take(0.075);
		words[parents] = ofParents.at;
		words[parents + 1] = ofActions.at;
		this.#parents = ofParents.at / 4;
		this.#actions = new Uint16Array(memory.buffer, ofActions.at, ofActions.bytes / 2);
	}

	/** Opens a table over two pieces of memory. */
	#open(
		which: number,
		width: number,
		words: { at: number; bytes: number },
		index: { at: number; bytes: number },
	): void {
		const table = this.#tables[which] ?? 0;
		// The index grows by five eighths when it is three quarters full.
		const most = Math.min(words.bytes / (width * 4), ((index.bytes / 4) * 0.75) / 1.625);
		this.#words[table + TABLE.words] = words.at;
		this.#words[table + TABLE.index] = index.at;
		this.#words[table + TABLE.width] = width;
		this.#words[table + TABLE.size] = 0;
		this.#words[table + TABLE.most] = Math.floor(most) - 1;
		this.#words[table + TABLE.length] = FIRST_LENGTH;
		// An earlier search may have left something here.
		this.#words.fill(0, index.at / 4, index.at / 4 + FIRST_LENGTH);
		this.#words[table + TABLE.tags] = -1 << (33 - Math.clz32(FIRST_LENGTH));
	}

	get size(): number {
		return this.#ofTable(2, TABLE.size);
	}

	get bytes(): number {
		const tables = [0, 1, 2].map((which) => {
			const words = this.#ofTable(which, TABLE.width) * this.#ofTable(which, TABLE.size);
			return 4 * (words + this.#ofTable(which, TABLE.length));
		});
		return tables.reduce((sum, bytes) => sum + bytes, 0) + 6 * this.size;
	}

	get isFull(): boolean {
		return this.#isFull || this.#words[this.#now + NOW.isFull] !== 0;
	}

	start(): void {
		this.#exports.kernel_start();
	}

	order(from: number, to: number): Float64Array {
		const memories = this.#ofTable(2, TABLE.words) / 4;
		const numbers = new Float64Array(to - from);
		for (let number = from; number < to; number++) {
			numbers[number - from] = (this.#words[memories + 2 * number + 1] ?? 0) * 2 ** 32 + number;
		}
		numbers.sort();
		for (let i = 0; i < numbers.length; i++) numbers[i] = (numbers[i] ?? 0) % 2 ** 32;
		return numbers;
	}

	load(number: number): void {
		this.#exports.kernel_load(number);
	}

	run(steps: ExpectedSteps, from: number): number {
		if (from === 0) this.#write(steps);
		try {
			return this.#guarded(() => this.#exports.kernel_run(from, steps.length));
		} catch (error) {
			if (!(error instanceof TargetFailure)) throw error;
			const failed = (this.#words[this.#now + NOW.running] ?? 0) - 1;
			this.#words[this.#now + NOW.running] = 0;
			this.#words[this.#now + NOW.isDirty] = 1;
			return failed;
		}
	}

	keep(steps: ExpectedSteps, step: number): void {
		this.#exports.kernel_add(steps.owner(step), steps.action(step));
	}

	origin(number: number): Origin {
		return { parent: (this.#words[this.#parents + number] ?? 0) >>> 0, action: this.#actions[number] ?? 0 };
	}

	get outboxLength(): number {
		return this.#words[this.#now + NOW.posted] ?? 0;
	}

	emptyOutbox(): void {
		this.#words[this.#now + NOW.posted] = 0;
	}

	receive(letters: Int32Array, at: number): void {
		// The end of the outbox is free while letters come in.
		const letter = this.outbox.length - this.letterWords;
		this.outbox.set(letters.subarray(at, at + this.letterWords), letter);
		this.#exports.kernel_receive(this.outbox.byteOffset + 4 * letter);
	}

	save(): Snapshot {
		const tables = [0, 1, 2].map((which) => {
			const at = this.#ofTable(which, TABLE.words);
			return this.#bytes(at, 4 * this.#ofTable(which, TABLE.width) * this.#ofTable(which, TABLE.size));
		});
		const [rows = NOTHING, rest = NOTHING, memories = NOTHING] = tables;
		const parents = this.#bytes(this.#parents * 4, 4 * this.size);
		const actions = this.#bytes(this.#actions.byteOffset, 2 * this.size);
		return { values: {}, bytes: { rows, rest, memories, parents, actions } };
	}

	restore(snapshot: Snapshot): void {
		for (const [which, name] of ["rows", "rest", "memories"].entries()) {
			const bytes = bytesOf(snapshot, name);
			this.#bytes(this.#ofTable(which, TABLE.words), bytes.length).set(bytes);
			const table = this.#tables[which] ?? 0;
			this.#words[table + TABLE.size] = bytes.length / 4 / this.#ofTable(which, TABLE.width);
			this.#exports.kernel_reindex(which);
		}
		const [parents, actions] = [bytesOf(snapshot, "parents"), bytesOf(snapshot, "actions")];
		this.#bytes(this.#parents * 4, parents.length).set(parents);
		this.#bytes(this.#actions.byteOffset, actions.length).set(actions);
	}

	#bytes(at: number, length: number): Uint8Array {
		return new Uint8Array(this.#words.buffer, at, length);
	}

	#ofTable(which: number, word: number): number {
		return (this.#words[(this.#tables[which] ?? 0) + word] ?? 0) >>> 0;
	}

	/** Writes the steps as kernel.c reads them. */
	#write(steps: ExpectedSteps): void {
		const words = this.#words;
		const alphabet = this.#alphabet ?? actionsInWords(steps.alphabet);
		this.#alphabet = alphabet;
		for (let step = 0; step < steps.length; step++) {
			const at = this.#steps + step * this.#stepWords;
			const action = steps.action(step);
			const changes = steps.changes(step);
			words[at] = alphabet[4 * action] ?? 0;
			words[at + 1] = alphabet[4 * action + 1] ?? 0;
			words[at + 2] = alphabet[4 * action + 2] ?? 0;
			words[at + 3] = alphabet[4 * action + 3] ?? 0;
			words[at + 4] = action;
			words[at + 5] = changes ? 1 : 0;
			// A state that stays what it is stays with whom it is.
			words[at + 6] = changes ? steps.owner(step) : this.#me;
			const [result, users, services] = [steps.result(step), steps.usersAfter(step), steps.servicesAfter(step)];
			words[at + 7] = this.#records[result] ?? this.#list(this.#records, result, steps.record(result).words());
			words[at + 8] = this.#users[users] ?? this.#list(this.#users, users, steps.usersLook(users));
			words[at + 9] = this.#services[services] ?? this.#list(this.#services, services, steps.servicesLook(services));
		}
	}

	/** Writes a list of words to where it stays. @returns its address */
	#list(addresses: number[], number: number, words: Int32Array): number {
		const address = this.#next;
		if (address + words.byteLength > this.#end) {
			this.#isFull = true;
			return address;
		}
		this.#words.set(words, address / 4);
		this.#next += words.byteLength;
		addresses[number] = address;
		return address;
	}
}

/** Actions as `struct kernel_step` has them: kind, process, and two operands. */
function actionsInWords(alphabet: readonly Action[]): Int32Array {
	return Int32Array.from(
		alphabet.flatMap((action) => {
			const [first, second] = operandsOf(action);
			return [KINDS.indexOf(action.kind), action.process, first, second];
		}),
	);
}

function operandsOf(action: Action): readonly [number, number] {
	switch (action.kind) {
		case "setMask":
			return [action.mask, 0];
		case "reply":
		case "staleReply":
			return [action.about, action.event];
		default:
			return [0, 0];
	}
}

const NOTHING = new Uint8Array(0);
const ALIGNMENT = 1 << 12;

function aligned(address: number): number {
	return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

function share(bytes: number, part: number): number {
	return Math.floor((bytes * part) / ALIGNMENT) * ALIGNMENT;
}
