import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** True where the program is built: Node starts no thread and no process from TypeScript. */
export const IS_BUILT = import.meta.url.endsWith(".js");

const PACKAGE = dirname(createRequire(import.meta.url).resolve("rollcall/package.json"));

/** Absolute path of a file of this package, given its path in the package's folder. */
export function packagePath(path: string): string {
	return join(PACKAGE, path);
}

/** Absolute path of a program that a thread or another process runs, as built. @param path of its source */
export function programPath(path: `${string}.ts`): string {
	return packagePath(`dist/${path.replace(/\.ts$/, ".js")}`);
}
