import { KERNEL_STATE, KERNEL_TABLE } from "../../../impl/c/layout/kernel.ts";
import type { CompiledModule } from "../../../impl/c/runtime/module.ts";
import { ListArena } from "./list-arena.ts";
import type { Partition } from "./partition.ts";

const STATE = KERNEL_STATE.offsets;
type StateMember = keyof typeof STATE;
const TABLE = KERNEL_TABLE.offsets;
type TableMember = keyof typeof TABLE;

/** Interners of a memory's pieces, by their names in `struct kernel_state`. */
export const TABLES = ["users", "services", "globals", "rest"] as const;
type Table = (typeof TABLES)[number];

const FIRST_LENGTH = 1 << 10;
/** The room of all mailboxes, in bytes. */
const MAILBOX_BYTES = 1 << 25;
/** Words that each has room for at least: more than the messages about pairs that are expanded together. */
const MIN_MAILBOX_WORDS = 1 << 18;

/** Shares of the free memory: for the entries of each table and its index, and for the rest of what grows. */
const TABLE_SHARES: Readonly<Record<Table, { readonly words: number; readonly index: number }>> = {
	users: { words: 0.02, index: 0.005 },
	services: { words: 0.02, index: 0.01 },
	globals: { words: 0.16, index: 0.03 },
	rest: { words: 0.05, index: 0.04 },
};
const SHARES = { lists: 0.19, pairs: 0.12, parents: 0.14, actions: 0.07, visited: 0.04, arena: 0.1 } as const;

/** Address and length in bytes. */
interface Piece {
	readonly at: number;
	readonly bytes: number;
}

/**
 * The memory of a module as impl/c/kernel uses it: `struct kernel_state` behind all that the module has, then mailboxes,
 * lists and tables, each with room for the most that there can be. What is never written to takes none of the machine's.
 */
export class KernelMemory {
	readonly words: Int32Array;
	readonly lists: ListArena;
	/** The address of the bitsets, in bytes. */
	readonly arena: number;
	/** Mailboxes of as many words each, the last one for messages that are received; the address of the first in words. */
	readonly mailboxes: number;
	readonly mailboxWords: number;
	/** The address of `struct kernel_state`, in words. */
	readonly #state: number;

	constructor({ exports, memory, region, rowSize }: CompiledModule, counts: Counts, partition: Partition) {
		this.words = new Int32Array(memory.buffer);
		// The bytes that bridge/watch.c keeps for each word of the state come first.
		const base = aligned(exports.__heap_base.value + (region.end - region.start) / 4);
		this.#state = base / 4;
		exports.kernel_open(base);
		this.words.fill(0, base / 4, (base + KERNEL_STATE.size) / 4);
		this.mailboxes = aligned(base + KERNEL_STATE.size) / 4;
		this.mailboxWords = Math.max(MIN_MAILBOX_WORDS, Math.floor(MAILBOX_BYTES / 4 / (partition.count + 1)));
		const free = new FreeMemory(
			aligned(4 * (this.mailboxes + this.mailboxWords * (partition.count + 1))),
			memory.length,
		);
		const { at, bytes } = free.take(SHARES.lists);
		this.lists = new ListArena(this.words, at, at + bytes);
		const widths = widthsOf(region, exports.mproc.value, rowSize, counts);
		this.#openTables(free, widths);
		this.arena = this.#openPairs(free);
		this.set({ user_count: counts.users, service_count: counts.services, region: region.start });
		this.set({ head: widths.head, user_words: widths.users, service_words: widths.services, tail: widths.tail });
		this.set({ worker: partition.index, workers: partition.count });
		this.set({ mailboxes: 4 * this.mailboxes, mailbox_words: this.mailboxWords });
		exports.watch_state(region.start, region.end, counts.users);
	}

	/** The address of a member of the state, in words. */
	at(member: StateMember): number {
		return this.#state + STATE[member] / 4;
	}

	/** A member of the state that is a word. */
	get(member: StateMember): number {
		return (this.words[this.at(member)] ?? 0) >>> 0;
	}

	set(values: Readonly<Partial<Record<StateMember, number>>>): void {
		for (const [member, value] of Object.entries(values)) this.words[this.at(member as StateMember)] = value;
	}

	ofTable(table: Table, member: TableMember): number {
		return (this.words[this.at(table) + TABLE[member] / 4] ?? 0) >>> 0;
	}

	#openTables(free: FreeMemory, widths: Widths): void {
		const width = { ...widths, globals: widths.head + widths.tail, rest: 2 };
		for (const table of TABLES) {
			const { words, index } = TABLE_SHARES[table];
			this.#openTable(table, width[table], free.take(words), free.take(index));
		}
	}

	#openTable(table: Table, width: number, words: Piece, index: Piece): void {
		const at = this.at(table);
		// The index grows by five eighths when it is three quarters full.
		const capacity = Math.min(words.bytes / (Math.max(1, width) * 4), ((index.bytes / 4) * 0.75) / 1.625);
		this.words[at + TABLE.words / 4] = words.at;
		this.words[at + TABLE.index / 4] = index.at;
		this.words[at + TABLE.width / 4] = width;
		this.words[at + TABLE.capacity / 4] = Math.floor(capacity) - 1;
		this.words[at + TABLE.length / 4] = FIRST_LENGTH;
		this.words[at + TABLE.tags / 4] = -1 << (33 - Math.clz32(FIRST_LENGTH));
		// An earlier search may have left something here.
		this.words.fill(0, index.at / 4, index.at / 4 + FIRST_LENGTH);
	}

	/** @returns the address of the bitsets */
	#openPairs(free: FreeMemory): number {
		const [pairs, parents, actions] = [free.take(SHARES.pairs), free.take(SHARES.parents), free.take(SHARES.actions)];
		const [visited, arena] = [free.take(SHARES.visited), free.take(SHARES.arena)];
		const capacity = Math.min(parents.bytes / 4, actions.bytes / 2);
		this.set({ pairs: pairs.at, max_held: pairs.bytes / 8, parents: parents.at, actions: actions.at, capacity });
		this.set({ visited: visited.at, arena: arena.at, arena_end: arena.at + arena.bytes });
		// Every rest has a bitset.
		const rests = this.at("rest") + TABLE.capacity / 4;
		this.words[rests] = Math.min(this.words[rests] ?? 0, visited.bytes / 8);
		return arena.at;
	}
}

/** Numbers of processes of each kind. */
export interface Counts {
	readonly users: number;
	readonly services: number;
}

/** Words of the state: before the rows of mproc[], in the rows of users and services, and behind. */
interface Widths extends Counts {
	readonly head: number;
	readonly tail: number;
}

function widthsOf({ start, end }: CompiledModule["region"], mproc: number, rowSize: number, counts: Counts): Widths {
	const head = (mproc - start) / 4;
	const [users, services] = [(rowSize / 4) * counts.users, (rowSize / 4) * counts.services];
	return { head, users, services, tail: (end - start) / 4 - head - users - services };
}

/** Memory that is divided into pieces, one behind the other. */
class FreeMemory {
	readonly #bytes: number;
	#at: number;

	constructor(start: number, end: number) {
		this.#at = start;
		this.#bytes = end - start;
	}

	/** @param share of what was free at first */
	take(share: number): Piece {
		const piece = { at: this.#at, bytes: Math.floor((this.#bytes * share) / ALIGNMENT) * ALIGNMENT };
		this.#at += piece.bytes;
		return piece;
	}
}

const ALIGNMENT = 1 << 12;

function aligned(address: number): number {
	return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}
