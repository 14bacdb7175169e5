import {
	accessSync,
	constants,
	existsSync,
	mkdirSync,
	mkdtempSync,
	renameSync,
	rmdirSync,
	rmSync,
	type Stats,
	statSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../errors.ts";

/** @throws UsageError where the file cannot be written into a folder that is there: better before the work than after it */
export function expectFolder(option: string, file: string): void {
	const folder = dirname(file);
	if (!existsSync(folder)) {
		throw new UsageError(`there is no folder ${folder}: create it or name another file`, option);
	}
	expectFile(option, file);
}

/** @throws UsageError where `writeWhole` could not write the file: better before the work than after it */
export function expectFile(option: string, path: string): void {
	try {
		tryFile(path);
	} catch (error) {
		throw new UsageError(`cannot write ${path || '""'}: ${reasonOf(error)}; name another file`, option);
	}
}

/** @throws UsageError where no files could be written into the folder, be it there yet or not */
export function expectWritable(option: string, folder: string, remedy = "name another folder"): void {
	try {
		if (folder === "") throw new Error("it names no folder");
		tryFolder(folder);
	} catch (error) {
		throw new UsageError(`cannot write to ${folder || '""'}: ${reasonOf(error)}; ${remedy}`, option);
	}
}

function tryFile(path: string): void {
	if (path === "" || path.endsWith("/")) throw new Error("it names no file");
	const found = statSync(path, { throwIfNoEntry: false });
	const kind = found && kindOf(found);
	// Opening a pipe waits for somebody to read from it; a device takes what it is given.
	if (kind !== undefined && !found?.isCharacterDevice()) throw new Error(`it is ${kind}`);
	if (kind !== undefined) accessSync(path, constants.W_OK);
	else tryFolder(dirname(path));
}

/** Kind of a file that is not a regular one; undefined for a regular one. */
export function kindOf(stats: Stats): string | undefined {
	if (stats.isFile()) return undefined;
	if (stats.isDirectory()) return "a directory";
	if (stats.isFIFO()) return "a pipe";
	if (stats.isSocket()) return "a socket";
	return "a device";
}

/** Creates and removes a temporary folder in the folder or its nearest existing ancestor. */
function tryFolder(folder: string): void {
	if (!existsSync(folder) && dirname(folder) !== folder) tryFolder(dirname(folder));
	else rmdirSync(mkdtempSync(join(folder, ".rollcall-")));
}

/** Creates a folder and its missing ancestors. Node's own recursive mkdir does not return in /proc. */
export function makeFolder(folder: string): void {
	if (existsSync(folder)) return;
	if (dirname(folder) !== folder) makeFolder(dirname(folder));
	try {
		mkdirSync(folder);
	} catch (error) {
		// Another process may have been faster.
		if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
	}
}

/** Writes a file atomically; missing folders are created. @throws UsageError where it cannot be written */
export function writeWhole(path: string, text: string): void {
	try {
		makeFolder(dirname(path));
		const found = statSync(path, { throwIfNoEntry: false });
		// A device or a pipe stays what it is.
		if (found && !found.isFile()) writeFileSync(path, text);
		else writeByDraft(`${path}.${process.pid}.tmp`, path, (draft) => writeFileSync(draft, text));
	} catch (error) {
		throw new UsageError(`cannot write ${path}: ${reasonOf(error)}`);
	}
}

/** Writes a draft and renames it, so that the file is either complete or absent. */
export function writeByDraft(draft: string, path: string, write: (draft: string) => void): void {
	try {
		write(draft);
		renameSync(draft, path);
	} catch (error) {
		rmSync(draft, { force: true });
		throw error;
	}
}

/** Reason why a file cannot be used, in a few words. */
export function reasonOf(error: unknown): string {
	const { code, message } = error as NodeJS.ErrnoException;
	switch (code) {
		case "ENOENT":
			return "there is no such file";
		case "EACCES":
			return "permission denied";
		case "EISDIR":
			return "it is a directory";
		case "ENOTDIR":
		case "EEXIST":
			return "a file is where a directory should be";
		case "ENOSPC":
			return "no space is left";
		default:
			return message;
	}
}
