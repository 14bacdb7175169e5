import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The folder of compiled modules that all tests share: each source is compiled once, and again only when `impl/c` has
 * changed, of which the key of a module has not everything.
 */
export function moduleCache(root: string): string {
	const hash = createHash("sha256");
	const folder = join(root, "impl", "c");
	for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
		const path = join(folder, name);
		if (statSync(path).isFile()) hash.update(name).update(readFileSync(path));
	}
	return join(tmpdir(), `rollcall-test-modules-${hash.digest("hex").slice(0, 16)}`);
}
