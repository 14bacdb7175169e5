// Puts calls into a program in LLVM's text form, so that bridge/watch.c learns of every access of the source to memory.

import { type CountOfVariable, countsOfVariables } from "./flows/bounds.ts";
import type { ElementAccess } from "./flows/elements.ts";
import { type Flows, flowsOf } from "./flows/flows.ts";
import { SourceLines } from "./source-lines.ts";

/** Instructions that read memory in ways not analysed here: they count as reading everything. */
const OPAQUE = /^ +.*(?:\b(?:va_arg|asm)\b|@llvm\.(?:masked|vp|mem\w+)\.| = load )/;
const LOAD = /^ +\S+ = load (?:atomic )?(?:volatile )?(.+?), ptr (.+?)(?: \w+)?(?:, align \d+)?(?:, !.*)?$/;
const STORE = /^ +store (?:atomic )?(?:volatile )?(.*)$/;
/** Atomic instruction, which reads and writes: its operands, the pointer first. */
const ATOMIC = /^ +\S+ = (?:atomicrmw (?:volatile )?\w+|cmpxchg(?: weak)?(?: volatile)?) (ptr .*)$/;
/** Call of the compiler's own that copies memory, or fills it: its name and its operands. */
const INTRINSIC = /^ +(?:tail )?call void @llvm\.mem(cpy|move|set)\b\S*?\((.*)\)(?: #\d+)?(?:, !.*)?$/;
/** Call of a function of C's library, or of PM, that accesses memory for the source. */
const CALL_OF_PM =
	/^ +.*\bcall .*@(?:mem(?:set|cpy|move|cmp|chr)|str(?:n?len|n?cmp|n?cpy|n?cat|lcpy|lcat|chr|rchr|str)|v?s?n?printf|asynsend3|pm_isokendpt)\(/;
/** Local variable of a function, and the address of a part of one at a constant offset. */
const LOCAL = /^ +(%\S+) = alloca /;
const PART = /^ +(%\S+) = getelementptr inbounds (?:nuw )?i8, ptr (%[\w.]+), i32 \d+(?:, !.*)?$/;

const READ = "@rollcall_read(";

/** Report of an access that is not analysed. */
const ANYTHING = "@rollcall_anything()";

/**
 * Inserts a call before every access of the source to memory that may be outside its own stack frame, to record and
 * check it.
 *
 * The bridge's own functions are left out. Each call has the line of the source, so the program has to be compiled with
 * line tables.
 *
 * @param path of the source: an access in another file, such as a header, has no line; every one has where it is left out
 */
export function withWatchedAccesses(ir: string, path?: string): string {
	const source = new SourceLines(ir);
	// A line of another file would be taken for one of the source.
	let hasLines = true;
	const lines = ir.split("\n");
	let isOurs = false;
	let locals = new Set<string>();
	let moves: Moves = NO_MOVES;
	const countOfVariable = countsOfVariables(lines);
	return lines
		.flatMap((line, number) => {
			if (line.startsWith("define ")) {
				isOurs = !source.isOfSource(line);
				hasLines = path === undefined || source.isIn(path, line);
				locals = new Set();
				moves = isOurs ? NO_MOVES : movesOf(lines, number, countOfVariable);
			}
			if (isOurs || !line.startsWith(" ")) return [line];
			noteLocal(line, locals);
			const place = source.placeOf(line);
			const noted = notes(line, locals, hasLines ? source.lineOf(line) : 0);
			const calls = moves.copies.has(number) ? noted.map((call) => call.replace(READ, "@rollcall_copied(")) : noted;
			return [...(moves.calls.get(number) ?? []), ...calls, line].map((one) =>
				one === line ? line : `  call void ${one}${place}`,
			);
		})
		.join("\n");
}

/** Values of a function that are only stored and printed, by numbers of lines of the program. */
interface Moves {
	/** Lines that read them. */
	readonly copies: ReadonlySet<number>;
	/** Calls to put before a line that stores them. */
	readonly calls: ReadonlyMap<number, readonly string[]>;
}

const NO_MOVES: Moves = { copies: new Set(), calls: new Map() };

/** Values of the function that begins at a line. */
function movesOf(lines: readonly string[], start: number, countOfVariable: CountOfVariable): Moves {
	const end = lines.indexOf("}", start);
	const body = lines.slice(start, end);
	const { copies, flows, selected }: Flows = flowsOf(body, countOfVariable);
	const calls = new Map<number, string[]>();
	const note = (line: number, call: string | undefined): void => {
		if (call !== undefined) calls.set(start + line, [...(calls.get(start + line) ?? []), call]);
	};
	for (const { load, store, isSame, branch = store } of flows) {
		note(branch, moved(body[load] ?? "", body[store] ?? "", isSame));
	}
	for (const one of selected) note(one.access, selects(body[one.load] ?? "", one));
	return { copies: new Set([...copies].map((line) => start + line)), calls };
}

/** The call that says from where to where a value goes; undefined where it comes from no state. */
function moved(load: string, store: string, isSame: boolean): string | undefined {
	const [, type = "", from = ""] = LOAD.exec(load) ?? [];
	const { value, to } = storeIn(store) ?? { value: "", to: "" };
	const [size, toSize] = [sizeOf(type), sizeOf(value)];
	if (isReadElsewhere(from)) return undefined;
	if (size === undefined || toSize === undefined) return ANYTHING;
	return `@rollcall_moved(ptr ${from}, i32 ${size}, ptr ${to}, i32 ${toSize}, i32 ${isSame ? 1 : 0})`;
}

/** The call that says which element a value selects; undefined where it comes from no state. */
function selects(load: string, { array, type, count, pointer, size }: ElementAccess): string | undefined {
	const [, loaded = "", from = ""] = LOAD.exec(load) ?? [];
	const fromSize = sizeOf(loaded);
	if (isReadElsewhere(from)) return undefined;
	if (fromSize === undefined) return ANYTHING;
	const second = `getelementptr (${type}, ptr ${array}, i32 1)`;
	return `@rollcall_selects(ptr ${from}, i32 ${fromSize}, ptr ${array}, ptr ${second}, i32 ${count}, ptr ${pointer}, i32 ${size})`;
}

function noteLocal(line: string, locals: Set<string>): void {
	const [, local] = LOCAL.exec(line) ?? [];
	if (local !== undefined) locals.add(local);
	const [, part, whole] = PART.exec(line) ?? [];
	if (part !== undefined && whole !== undefined && locals.has(whole)) locals.add(part);
}

/** Calls to put before an instruction. @param at the line of the source */
function notes(line: string, locals: ReadonlySet<string>, at: number): readonly string[] {
	const load = LOAD.exec(line);
	if (load) {
		const [, type = "", from = ""] = load;
		const size = sizeOf(type);
		if (locals.has(from) || isReadElsewhere(from)) return [];
		return [size === undefined ? ANYTHING : read(from, size, at)];
	}
	const store = storeIn(line);
	if (store) {
		const { value, to } = store;
		const size = sizeOf(value);
		if (locals.has(to) || isCounter(to)) return [];
		return size === undefined ? [written(to, 1, at), ANYTHING] : [written(to, size, at)];
	}
	const atomic = ATOMIC.exec(line);
	if (atomic) {
		const [to = "", operand = ""] = operandsOf(atomic[1] ?? "");
		return [written(withoutAttributes(to), sizeOf(operand) ?? 1, at), ANYTHING];
	}
	const intrinsic = INTRINSIC.exec(line);
	if (intrinsic) {
		const [, name, operands = ""] = intrinsic;
		return name === "set" ? notesOfFill(operands, at) : notesOfCopy(operands, at);
	}
	if (CALL_OF_PM.test(line)) return [`@rollcall_at(i32 ${at})`];
	return OPAQUE.test(line) ? [ANYTHING] : [];
}

/** What an instruction stores, with its type, and where to; undefined for another instruction. */
function storeIn(line: string): { readonly value: string; readonly to: string } | undefined {
	const [, operands] = STORE.exec(line) ?? [];
	if (operands === undefined) return undefined;
	const [value = "", to = ""] = operandsOf(operands);
	// The order of an atomic store stands behind the pointer.
	return {
		value,
		to: withoutAttributes(to).replace(/ (?:unordered|monotonic|release|seq_cst|syncscope\(.*\)).*$/, ""),
	};
}

function notesOfFill(operands: string, at: number): readonly string[] {
	const [to, , size] = operandsOf(operands);
	return to === undefined || size === undefined ? [ANYTHING] : [written(withoutAttributes(to), sizeIn(size), at)];
}

function notesOfCopy(operands: string, at: number): readonly string[] {
	const [to, from, bytes] = operandsOf(operands);
	if (to === undefined || from === undefined || bytes === undefined) return [ANYTHING];
	const [source, target, size] = [withoutAttributes(from), withoutAttributes(to), sizeIn(bytes)];
	return [
		read(source, size, at).replace(READ, "@rollcall_copied("),
		`@rollcall_moved(ptr ${source}, i32 ${size}, ptr ${target}, i32 ${size}, i32 1)`,
		written(target, size, at),
	];
}

/** Operands of a call: a constant expression has commas of its own. */
function operandsOf(text: string): readonly string[] {
	const operands = [""];
	let depth = 0;
	for (const character of text) {
		if ("([{<".includes(character)) depth++;
		if (")]}>".includes(character)) depth--;
		if (character === "," && depth === 0) operands.push("");
		else operands[operands.length - 1] += character;
	}
	return operands.map((operand) => operand.trim());
}

/** The number of bytes in an operand: it has 64 bits where the compiler itself clears a variable or copies a struct. */
function sizeIn(operand: string): string {
	return operand.replace(/^i(?:32|64) (?:\w+ )*/, "");
}

function read(from: string, size: number | string, at: number): string {
	return `@rollcall_read(ptr ${from}, i32 ${size}, i32 ${at})`;
}

function written(to: string, size: number | string, at: number): string {
	return `@rollcall_written(ptr ${to}, i32 ${size}, i32 ${at})`;
}

/** A pointer without its attributes, as in `nonnull align 4 %p`. */
function withoutAttributes(operand: string): string {
	const expression = operand.search(/getelementptr|inttoptr|@|%|\b(?:null|undef|poison)\b/);
	return operand.slice(Math.max(0, expression));
}

/** The variables of PM's that it sets for one call: to read them is no access to the state. */
const OF_ONE_CALL: readonly string[] = ["@mp", "@who_e", "@who_p", "@call_nr", "@m_in"];

/** Clang's counters, which `withCounters` puts where no state is. */
const COUNTERS = /^@__profc_/;

/** True if a pointer is to a named variable that the source may read, and that is not part of the state. */
function isReadElsewhere(pointer: string): boolean {
	return namesIn(pointer, (name) => OF_ONE_CALL.includes(name) || COUNTERS.test(name));
}

function isCounter(pointer: string): boolean {
	return namesIn(pointer, (name) => COUNTERS.test(name));
}

function namesIn(pointer: string, isWanted: (name: string) => boolean): boolean {
	const names: readonly string[] = pointer.match(/@[\w.$]+/g) ?? [];
	return names.length > 0 && names.every(isWanted);
}

/** The size in bytes of a type, or of a value with its type before it; undefined where that is not plain. */
function sizeOf(type: string): number | undefined {
	const [, count, of = ""] = /^<(\d+) x ([^>]+)>/.exec(type) ?? [];
	const bits = bitsOf(count === undefined ? type : of);
	return bits === undefined ? undefined : Math.ceil((Number(count ?? 1) * bits) / 8);
}

const BITS: Readonly<Record<string, number>> = { ptr: 32, half: 16, bfloat: 16, float: 32, double: 64, fp128: 128 };

function bitsOf(type: string): number | undefined {
	const [name = "", integer] = /^(?:i(\d+)|\w+)/.exec(type) ?? [];
	return integer === undefined ? BITS[name] : Number(integer);
}
