// Puts calls into a program in LLVM's text form, so that bridge/watch.c learns of every access of the source to memory.

/** Instructions that read memory in ways not analysed here: they count as reading everything. */
const OPAQUE = /^ +.*(?:\b(?:atomicrmw|cmpxchg|va_arg|asm)\b|@llvm\.(?:masked|vp|mem\w+)\.| = load |^ +store )/;
const LOAD = /^ +\S+ = load (?:volatile )?(.+?), ptr (.+?)(?:, align \d+)?(?:, !.*)?$/;
const STORE = /^ +store (?:volatile )?((?:<\d+ x \w+>|\w+) [^\s(,]+), ptr (.+?)(?:, align \d+)?(?:, !.*)?$/;
const COPY = /^ +(?:tail )?call void @llvm\.mem(?:cpy|move)\S*\((.*)\)(?:, !.*)?$/;
const FILL = /^ +(?:tail )?call void @llvm\.memset\S*\(ptr ([^,]*), i8 [^,]*, i32 (\d+), .*\)(?:, !.*)?$/;
const COPIED = /^ptr ([^,]*), ptr ([^,]*), i32 (\d+), /;

/** Functions of the bridge that record accesses, or that read the source's variables for this program. */
const OURS = /^define .*@(?:rollcall_(?:read|written|anything|iteration)|watch_\w+|dead_words|view_\w+|kernel_\w+)\(/;

/** True if a line begins one of these functions. */
export function isBridges(line: string): boolean {
	return OURS.test(line);
}

/** Report of an access that is not analysed. */
const ANYTHING = "  call void @rollcall_anything()";

/** Inserts a call before every access to memory that may be part of the state, to record it. */
export function withWatchedAccesses(ir: string): string {
	let isOurs = false;
	return ir
		.split("\n")
		.flatMap((line) => {
			if (line.startsWith("define ")) isOurs = isBridges(line);
			return isOurs ? [line] : [...notes(line), line];
		})
		.join("\n");
}

function notes(line: string): readonly string[] {
	if (!line.startsWith(" ")) return [];
	const load = LOAD.exec(line);
	if (load) {
		const [, type = "", from = ""] = load;
		return isElsewhere(from) ? [] : [`  call void @rollcall_read(ptr ${from}, i32 ${sizeOf(type) ?? 256})`];
	}
	const store = STORE.exec(line);
	if (store) {
		const [, value = "", to = ""] = store;
		const size = sizeOf(value);
		if (isElsewhere(to)) return [];
		return [size === undefined ? ANYTHING : `  call void @rollcall_written(ptr ${to}, i32 ${size})`];
	}
	const copy = COPY.exec(line);
	if (copy) return notesOfCopy(copy[1] ?? "");
	const fill = FILL.exec(line);
	if (fill) return [`  call void @rollcall_written(ptr ${withoutAttributes(fill[1] ?? "")}, i32 ${fill[2]})`];
	return OPAQUE.test(line) ? [ANYTHING] : [];
}

function notesOfCopy(operands: string): readonly string[] {
	const [, to, from, size] = COPIED.exec(operands) ?? [];
	if (to === undefined || from === undefined) return [ANYTHING];
	return [
		`  call void @rollcall_read(ptr ${withoutAttributes(from)}, i32 ${size})`,
		`  call void @rollcall_written(ptr ${withoutAttributes(to)}, i32 ${size})`,
	];
}

function withoutAttributes(operand: string): string {
	return operand.slice(operand.search(/[@%][^ ]*$/));
}

/** The variables of the bridge that are no part of the state. */
const OF_ONE_CALL: readonly string[] = ["@mp", "@who_e", "@m_in"];

/** Clang's counters, which `withCounters` puts where no state is. */
const COUNTERS = /^@__profc_/;

/** True if a pointer is to a named variable that is not part of the state. */
function isElsewhere(pointer: string): boolean {
	const names: readonly string[] = pointer.match(/@[\w.$]+/g) ?? [];
	return names.length > 0 && names.every((name) => OF_ONE_CALL.includes(name) || COUNTERS.test(name));
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
