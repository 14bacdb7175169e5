import type { CFile, CSource } from "./c-source.ts";
import { findHeaders, folderOf, type HeaderFolder } from "./headers.ts";
import { OWN } from "./shim.ts";

/** The files of a compilation: those that are compiled, with the folders that they are in, and the headers. */
export interface SourceFiles {
	readonly units: readonly { readonly file: CFile; readonly folder: HeaderFolder }[];
	readonly include: readonly HeaderFolder[];
	readonly headers: ReadonlyMap<string, string>;
	readonly refused: readonly string[];
}

/** Reads the headers that a source includes. */
export function filesOf(source: CSource): SourceFiles {
	const units = [source, ...(source.setup?.with ?? [])].map((file, index) => ({
		file,
		folder: { name: `unit${index}`, path: folderOf(file.path) },
	}));
	const include = (source.setup?.include ?? []).map((path, index) => ({ name: `include${index}`, path }));
	if (source.headers) {
		return { units, include, headers: new Map(source.headers.map(({ path, text }) => [path, text])), refused: [] };
	}
	const { files: headers, refused } = findHeaders(units, include);
	return { units, include, headers, refused };
}

/** A source with the headers that it includes, so that another machine can compile it. */
export function withHeaders(source: CSource): CSource {
	const { headers } = filesOf(source);
	return { ...source, headers: [...headers].map(([path, text]) => ({ path, text })) };
}

/** Mark that some editors begin a file with: clang knows it at the very beginning only. */
const BYTE_ORDER_MARK = /^\uFEFF/;

/** A file under the name that the user gave; the source with what shows its subscribers behind it. */
export function unitText(path: string, text: string, index: number): string {
	return `#line 1 ${JSON.stringify(shownPath(path))}\n${text.replace(BYTE_ORDER_MARK, "")}\n${index === 0 ? "#include <source/subscribers.c>\n" : ""}`;
}

/** The path that clang names a file by. */
export function shownPath(path: string): string {
	return path.startsWith(OWN) ? `./${path}` : path;
}

/** Options of clang for `ownHeaders`: it names a file by its whole path. */
export const OWN_HEADER_ARGS: readonly string[] = ["-I", "."];

/** The text of rollcall_own.h: the const.h beside the source, as PM's own pm.h includes one. */
export function ownHeaders(text: string, headers: SourceFiles["headers"]): string {
	const isIncluded = /^[ \t]*#[ \t]*include[ \t]*["<]const\.h[">]/m.test(text);
	const isWanted = headers.has("unit0/const.h") && !isIncluded;
	return isWanted ? "#ifndef ROLLCALL_BRIDGE\n#include <unit0/const.h>\n#endif\n" : "";
}

/** Clang's messages with the user's paths in place of those among the files that clang sees. */
export function withPaths(messages: string, { units, include }: SourceFiles): string {
	const folders = [...units.map(({ folder }) => folder), ...include];
	return folders.reduce(
		(text, { name, path }) =>
			text.replaceAll(
				new RegExp(`(^|from )(?:\\./)?${name}/`, "gm"),
				(_, head) => `${head}${path === "." ? "" : `${path}/`}`,
			),
		messages,
	);
}
