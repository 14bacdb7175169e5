import { dataSegments, type Range } from "../instrument/statics.ts";
import { CMemory } from "./memory.ts";
import { UBSAN_HANDLERS } from "./undefined-behaviour.ts";

const HANDLERS: ReadonlySet<string> = new Set(UBSAN_HANDLERS);

/** The least memory that a module can be given, in bytes. */
export const LEAST_MEMORY = 1 << 20;

/** The most memory that the variables of a source may take, in bytes: all of it is the state of a search. */
export const MOST_STATICS = 1 << 19;

/** The memory of a module that is to be searched, in bytes. What is never written to takes none of the machine's. */
export const SEARCH_MEMORY = 3 * 2 ** 30;

/** The size of a page of WebAssembly's memory. */
const PAGE_BYTES = 1 << 16;

/** A module that impl/c/bridge is in. */
export interface CModule {
	readonly module: WebAssembly.Module;
	/** Address range of its variables, constants excepted. */
	readonly statics: Range;
	/** `NR_SUBS`; undefined where the source does not say, or says no number from 1 on. */
	readonly slots: number | undefined;
}

/** Exports of impl/c/bridge, which documents them, and of the linker. */
export interface Exports {
	readonly mproc: WebAssembly.Global;
	readonly rollcall_marker: WebAssembly.Global;
	readonly __data_end: WebAssembly.Global;
	readonly __heap_base: WebAssembly.Global;
	readonly __stack_pointer: WebAssembly.Global;
	call_do_proceventmask(caller: number, mask: number): number;
	call_do_proc_event_reply(caller: number, endpoint: number, event: number): number;
	call_publish_event(process: number): void;
	/** Writes how many subscribers there are, and three words for each; gives how many words that is. */
	view_list(to: number): number;
	/** Writes the three words of one entry, which may be behind the end of the list. */
	view_entry(place: number, to: number): void;
	/** Not 0 where the source says itself at which place in the list a process waits: `view_eventsub`. */
	view_has_places(): number;
	/** Not 0 where the list is an array whose place never changes. */
	view_is_plain(): number;
	view_eventsub(process: number): number;
	view_has_nested(): number;
	view_nested(): number;
	/** `NR_SUBS`; 0 where the source does not say. */
	view_nr_subs(): number;
	/** Size in bytes of a row of `mproc[]`. */
	view_row_size(): number;
	/** Gives each row what it has from the start and keeps. */
	view_start_rows(): void;
	/** Number of parts of an entry of `subs[]`, words or bytes; 0 where accesses cannot be observed. */
	dead_parts(): number;
	/** Address of the tables of guarded objects, and their number. */
	watch_guard_tables(): number;
	watch_guard_table_count(): number;
	watch_is_local_guard(at: number, size: number): number;
	/** Says where the state is, as addresses, and how many of the process table's rows are to be told apart from it. */
	watch_state(start: number, end: number, users: number): void;
	// Of impl/c/kernel, which documents them.
	kernel_open(state: number): number;
	kernel_discard(before: number): void;
	kernel_start(): void;
	kernel_load(pair: number): void;
	kernel_group(size: number, users: number, services: number, counted: number): number;
	kernel_group_next(): number;
	kernel_separate(): void;
	kernel_accept(): void;
	kernel_pair(pair: number, users: number): number;
	kernel_pair_next(): number;
	kernel_open_symmetry(budget: number): number;
	kernel_make_canonical(): void;
	kernel_fail_renamed(step: number): void;
	kernel_user_ways(): number;
	kernel_service_ways(): number;
	kernel_receive(messages: number, end: number): void;
	// Of impl/c/induction, which documents them.
	induct_open(state: number, kernel: number): void;
	induct_load(): number;
	induct_next(): number;
}

/** Imports of impl/c/bridge. A failure is to be thrown, so that it never returns. */
export interface Imports {
	/** @param type, @param flags of the message, @param stray the offset of the first byte that says more; 0 for none */
	asynsend3(to: number, about: number, event: number, type: number, flags: number, stray: number): void;
	/** The process number, or -1. */
	pmIsokendpt(endpoint: number): number;
	exitRestart(process: number): void;
	restartSigs(process: number): void;
	printf(format: number, list: number): void;
	/** Writes a formatted text to memory, if there is room for any. @returns its length in bytes */
	format(to: number, size: number, format: number, list: number): number;
	assertion(line: number, where: number, text: number): never;
	panic(line: number, where: number, format: number, list: number): never;
	/** A line of the source is about to run: lines.ts puts the calls in. @param name the function, @param defined its line */
	line(name: number, defined: number, line: number): void;
	/** A loop of the source has more iterations in one action than any that ends. */
	endless(iterations: number, depth: number): never;
	/** The source reads or writes what is not its own. @param line of the source, 0 where it is not known */
	outOfBounds(at: number, size: number, isWrite: number, line: number): never;
	/** @param handler which of clang's handlers was called */
	undefinedBehaviour(handler: string, operands: readonly [number, number, number]): never;
	/** The source calls a function that no file defines. */
	undefinedFunction(name: string): never;
}

