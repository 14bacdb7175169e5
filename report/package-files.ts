import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const ROOT = dirname(createRequire(import.meta.url).resolve("rollcall/package.json"));

/** Absolute path of a file of this package, given its path in the package's folder. */
export function packagePath(path: string): string {
	return join(ROOT, path);
}

/** The text of a file of this package that is no program of its own, by its path from the package's folder. */
export function packageFile(path: string): string {
	return readFileSync(packagePath(path), "utf8");
}

/** The version of this package. */
export function packageVersion(): string {
	const { version } = JSON.parse(packageFile("package.json")) as { readonly version: string };
	return version;
}
