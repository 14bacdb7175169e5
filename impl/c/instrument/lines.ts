// Puts calls into a program in LLVM's text form, so that JavaScript learns of every line of the source that runs.

import { type SourceFunction, SourceLines } from "./source-lines.ts";

/** A line of the source that is about to run. */
export interface SourceLine {
	/** The C function it stands in. */
	readonly name: string;
	/** The line, from 1, where that function is defined. */
	readonly defined: number;
	/** The line, from 1. */
	readonly line: number;
}

/** Options of clang for a program that has every line of the source. */
export const LINE_ARGS: readonly string[] = ["-O0"];

const DECLARATION = `declare void @rollcall_line(ptr, i32, i32) #999
attributes #999 = { "wasm-import-module"="rollcall" "wasm-import-name"="line" }`;

/**
 * The program with a call of `line` before the first instruction of every line of the source, its headers and our own C left out.
 *
 * @param path of the source, as its line tables have it
 */
export function withLines(ir: string, path: string): string {
	const source = new SourceLines(ir, path);
	const { functions } = source;
	const constants = [...functions.values()].map(
		({ name }) => `@${constantOf(name)} = private constant [${name.length + 1} x i8] c"${name}\\00"`,
	);
	let within: SourceFunction | undefined;
	let last: string | undefined;
	const out = ir.split("\n").flatMap((text) => {
		if (text.startsWith("define ")) {
			within = source.functionAt(text);
			last = undefined;
			return [text];
		}
		// A line may be entered anew at a label, and gone on with after a call.
		if (!text.startsWith(" ")) last = undefined;
		const line = source.textOf(text);
		// What clang itself puts into a variable without a value is nothing that the source does.
		if (!within || line === undefined || !text.startsWith(" ") || / = phi |!annotation /.test(text)) return [text];
		const call = `  call void @rollcall_line(ptr @${constantOf(within.name)}, i32 ${within.defined}, i32 ${line})${source.placeOf(text)}`;
		const isNew = line !== last;
		last = / call [^@]*@(?!llvm\.)/.test(text) ? undefined : line;
		return isNew ? [call, text] : [text];
	});
	return [...out, ...constants, DECLARATION, ""].join("\n");
}

function constantOf(name: string): string {
	return `rollcall.name.${name}`;
}
