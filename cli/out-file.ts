import { accessSync, constants } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "./errors.ts";
import { reasonOf } from "./files.ts";

/** @throws UsageError where nothing can be written beside the file: better before the work than after it */
export function expectFolder(option: string, file: string): void {
	const folder = dirname(file);
	try {
		accessSync(folder, constants.W_OK);
	} catch {
		throw new UsageError(`${option}: expected a folder that can be written to, found ${folder}: name another file`);
	}
}

/** Writes a file that somebody asked for. @throws UsageError where that cannot be done */
export async function writeOut(option: string, file: string, text: string): Promise<void> {
	await writeFile(file, text).catch((error: NodeJS.ErrnoException) => {
		throw new UsageError(`${option}: expected a file that can be written, found ${file}: ${reasonOf(error)}`);
	});
}
