import { accessSync, constants, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "./errors.ts";

/** Reads a file that a person named. @param expected what it should have been, as in "a coverage record" */
export function readNamed(path: string, expected: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		throw new UsageError(`expected ${expected} that can be read, found ${path}: ${reasonOf(error)}`);
	}
}

/** @throws UsageError where nothing can be written beside the file: better before the work than after it */
export function expectFolder(option: string, file: string): void {
	const folder = dirname(file);
	try {
		accessSync(folder, constants.W_OK);
	} catch {
		throw new UsageError(`${option}: expected a folder that can be written to, found ${folder}: name another file`);
	}
}

/** Writes a file whole or not at all; folders that lack are made. @throws UsageError where it cannot be written */
export function writeWhole(path: string, text: string): void {
	const draft = `${path}.${process.pid}.tmp`;
	try {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(draft, text);
		renameSync(draft, path);
	} catch (error) {
		rmSync(draft, { force: true });
		throw new UsageError(`expected a file that can be written, found ${path}: ${reasonOf(error)}`);
	}
}

/** Why a file cannot be used, in a few words. */
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
		default:
			return message;
	}
}
