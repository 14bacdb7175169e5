import { type Command, Option } from "commander";
import type { CharSign, SourceOptions } from "../../checker/source/options.ts";
import { needs } from "./needs.ts";

/** Options for the compilation of a C source, as commander reads them. */
export interface SourceFlags {
	readonly include?: readonly string[];
	readonly define?: readonly string[];
	readonly with?: readonly string[];
	readonly view?: string;
	readonly char?: CharSign;
}

/** The option that names a C source. */
function sourceOption(description: string): Option {
	return new Option("--source <file>", description).implies({ target: "c" }).conflicts("revision");
}

/** Adds the options that name a C source, or several, and say how it is compiled. @param description of the source */
export function sourceOptions(command: Command, description: string, several = false): Command {
	command
		.addOption(
			several ? sourceOption(`${description}; may be given again`).argParser(added) : sourceOption(description),
		)
		.option("--include <dir>", "with --source: folder with headers that it includes; may be given again", added)
		.option("--define <macro>", "with --source: NAME or NAME=VALUE, a macro to define; may be given again", added)
		.option("--with <file>", "with --source: another C file to compile with it; may be given again", added)
		.option(
			"--view <names>",
			'with --source: what it calls subs, nsubs, endpt, mask, waiting, nested and slots, as in "subs=event_subs,endpt=ep"',
		)
		.addOption(
			new Option("--char <sign>", "with --source: plain char (default: checked both ways)").choices([
				"signed",
				"unsigned",
			]),
		);
	for (const option of ["include", "define", "with", "view", "char"]) needs(command, option, ["source"]);
	return command;
}

/** Adds a value of an option that may be given again. */
function added(value: string, previous: readonly string[] = []): readonly string[] {
	return [...previous, value];
}

/** The library's options for the compilation of a C source. */
export function sourceOptionsOf({ include, define, with: files, view, char }: SourceFlags): SourceOptions {
	return { include, define, with: files, view, char };
}
