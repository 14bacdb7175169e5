// Puts calls into a program in LLVM's text form, so that bridge/watch.c learns of every access of the source to memory.

import { SourceLines } from "./source-lines.ts";

/** Instructions that read memory in ways not analysed here: they count as reading everything. */
const OPAQUE = /^ +.*(?:\b(?:atomicrmw|cmpxchg|va_arg|asm)\b|@llvm\.(?:masked|vp|mem\w+)\.| = load |^ +store )/;
const LOAD = /^ +\S+ = load (?:atomic )?(?:volatile )?(.+?), ptr (.+?)(?: \w+)?(?:, align \d+)?(?:, !.*)?$/;
const STORE =
	/^ +store (?:atomic )?(?:volatile )?((?:<\d+ x \w+>|\w+) [^\s(,]+|ptr getelementptr [^(]*\(.*?\)), ptr (.+?)(?: \w+)?(?:, align \d+)?(?:, !.*)?$/;
const COPY = /^ +(?:tail )?call void @llvm\.mem(?:cpy|move)\S*\((.*)\)(?: #\d+)?(?:, !.*)?$/;
const FILL = /^ +(?:tail )?call void @llvm\.memset\S*\(ptr ([^,]*), i8 [^,]*, i32 (\d+), .*\)(?: #\d+)?(?:, !.*)?$/;
const COPIED = /^ptr ([^,]*), ptr ([^,]*), i32 (\d+), /;
/** Call of a function of C's library, or of PM, that accesses memory for the source. */
const CALL_OF_PM = /^ +.*\bcall .*@(?:mem(?:set|cpy|move|cmp)|str(?:len|cmp)|asynsend3|pm_isokendpt)\(/;
/** Local variable of a function, and the address of a part of one at a constant offset. */
const LOCAL = /^ +(%\S+) = alloca /;
const PART = /^ +(%\S+) = getelementptr inbounds (?:nuw )?i8, ptr (%[\w.]+), i32 \d+(?:, !.*)?$/;

/** Report of an access that is not analysed. */
const ANYTHING = "@rollcall_anything()";

/**
 * Inserts a call before every access of the source to memory that may be outside its own stack frame, to record and
 * check it.
 *
 * The bridge's own functions are left out. Each call has the line of the source, so the program has to be compiled with
 * line tables.
 */
export function withWatchedAccesses(ir: string): string {
	const source = new SourceLines(ir);
	let isOurs = false;
	let locals = new Set<string>();
	return ir
		.split("\n")
		.flatMap((line) => {
			if (line.startsWith("define ")) {
				isOurs = !source.isOfSource(line);
				locals = new Set();
			}
			if (isOurs || !line.startsWith(" ")) return [line];
			noteLocal(line, locals);
			const place = source.placeOf(line);
			return [...notes(line, locals, source.lineOf(line)).map((call) => `  call void ${call}${place}`), line];
		})
		.join("\n");
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
	const store = STORE.exec(line);
	if (store) {
		const [, value = "", to = ""] = store;
		const size = sizeOf(value);
		if (locals.has(to) || isCounter(to)) return [];
		return [size === undefined ? ANYTHING : written(to, size, at)];
	}
	const copy = COPY.exec(line);
	if (copy) return notesOfCopy(copy[1] ?? "", at);
	const fill = FILL.exec(line);
	if (fill) return [written(withoutAttributes(fill[1] ?? ""), Number(fill[2]), at)];
	if (CALL_OF_PM.test(line)) return [`@rollcall_at(i32 ${at})`];
	return OPAQUE.test(line) ? [ANYTHING] : [];
}

function notesOfCopy(operands: string, at: number): readonly string[] {
	const [, to, from, size] = COPIED.exec(operands) ?? [];
	if (to === undefined || from === undefined) return [ANYTHING];
	return [read(withoutAttributes(from), Number(size), at), written(withoutAttributes(to), Number(size), at)];
}

function read(from: string, size: number, at: number): string {
	return `@rollcall_read(ptr ${from}, i32 ${size}, i32 ${at})`;
}

function written(to: string, size: number, at: number): string {
	return `@rollcall_written(ptr ${to}, i32 ${size}, i32 ${at})`;
}

/** A pointer without its attributes, as in `nonnull align 4 %p`. */
function withoutAttributes(operand: string): string {
	const expression = operand.search(/getelementptr|inttoptr|@|%[^ ]*$/);
	return operand.slice(Math.max(0, expression));
}

/** The variables of PM's that it sets for one call: to read them is no access to the state. */
const OF_ONE_CALL: readonly string[] = ["@mp", "@who_e", "@m_in"];

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
	const [, bits] = /^i(\d+)\b/.exec(type) ?? [];
	if (bits !== undefined) return Math.ceil(Number(bits) / 8);
	if (/^(?:ptr|float)\b/.test(type)) return 4;
	if (/^double\b/.test(type)) return 8;
	const [, count, of] = /^<(\d+) x i(\d+)>/.exec(type) ?? [];
	return count === undefined || of === undefined ? undefined : Math.ceil((Number(count) * Number(of)) / 8);
}
