import { createRequire } from "node:module";

/** Rollcall's own version. */
export function version(): string {
	const { version } = createRequire(import.meta.url)("rollcall/package.json") as { readonly version: string };
	return version;
}
