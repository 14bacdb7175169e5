import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IS_BUILT, packagePath } from "../../impl/built.ts";

/** Folders with code that a result depends on. */
const FOLDERS = ["model", "impl", "properties", "lockstep", "explore", "report", "checker"];

let known: string | undefined;

/** SHA-256, in hexadecimal, of the code that this program consists of, as far as a result depends on it. */
export function toolDigest(): string {
	known ??= IS_BUILT ? digestOf(packagePath("dist"), ".js") : digestOf(packagePath(""), ".ts");
	return known;
}

/** @param extension of the files that run */
function digestOf(root: string, extension: string): string {
	const hash = createHash("sha256").update(process.version);
	for (const folder of FOLDERS) {
		for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).sort()) {
			if (name.endsWith(extension)) hash.update(`${folder}/${name}\n`).update(readFileSync(join(root, folder, name)));
		}
	}
	return hash.digest("hex");
}
