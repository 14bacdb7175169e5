// Puts guards before and behind the arrays and structs of a program in LLVM's text form: words that no access may reach.

/** Size of a guard in bytes: that of a row of mproc[], and more than that of an entry of subs[]. */
export const GUARD_SIZE = 16;

const VARIABLE = /^(@[\w.$]+) = ((?:\w+ )*?)global (.*)$/;
/** Attributes behind a variable's value. */
const ATTRIBUTES = /, (?:align|comdat|partition|no_sanitize|!).*$/;
/** Declaration of the table of guarded objects in bridge/watch.c. */
const TABLE = /^@rollcall_guarded = .*external .*$/m;
const COUNT = /^@rollcall_guarded_count = .*external .*$/m;

interface Guarded {
	readonly name: string;
	readonly type: string;
}

/**
 * Adds a guard before and behind each variable that is an array or a struct, and the table of these variables.
 *
 * A variable keeps its name, as an alias of the middle of a larger one.
 */
export function withGuards(ir: string): string {
	const guarded: Guarded[] = [];
	const lines = ir.split("\n").flatMap((line) => {
		const padded = paddedLines(line, guarded);
		return padded ?? [line];
	});
	return lines.join("\n").replace(TABLE, tableOf(guarded)).replace(COUNT, countOf(guarded));
}

function paddedLines(line: string, guarded: Guarded[]): readonly string[] | undefined {
	const [, name, linkage = "", rest = ""] = VARIABLE.exec(line) ?? [];
	// Variables with a section are PM's or clang's.
	if (name === undefined || /^(?:private |external )/.test(linkage) || rest.includes(", section ")) return undefined;
	const type = aggregateAtStart(rest);
	if (type === undefined) return undefined;
	const attributes = ATTRIBUTES.exec(rest)?.[0] ?? "";
	const value = rest.slice(type.length + 1, rest.length - attributes.length);
	guarded.push({ name, type });
	const guard = `[${GUARD_SIZE} x i8]`;
	const whole = `{ ${guard}, ${type}, ${guard} }`;
	const padded = `{ ${guard} zeroinitializer, ${type} ${value}, ${guard} zeroinitializer }`;
	const visibility = /\b(?:internal|hidden|dso_local)\b/.exec(linkage)?.[0] ?? "";
	return [
		`${name}.guarded = ${visibility} global ${whole} ${padded}, align ${GUARD_SIZE}`,
		`${name} = ${visibility} alias ${type}, getelementptr inbounds (i8, ptr ${name}.guarded, i32 ${GUARD_SIZE})`,
	];
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

function tableOf(guarded: readonly Guarded[]): string {
	const entries = guarded.map(
		({ name, type }) =>
			`{ ptr, i32, ptr } { ptr ${name}, i32 ptrtoint (ptr getelementptr (${type}, ptr null, i32 1) to i32), ptr ${name}.name }`,
	);
	const names = guarded.map(({ name }) => {
		const text = name.slice(1);
		return `${name}.name = private constant [${text.length + 1} x i8] c"${text}\\00"`;
	});
	return [
		...names,
		`@rollcall_guarded = hidden constant [${guarded.length} x { ptr, i32, ptr }] [${entries.join(", ")}]`,
	].join("\n");
}

function countOf(guarded: readonly Guarded[]): string {
	return `@rollcall_guarded_count = hidden constant i32 ${guarded.length}`;
}
