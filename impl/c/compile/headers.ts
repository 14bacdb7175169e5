import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, posix, sep } from "node:path";
import type { CFile } from "./c-source.ts";
import { ownFiles } from "./shim.ts";

/** The most that a header may have, and all of them together, in bytes. */
const [MOST_BYTES, MOST_BYTES_IN_ALL] = [2 ** 20, 16 * 2 ** 20];

/** A folder that headers are read from. */
export interface HeaderFolder {
	/** Its name among the files that clang sees. */
	readonly name: string;
	/** Its path, as the user gave it. */
	readonly path: string;
}

/** Headers of the user's that some files may include. */
export interface Headers {
	/** Paths among the files that clang sees, and texts. */
	readonly files: ReadonlyMap<string, string>;
	/** Headers that were left out, and why, in words. */
	readonly refused: readonly string[];
}

/** A line that names a file: `#include`, or a macro that an `#include` may use. */
const DIRECTIVE = /^[ \t]*(?:#|%:)(?:\\\r?\n|[^\n])*/gm;
const NAMED = /["<]([^"<>\n\\]{1,200})[">]/g;

/**
 * Finds the headers that files include, and those that these include, in the folders of the files and in the others given.
 *
 * Nothing is read that does not lie in one of these folders, whatever a name or a link says. Headers that have the name of
 * one of our own are left out, except const.h.
 *
 * @param units files and the folders that they are in
 */
export function findHeaders(
	units: readonly { readonly file: CFile; readonly folder: HeaderFolder }[],
	include: readonly HeaderFolder[],
): Headers {
	const files = new Map<string, string>();
	const refused: string[] = [];
	let bytes = 0;
	const queue = units.map(({ file, folder }) => ({ text: file.text, folder, within: "" }));
	for (const { text, folder, within } of queue) {
		const nearest = within === "" ? [] : [{ folder, within }];
		for (const name of namesIn(text)) {
			const places = [...nearest, ...[folder, ...include].map((place) => ({ folder: place, within: "" }))];
			for (const place of places) {
				const path = posix.join(place.within, name);
				const key = `${place.folder.name}/${path}`;
				if (!isInside(path) || isOurs(path) || files.has(key)) continue;
				const found = readHeader(place.folder.path, path);
				if (found === undefined) continue;
				bytes += "text" in found ? found.text.length : 0;
				const refusal = "refused" in found ? found.refused : bytes > MOST_BYTES_IN_ALL ? "too many headers" : undefined;
				if (refusal !== undefined || !("text" in found)) {
					refused.push(`${name}: ${refusal}`);
					continue;
				}
				files.set(key, found.text);
				queue.push({ text: found.text, folder: place.folder, within: posix.dirname(path) });
			}
		}
	}
	return { files, refused };
}

function namesIn(text: string): ReadonlySet<string> {
	const lines = text.match(DIRECTIVE) ?? [];
	return new Set(["const.h", ...lines.flatMap((line) => Array.from(line.matchAll(NAMED), ([, name = ""]) => name))]);
}

/** True if a path does not lead out of its folder. */
function isInside(path: string): boolean {
	return !posix.isAbsolute(path) && path !== ".." && !path.startsWith("../");
}

/** True if a header is one of our own: those have PM's types as the bridge has them. */
function isOurs(path: string): boolean {
	return ownFiles().has(path) && path !== "const.h";
}

/** The text of a header; undefined where there is none. */
function readHeader(
	folder: string,
	path: string,
): { readonly text: string } | { readonly refused: string } | undefined {
	const full = join(folder, path);
	const status = statSync(full, { throwIfNoEntry: false });
	if (!status) return undefined;
	if (!status.isFile()) return { refused: `${full} is not a file` };
	const [real, root] = [realpathSync(full), realpathSync(folder)];
	if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) return { refused: `${full} leads out of its folder` };
	if (status.size > MOST_BYTES) return { refused: `${full} has more than ${MOST_BYTES} bytes` };
	return { text: readFileSync(real, "utf8") };
}

/** The folder that a file is in. */
export function folderOf(path: string): string {
	return dirname(path);
}
