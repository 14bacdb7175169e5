import { createHash } from "node:crypto";

/** JSON with the fields of every object in the order of their names, so that equal data have equal texts. */
export function canonicalJson(data: unknown): string {
	return JSON.stringify(data, (_, value: unknown) =>
		typeof value === "object" && value !== null && !Array.isArray(value)
			? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
			: value,
	);
}

/** SHA-256 of data, over its canonical JSON, as 64 hexadecimal digits. */
export function hashOf(data: unknown): string {
	return createHash("sha256").update(canonicalJson(data)).digest("hex");
}
