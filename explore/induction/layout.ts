import { WATCH, WATCH_ADDRESS } from "../../impl/c/layout/watch.ts";
import type { CompiledModule } from "../../impl/c/runtime/module.ts";

// The list of subscribers in the memory of a module, found by what the source's own reading of it shows.

/** Bits of an entry that hold a value. */
export interface Field {
	readonly shift: number;
	readonly width: number;
}

/** Places of the list and of its fields in memory. */
export interface ListLayout {
	/** Address, in bytes. */
	readonly entries: number;
	readonly entrySize: number;
	readonly entryCount: number;
	/** Address of the byte that is the number of entries in use. */
	readonly length: number;
	/** Endpoint, mask and wait count. */
	readonly fields: readonly [Field, Field, Field];
}

/** Reason why no memory can be built: no array of entries that can be watched, no field, or no number of entries that can be set. */
export type NoLayout = "entries" | "fields" | "length";

/** The address for view_list and view_entry, which is no part of the state. */
const LIST = 2048;

/**
 * Finds the list in a module that is at PM's start, which is how it is afterwards.
 *
 * Bits are set one by one, and the source's own reading of the list says what they are.
 */
export function findList({ exports, memory, region }: CompiledModule): ListLayout | NoLayout {
	const words = new Uint32Array(memory.buffer);
	const watched = (member: "entries" | "entry_words" | "entry_count"): number =>
		words[(WATCH_ADDRESS + WATCH.offsets[member]) / 4] ?? 0;
	const [entries, entrySize, entryCount] = [watched("entries"), 4 * watched("entry_words"), watched("entry_count")];
	if (exports.view_is_plain() === 0 || entryCount === 0) return "entries";
	const start = memory.slice(region.start, region.end);
	try {
		const fields = findFields(exports, memory, entries, entrySize);
		if (!fields) return "fields";
		memory.set(start, region.start);
		const isList = (at: number): boolean => at >= entries && at < entries + entrySize * entryCount;
		const length = findLength(exports, memory, region, isList, entryCount);
		return length === undefined ? "length" : { entries, entrySize, entryCount, length, fields };
	} finally {
		memory.set(start, region.start);
	}
}

function findFields(
	exports: CompiledModule["exports"],
	memory: Uint8Array,
	entry: number,
	size: number,
): ListLayout["fields"] | undefined {
	const shown = new Uint32Array(memory.buffer, LIST, 3);
	const bits: number[][] = [[], [], []];
	memory.fill(0, entry, entry + size);
	exports.view_entry(0, LIST);
	const base = shown.slice();
	for (let bit = 0; bit < 8 * size; bit++) {
		memory[entry + (bit >> 3)] = 1 << (bit & 7);
		exports.view_entry(0, LIST);
		memory[entry + (bit >> 3)] = 0;
		for (const [field, value] of shown.entries()) {
			const changed = value ^ (base[field] ?? 0);
			if (changed !== 0) (bits[field] as number[])[31 - Math.clz32(changed & -changed)] = bit;
		}
	}
	const [endpoint, mask, waiting] = bits.map(contiguous);
	return endpoint && mask && waiting ? [endpoint, mask, waiting] : undefined;
}

/** The bits of a value, from its least one on, as a field; undefined where they do not follow one another. */
function contiguous(bits: readonly number[]): Field | undefined {
	const [shift] = bits;
	if (shift === undefined) return undefined;
	for (let i = 0; i < bits.length; i++) if (bits[i] !== shift + i) return undefined;
	return { shift, width: bits.length };
}

function findLength(
	exports: CompiledModule["exports"],
	memory: Uint8Array,
	region: CompiledModule["region"],
	isList: (at: number) => boolean,
	count: number,
): number | undefined {
	const lengthWith = (at: number, value: number): number => {
		const kept = memory[at] ?? 0;
		memory[at] = value;
		const length = (exports.view_list(LIST) - 1) / 3;
		memory[at] = kept;
		return length;
	};
	if (exports.view_list(LIST) !== 1) return undefined;
	for (let at = region.start; at < region.end; at++) {
		if (isList(at) || lengthWith(at, 1) !== 1) continue;
		if (lengthWith(at, count) === count) return at;
	}
	return undefined;
}
