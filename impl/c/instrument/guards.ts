// Puts guards before and behind the arrays and structs of a program in LLVM's text form: words that no access may reach.

/** Size of a guard in bytes: at least that of a row of mproc[], and more than that of an entry of subs[]. */
export function guardSizeOf(rowSize: number): number {
	return Math.ceil(rowSize / 16) * 16;
}

const VARIABLE = /^(@[\w.$]+) = ((?:\w+ )*?)global (.*)$/;
/** Attributes behind a variable's value. */
const ATTRIBUTES = /, (?:align|comdat|partition|no_sanitize|!).*$/;

interface Guarded {
	readonly name: string;
	/** Undefined for a variable without guards, which is listed for its name. */
	readonly type: string | undefined;
}

/** Bytes of a word. */
const WORD = 4;

/** Type of an entry of a table: address, size and name of a guarded object, as bridge/watch.c declares it. */
const ENTRY = "{ ptr, i32, ptr }";

/**
 * Adds a guard before and behind each variable that is an array or a struct, and the table of all variables.
 *
 * A variable keeps its name, as an alias of the middle of a larger one.
 *
 * @param unit the name of the translation unit, as a part of the table's name
 * @param size of a guard in bytes, a multiple of 16
 */
export function withGuards(ir: string, unit: string, size: number): string {
	const guarded: Guarded[] = [];
	const lines = ir.split("\n").flatMap((line) => {
		const padded = paddedLines(line, guarded, size);
		return padded ?? [line];
	});
	return `${lines.join("\n")}\n${tableOf(guarded, unit)}\n`;
}

/** A unit: its name, as a part of the name of its table, and its text, which ends with the table. */
interface Unit {
	readonly name: string;
	readonly ir: string;
}

/** Adds the list of all tables to the text of a unit. @param others the units whose tables it does not have itself */
export function withGuardTables(unit: Unit, others: readonly Unit[]): string {
	const tables = [unit, ...others].map(({ name, ir }) => ({
		name: `@rollcall_guarded.${name}`,
		count: countIn(ir, name),
	}));
	const entries = tables.map(({ name, count }) => `{ ptr, i32 } { ptr ${name}, i32 ${count} }`);
	return [
		unit.ir,
		...tables.slice(1).map(({ name, count }) => `${name} = external hidden constant [${count} x ${ENTRY}]`),
		`@rollcall_guard_tables = hidden constant [${tables.length} x { ptr, i32 }] [${entries.join(", ")}]`,
		`@rollcall_guard_table_count = hidden constant i32 ${tables.length}`,
		"",
	].join("\n");
}

function countIn(ir: string, unit: string): number {
	const start = `@rollcall_guarded.${unit} = hidden constant [`;
	return Number.parseInt(ir.slice(ir.lastIndexOf(start) + start.length), 10);
}

function paddedLines(line: string, guarded: Guarded[], size: number): readonly string[] | undefined {
	const [, name, linkage = "", rest = ""] = VARIABLE.exec(line) ?? [];
	// Variables with a section are PM's or clang's; those that are external or weak may be defined somewhere else.
	if (name === undefined || /\b(?:private|external|weak|extern_weak|common|linkonce)\b/.test(linkage)) return undefined;
	if (rest.includes(", section ")) return undefined;
	const type = aggregateAtStart(rest);
	if (type === undefined) {
		if (linkage.includes("internal") || !/\b(?:thread_local|available_externally)\b/.test(linkage))
			guarded.push({ name, type });
		return undefined;
	}
	const attributes = ATTRIBUTES.exec(rest)?.[0] ?? "";
	const value = rest.slice(type.length + 1, rest.length - attributes.length);
	guarded.push({ name, type });
	const guard = `[${size} x i8]`;
	const before = size + shiftOf(type, attributes);
	const whole = `{ [${before} x i8], ${type}, ${guard} }`;
	const padded = `{ [${before} x i8] zeroinitializer, ${type} ${value}, ${guard} zeroinitializer }`;
	const visibility = /\b(?:internal|hidden|dso_local)\b/.exec(linkage)?.[0] ?? "";
	return [
		`${name}.guarded = ${visibility} global ${whole} ${padded}, align 16`,
		`${name} = ${visibility} alias ${type}, getelementptr inbounds (i8, ptr ${name}.guarded, i32 ${before})`,
	];
}

/**
 * Bytes to put before an array of chars or shorts, so that it ends where a word does: memory is watched in words, and what lies right behind
 * its end is to be a guard. None where the program takes it to be aligned.
 */
export function shiftOf(type: string, attributes: string): number {
	const [, count, bits] = /^\[(\d+) x i(8|16)\]$/.exec(type) ?? [];
	const size = Number(bits) / 8;
	const [, alignment = WORD] = /, align (\d+)/.exec(attributes) ?? [];
	if (count === undefined || Number(alignment) > size) return 0;
	return (WORD - ((Number(count) * size) % WORD)) % WORD;
}

/** The type that a text starts with, if it is that of an array or of a struct. */
function aggregateAtStart(text: string): string | undefined {
	const [named] = /^%[\w.$]+(?= )/.exec(text) ?? [];
	if (named !== undefined) return named;
	if (!/^(?:\[|\{|<\{)/.test(text)) return undefined;
	let depth = 0;
	for (const [index, character] of [...text].entries()) {
		if ("[{<".includes(character)) depth++;
		if ("]}>".includes(character)) depth--;
		if (depth === 0) return text.slice(0, index + 1);
	}
	return undefined;
}

/** The size in bytes of a type, as a constant of a program in LLVM's text form. */
export function sizeOfType(type: string): string {
	return `ptrtoint (ptr getelementptr (${type}, ptr null, i32 1) to i32)`;
}

function tableOf(guarded: readonly Guarded[], unit: string): string {
	const sizeOf = (type: string | undefined): string => (type === undefined ? "0" : sizeOfType(type));
	const entries = guarded.map(({ name, type }) => `${ENTRY} { ptr ${name}, i32 ${sizeOf(type)}, ptr ${name}.name }`);
	const names = guarded.map(({ name }) => {
		const text = name.slice(1);
		return `${name}.name = private constant [${text.length + 1} x i8] c"${text}\\00"`;
	});
	return [
		...names,
		`@rollcall_guarded.${unit} = hidden constant [${guarded.length} x ${ENTRY}] [${entries.join(", ")}]`,
	].join("\n");
}