/** A module in memory of its own, as at PM's start. */
export interface CInstance {
	readonly exports: Exports;
	readonly buffer: ArrayBuffer;
	readonly memory: CMemory;
}

/** A module in use by a target: access for a search that runs inside it. */
export interface CompiledModule {
	readonly exports: Exports;
	/** All of its memory. */
	readonly memory: Uint8Array;
	/** The addresses in bytes between which the target's state lies. */
	readonly region: Range;
	/** Size in bytes of a row of `mproc[]`. */
	readonly rowSize: number;
	/** True if the source says itself at which place in the list a process waits. */
	readonly hasPlaces: boolean;
	/** Calls into the C. @throws TargetFailure where the C fails */
	guarded<T>(call: () => T): T;
}

/** Reads what is to be known of a module from its bytes. @returns why it cannot be run, in words that follow its name */
export function readModule(wasm: Uint8Array): CModule | { readonly error: string } {
	try {
		return inspect(wasm);
	} catch (error) {
		if (error instanceof InspectionError) return { error: error.message };
		const isRefused = [WebAssembly.CompileError, WebAssembly.LinkError].some((kind) => error instanceof kind);
		if (isRefused) return { error: `cannot be run as WebAssembly: ${(error as Error).message}` };
		const isFailure = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
		if (isFailure) return { error: `fails when it is asked for its number of slots: ${error.message}` };
		throw error;
	}
}

function inspect(wasm: Uint8Array): CModule {
	const module = new WebAssembly.Module(wasm);
	const { exports } = instantiate(module, PROBE, LEAST_MEMORY);
	const marker = exports.rollcall_marker.value;
	const segment = dataSegments(wasm).find(({ start, end }) => start <= marker && marker < end);
	if (!segment) throw new Error(`no data segment of the module holds rollcall_marker, at ${marker}`);
	// Constants come before the segment, and what starts as zero after it: wasm-ld sorts them so.
	const statics = { start: segment.start, end: exports.__data_end.value };
	const size = statics.end - statics.start;
	// Behind them lies what is known of each of their words.
	if (size > MOST_STATICS || exports.__heap_base.value + size / 4 + PAGE_BYTES > LEAST_MEMORY) {
		const [kib, most] = [Math.ceil(size / 1024), MOST_STATICS / 1024];
		throw new InspectionError(`has ${kib} KiB of static data: ${most} KiB are allowed`);
	}
	return { module, statics, slots: exports.view_nr_subs() || undefined };
}

/**
 * Gives a module memory of its own and joins it to what it calls.
 *
 * @param bytes how much memory, at least LEAST_MEMORY; what is never written to takes none of the machine's
 */
export function instantiate(module: WebAssembly.Module, imports: Imports, bytes: number): CInstance {
	const { undefinedBehaviour, undefinedFunction, ...rollcall } = imports;
	const undefinedNames = WebAssembly.Module.imports(module).filter(
		({ module, kind }) => module === "env" && kind === "function",
	);
	const memory = new WebAssembly.Memory({ initial: bytes / PAGE_BYTES, maximum: bytes / PAGE_BYTES });
	const env = Object.fromEntries(
		undefinedNames.map(({ name }) => [
			name,
			HANDLERS.has(name)
				? (data: number, a: number, b: number): never => undefinedBehaviour(name, [data, a, b])
				: (): never => undefinedFunction(name),
		]),
	);
	const instance = new WebAssembly.Instance(module, { env: { ...env, memory }, rollcall });
	const exports = instance.exports as Exports; // compile.ts links nothing without the bridge
	return { exports, buffer: memory.buffer, memory: new CMemory(memory.buffer) };
}

class InspectionError extends Error {}

function notNow(): never {
	throw new InspectionError("calls PM or fails when it is asked for its number of slots");
}

/** Imports of an instance that is only inspected. */
const PROBE: Imports = {
	asynsend3: notNow,
	pmIsokendpt: notNow,
	exitRestart: notNow,
	restartSigs: notNow,
	printf: notNow,
	format: notNow,
	assertion: notNow,
	panic: notNow,
	line: notNow,
	endless: notNow,
	outOfBounds: notNow,
	undefinedBehaviour: notNow,
	undefinedFunction: notNow,
};
