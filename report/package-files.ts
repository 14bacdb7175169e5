import { readFileSync } from "node:fs";
import { packagePath } from "../impl/built.ts";

/** The text of a file of this package that is no program of its own, by its path from the package's folder. */
export function packageFile(path: string): string {
	return readFileSync(packagePath(path), "utf8");
}

/** The version of this package. */
export function packageVersion(): string {
	const { version } = JSON.parse(packageFile("package.json")) as { readonly version: string };
	return version;
}
