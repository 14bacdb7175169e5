import { statSync } from "node:fs";
import type { SourceSetup } from "../../impl/c/compile/c-source.ts";
import { headerMacro } from "../../impl/c/compile/shim.ts";
import { parseView } from "../../impl/c/compile/views.ts";
import { shellWord } from "../../report/escape/shell.ts";
import { UsageError } from "../errors.ts";
import { MOST_SOURCE_BYTES, readNamed } from "../store/reading.ts";

/** Options for the compilation of a C source. */
export interface SourceOptions {
	/** Folders with headers that it includes. */
	readonly include?: readonly string[] | undefined;
	/** Macros, as in NAME or NAME=VALUE. */
	readonly define?: readonly string[] | undefined;
	/** Paths of files that are compiled too. */
	readonly with?: readonly string[] | undefined;
	/** Names of its list of subscribers and of the parts, as in "subs=event_subscribers,endpt=ep". */
	readonly view?: string | undefined;
	/** Signedness of plain `char`; both are checked if left out. */
	readonly char?: CharSign | undefined;
}

/** Signedness of plain `char`: signed in MINIX's port to i386, unsigned in that to ARM. */
export type CharSign = "signed" | "unsigned";

const MACRO = /^([A-Za-z_]\w*)(=[^\n\r\0]*)?$/;
/** Macros that come with the scope, or are ours. */
const RESERVED = /^(?:NR_PROCS|rollcall_\w*|ROLLCALL\w*|__\w+)$/;

/** Reads what a source is compiled with. @throws UsageError where an option does not fit, or a file cannot be read */
export function setupOf({ include = [], define = [], with: files = [], view, char }: SourceOptions): SourceSetup {
	for (const path of include) expectDirectory(path);
	for (const macro of define) expectMacro(macro);
	return {
		...{ include, define },
		with: files.map((path) => ({ path, text: readNamed(path, "a C source", MOST_SOURCE_BYTES) })),
		view: view === undefined ? undefined : viewOf(view),
		unsignedChar: char && char === "unsigned",
	};
}

/** The options as words of a command, each with a blank before it. */
export function optionWords(options: SourceOptions): string {
	return listOf(options)
		.map(([name, value]) => ` --${name} ${shellWord(value)}`)
		.join("");
}

/** The options as words of a command, without quotes. */
export function plainWords(options: SourceOptions): readonly string[] {
	return listOf(options).flatMap(([name, value]) => [`--${name}`, value]);
}

function listOf({
	include = [],
	define = [],
	with: files = [],
	view,
	char,
}: SourceOptions): readonly (readonly [string, string])[] {
	return [
		...include.map((value) => ["include", value] as const),
		...define.map((value) => ["define", value] as const),
		...files.map((value) => ["with", value] as const),
		...(view === undefined ? [] : [["view", view] as const]),
		...(char === undefined ? [] : [["char", char] as const]),
	];
}

function expectDirectory(path: string): void {
	if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
	throw new UsageError(`expected a folder with headers, found ${JSON.stringify(path)}`, "include");
}

function expectMacro(macro: string): void {
	const [, name = "", given = "=1"] = MACRO.exec(macro) ?? [];
	if (name === "") throw new UsageError(`expected NAME or NAME=VALUE, found ${JSON.stringify(macro)}`, "define");
	if (RESERVED.test(name)) throw new UsageError(`${name} is set by Rollcall and cannot be defined`, "define");
	const known = headerMacro(name);
	if (known === undefined || known === given.slice(1)) return;
	throw new UsageError(
		`${name} is ${known === "" ? "empty" : known} in MINIX's headers and cannot be defined as anything else`,
		"define",
	);
}

function viewOf(text: string): NonNullable<SourceSetup["view"]> {
	const parsed = parseView(text);
	if ("error" in parsed) throw new UsageError(parsed.error, "view");
	return parsed.view;
}
