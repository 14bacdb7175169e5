// The fields of struct mproc beside those that the world has: a source may read them. Rows get those that the source names.

import { MPROC } from "../../process-table.ts";

/** A field: its declaration in C, its size and alignment in bytes, and a statement that gives it its value in a row. */
interface Field {
	readonly type: string;
	readonly size: number;
	readonly start?: string;
	/** Number of elements of an array. */
	readonly length?: number;
}

const word = (type: string, start?: string): Field => ({ type, size: 4, ...(start === undefined ? {} : { start }) });

/** Fields by name, in the order in which rows have them. */
export const FIELDS: Readonly<Record<string, Field>> = {
	mp_pid: word("pid_t", "rollcall_row->mp_pid = (pid_t)rollcall_i + 100;"),
	mp_procgrp: word("pid_t", "rollcall_row->mp_procgrp = (pid_t)rollcall_i + 100;"),
	mp_wpid: word("pid_t"),
	mp_waddr: word("vir_bytes"),
	mp_parent: word("int", "rollcall_row->mp_parent = (int)rollcall_i;"),
	mp_tracer: word("int", "rollcall_row->mp_tracer = rollcall_i % 4 == 2 ? 1 : NO_TRACER;"),
	mp_child_utime: word("clock_t"),
	mp_child_stime: word("clock_t"),
	mp_realuid: word("uid_t"),
	mp_effuid: word("uid_t"),
	mp_svuid: word("uid_t"),
	mp_realgid: word("gid_t"),
	mp_effgid: word("gid_t"),
	mp_svgid: word("gid_t"),
	mp_ngroups: word("int"),
	mp_sgroups: { type: "gid_t", size: 32, length: 8 },
	mp_ignore: word("sigset_t"),
	mp_catch: word("sigset_t"),
	mp_sigmask: word("sigset_t"),
	mp_sigmask2: word("sigset_t"),
	mp_ksigpending: word("sigset_t"),
	mp_sigtrace: word("sigset_t"),
	mp_sigact: word("const struct sigaction *", "rollcall_row->mp_sigact = rollcall_default_actions;"),
	mp_sigreturn: word("vir_bytes"),
	mp_timer: { type: "minix_timer_t", size: 16 },
	mp_interval: { type: "clock_t", size: 12, length: 3 },
	mp_started: word("clock_t"),
	mp_trace_flags: word("unsigned"),
	mp_reply: { type: "message", size: 64 },
	mp_frame_addr: word("vir_bytes"),
	mp_frame_len: word("size_t"),
	mp_nice: word("int"),
	mp_scheduler: word("endpoint_t", "rollcall_row->mp_scheduler = rollcall_i % 3 == 1 ? NONE : SCHED_PROC_NR;"),
	mp_magic: word("int", "rollcall_row->mp_magic = MP_MAGIC;"),
	mp_name: {
		...{ type: "char", size: 16, length: 16 },
		start:
			"rollcall_row->mp_name[0] = 'p'; rollcall_row->mp_name[1] = (char)('0' + rollcall_i / 10); rollcall_row->mp_name[2] = (char)('0' + rollcall_i % 10);",
	},
	mp_exitstatus: { type: "char", size: 1 },
	mp_sigstatus: { type: "char", size: 1 },
};

/** The least multiple of an alignment that is not less than an offset. */
function up(offset: number, to: number): number {
	return Math.ceil(offset / to) * to;
}

/** Chars begin anywhere, all else at whole words. */
function alignment({ type }: Field): number {
	return type === "char" ? 1 : 4;
}

/** The layout of a row for sources that name some fields. */
export interface RowLayout {
	/** Options of clang: the fields, and how they get their values. */
	readonly args: readonly string[];
	/** In bytes. */
	readonly size: number;
}

/** The fields that some texts name, in the order in which rows have them. */
function fieldsIn(texts: readonly string[]): readonly (readonly [name: string, field: Field])[] {
	const named = new Set(texts.flatMap((text) => text.match(/\bmp_\w+/g) ?? []));
	return Object.entries(FIELDS).filter(([name]) => named.has(name));
}

/** Statement that gives a field its value. Numbers differ from row to row: a source that decides by one treats processes differently. */
function startOf(name: string, { type, size, length, start }: Field): string | undefined {
	if (start !== undefined) return start;
	return size <= 4 && length === undefined ? `rollcall_row->${name} = (${type})(rollcall_i % 3);` : undefined;
}

/** Macros for shim/mproc.h and for what starts a row, by name; none where some texts name no more fields than rows have anyway. */
export function fieldMacros(texts: readonly string[]): Readonly<Record<string, string>> {
	const used = fieldsIn(texts);
	if (used.length === 0) return {};
	const declarations = used.map(
		([name, { type, length }]) => `${type} ${name}${length === undefined ? "" : `[${length}]`};`,
	);
	const starts = used.flatMap(([name, field]) => startOf(name, field) ?? []);
	return { ROLLCALL_MORE_FIELDS: declarations.join(" "), ROLLCALL_START_ROW: starts.join(" ") };
}

/** Lays a row out for the fields that some texts name. */
export function rowLayout(texts: readonly string[]): RowLayout {
	const end = fieldsIn(texts).reduce((offset, [, field]) => up(offset, alignment(field)) + field.size, MPROC.size);
	const size = up(end, 4);
	const macros = { ROLLCALL_ROW_SIZE: size, ...fieldMacros(texts) };
	return { args: Object.entries(macros).map(([name, value]) => `-D${name}=${value}`), size };
}
