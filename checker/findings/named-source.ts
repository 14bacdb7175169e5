import { realpathSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { CSource } from "../../impl/c/compile/c-source.ts";
import type { Counterexample } from "../../lockstep/counterexample.ts";
import { shellWord } from "../../report/escape/shell.ts";
import { terminalText } from "../../report/escape/terminal.ts";
import { UsageError } from "../errors.ts";
import type { SourceOptions } from "../source/options.ts";

// The file of a finding may come from a stranger: it must not choose which files of this machine are read and shown.

/** C source to run a finding on. */
export interface FindingSource {
	readonly path: string;
	/** True if the user named it, and not the file of the finding. */
	readonly isGiven: boolean;
	readonly options?: SourceOptions | undefined;
	/** The source, where it was read before. */
	readonly read?: CSource | undefined;
}

/** Source that a finding is to be run on: the one that the user gave, or the one that its file names; none for a mirror's. */
export function sourceFor(
	{ subject }: Counterexample,
	given: string | undefined,
	warn?: (line: string) => void,
	options: SourceOptions = {},
): FindingSource | undefined {
	const all = optionsFor(subject, options);
	if (given !== undefined) return { path: given, isGiven: true, options: all };
	return subject.kind === "c" ? { ...sourceNamed(subject.path, warn), options: all } : undefined;
}

/** Options for a run of a finding: those given, with the signedness of char that it was found with. */
export function optionsFor(subject: Counterexample["subject"], options: SourceOptions = {}): SourceOptions {
	return subject.kind === "c" ? { ...options, char: options.char ?? subject.char } : options;
}

/**
 * Source that the file of a finding names.
 *
 * @param warn receives a line that says so
 * @throws UsageError where it is outside of the working folder
 */
export function sourceNamed(path: string, warn: (line: string) => void = () => {}): FindingSource {
	if (!isInWorkingFolder(path)) {
		throw new UsageError(
			`the finding's file names the source ${terminalText(path)}, which is not in this folder: name the source with --source`,
		);
	}
	warn(`the source is ${terminalText(path)}, as the finding's file says; --source names another`);
	return { path, isGiven: false };
}

/** True if a path leads into the working folder, links followed. */
export function isInWorkingFolder(path: string): boolean {
	const folder = realpathSync(process.cwd());
	const absolute = resolve(path);
	return isBelow(process.cwd(), absolute) && isBelow(folder, realPathOf(absolute) ?? resolve(folder, path));
}

function isBelow(folder: string, path: string): boolean {
	const way = relative(folder, path);
	return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Path without links; undefined where nothing is there. */
function realPathOf(path: string): string | undefined {
	try {
		return realpathSync(path);
	} catch {
		return undefined;
	}
}

/**
 * Reads and compiles the source of a finding.
 *
 * @throws UsageError which shows nothing of what is in a source that the user did not name
 */
export async function openingSource<T>({ path, isGiven }: FindingSource, open: () => Promise<T>): Promise<T> {
	try {
		return await open();
	} catch (error) {
		if (isGiven || !(error instanceof UsageError)) throw error;
		throw new UsageError(
			`the source that the finding's file names, ${terminalText(path)}, cannot be used: --source ${shellWord(path)} shows why`,
		);
	}
}
