// Puts calls into a program in LLVM's text form, so that JavaScript learns of every line of the source that runs.

/** A line of the source that is about to run. */
export interface SourceLine {
	/** The C function it stands in. */
	readonly name: string;
	/** The line, from 1, where that function is defined. */
	readonly defined: number;
	/** The line, from 1. */
	readonly line: number;
}

/** Options of clang for a program with the line of each instruction. */
export const LINE_ARGS: readonly string[] = ["-O0", "-gline-tables-only"];

const SUBPROGRAM = /^(!\d+) = distinct !DISubprogram\(name: "([^"]*)",.* file: (!\d+), line: (\d+),/gm;
const FILE = /^(!\d+) = !DIFile\(filename: "([^"]*)"/gm;
const LOCATION = /^(!\d+) = !DILocation\(line: (\d+)/gm;

const DECLARATION = `declare void @rollcall_line(ptr, i32, i32) #999
attributes #999 = { "wasm-import-module"="rollcall" "wasm-import-name"="line" }`;

/** The program with a call of `line` before the first instruction of every line of the source, the bridge left out. */
export function withLines(ir: string): string {
	const files = new Map(Array.from(ir.matchAll(FILE), ([, id = "", name = ""]) => [id, name]));
	const lines = new Map(Array.from(ir.matchAll(LOCATION), ([, id = "", line = ""]) => [id, line]));
	const functions = new Map(
		Array.from(ir.matchAll(SUBPROGRAM))
			.filter(([, , , file = ""]) => !files.get(file)?.startsWith("shim/"))
			.map(([, id = "", name = "", , defined = ""]) => [id, { name, defined }]),
	);
	const constants = [...functions.values()].map(
		({ name }) => `@${constantOf(name)} = private constant [${name.length + 1} x i8] c"${name}\\00"`,
	);
	let within: { readonly name: string; readonly defined: string } | undefined;
	let last: string | undefined;
	const out = ir.split("\n").flatMap((text) => {
		const location = /, !dbg (!\d+)/.exec(text)?.[1];
		if (text.startsWith("define ")) {
			within = functions.get(/ !dbg (!\d+)/.exec(text)?.[1] ?? "");
			last = undefined;
			return [text];
		}
		// A line may be entered anew at a label, and gone on with after a call.
		if (!text.startsWith(" ")) last = undefined;
		const line = location === undefined ? undefined : lines.get(location);
		// What clang itself puts into a variable without a value is nothing that the source does.
		if (!within || line === undefined || !text.startsWith(" ") || / = phi |!annotation /.test(text)) return [text];
		const call = `  call void @rollcall_line(ptr @${constantOf(within.name)}, i32 ${within.defined}, i32 ${line}), !dbg ${location}`;
		const isNew = line !== last;
		last = / call [^@]*@(?!llvm\.)/.test(text) ? undefined : line;
		return isNew ? [call, text] : [text];
	});
	return [...out, ...constants, DECLARATION, ""].join("\n");
}

function constantOf(name: string): string {
	return `rollcall.name.${name}`;
}
