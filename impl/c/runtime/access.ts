import { MPROC, ROW_SIZE } from "../../process-table.ts";
import { guardSizeOf } from "../instrument/guards.ts";
import { LEAST_ADDRESS, STACK_SIZE } from "../layout/watch.ts";
import type { CMemory } from "./memory.ts";
import type { Exports } from "./module.ts";

/** Access of the source that is out of bounds. */
export interface Access {
	readonly at: number;
	/** In bytes. */
	readonly size: number;
	readonly isWrite: boolean;
}

/** Variable of a program: an array or a struct, which has guards, or another one, whose size is 0. */
interface Variable {
	readonly at: number;
	readonly size: number;
	readonly name: string;
}

/** Size in bytes of an entry of a table of variables: address, size, address of the name. */
const ENTRY_SIZE = 12;
/** Size in bytes of an entry of the list of tables: address and number of entries. */
const TABLE_SIZE = 8;

/** Describes an access. @param statics addresses of the variables */
export function describeAccess(
	exports: Exports,
	memory: CMemory,
	statics: { readonly start: number; readonly end: number },
	{ at, size, isWrite }: Access,
): string {
	const verb = isWrite ? "writes" : "reads";
	if (at >>> 0 < LEAST_ADDRESS) return `${verb} through a null pointer, at address ${hex(at)}`;
	const guardSize = guardSizeOf(exports.view_row_size());
	const near = variablesOf(exports, memory).find(
		({ at: start, size: length }) => length > 0 && at + size > start - guardSize && at < start + length + guardSize,
	);
	if (near) return `${verb} ${placeOf(exports, near, at, size)}`;
	if (isWrite && at >= STACK_SIZE && at < statics.start) return `writes read-only data, at address ${hex(at)}`;
	if (exports.watch_is_local_guard(at, size)) return `${verb} outside of a local array or struct`;
	if (at < STACK_SIZE) return `${verb} a variable of a function that has returned, at address ${hex(at)}`;
	return `${verb} outside of all memory of the source, at address ${hex(at)}`;
}

/** Variables of instances, by their exports. */
const known = new WeakMap<Exports, readonly Variable[]>();

/** Variables of a module, by the tables that guards.ts wrote. */
export function variablesOf(exports: Exports, memory: CMemory): readonly Variable[] {
	const variables = known.get(exports) ?? readVariables(exports, memory);
	known.set(exports, variables);
	return variables;
}

function readVariables(exports: Exports, memory: CMemory): readonly Variable[] {
	const tables = exports.watch_guard_tables();
	return Array.from({ length: exports.watch_guard_table_count() }, (_, table) => {
		const start = memory.uint32(tables + table * TABLE_SIZE);
		return Array.from({ length: memory.uint32(tables + table * TABLE_SIZE + 4) }, (_, index) => {
			const entry = start + index * ENTRY_SIZE;
			const name = memory.string(memory.uint32(entry + 8));
			return { at: memory.uint32(entry), size: memory.uint32(entry + 4), name };
		});
	}).flat();
}

function placeOf(exports: Exports, { at: start, size: length, name }: Variable, at: number, size: number): string {
	const text = name === "mproc" ? "mproc[]" : name;
	if (at < start) return `${bytes(start - at)} before ${text}`;
	if (at <= start + length && at + size > start + length) return `right behind the end of ${text}`;
	if (at > start + length) return `${bytes(at - start - length)} behind the end of ${text}`;
	return start === exports.mproc.value ? fieldOf(at - start, exports.view_row_size()) : text;
}

/** Names the field at an offset of mproc[]. */
function fieldOf(offset: number, rowSize: number): string {
	const [row, within] = [Math.floor(offset / rowSize), offset % rowSize];
	if (within >= ROW_SIZE) return `a field of mproc[${row}], which is not its business`;
	const { offsets } = MPROC;
	const [field] = Object.entries(offsets).findLast(([, start]) => start <= within) ?? [];
	const isOwn = within < offsets.mp_endpoint || within >= offsets.mp_eventsub;
	return isOwn
		? `${field} of mproc[${row}], a process in no event call`
		: `${field} of mproc[${row}], which is not its business`;
}

function bytes(count: number): string {
	return count === 1 ? "1 byte" : `${count} bytes`;
}

function hex(address: number): string {
	return `0x${(address >>> 0).toString(16)}`;
}
