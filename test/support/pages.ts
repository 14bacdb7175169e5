import { readdirSync } from "node:fs";
import { join } from "node:path";

function pagesIn(folder: string, recursive: boolean): readonly string[] {
	return readdirSync(folder, { recursive, encoding: "utf8" })
		.filter((name) => name.endsWith(".md"))
		.map((name) => join(folder, name))
		.sort();
}

/** Pages of the documentation, by their path from the repository. */
export const PAGES: readonly string[] = [
	...pagesIn(".", false),
	...["docs", "examples", "bench"].flatMap((folder) => pagesIn(folder, true)),
];
