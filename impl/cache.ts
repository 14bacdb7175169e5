import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { isSameSeal, SEAL_BYTES, startSeal } from "./seal.ts";

/** Kind of an entry of the cache: a compiled module, or the result of a part of a verification. */
type EntryKind = "module" | "result";

/** Directory of the cache: `$XDG_CACHE_HOME/rollcall`, or `~/.cache/rollcall`. */
function cacheDirectory(): string {
	const configured = process.env["XDG_CACHE_HOME"];
	// The XDG specification has a relative path ignored.
	const home = configured !== undefined && isAbsolute(configured) ? configured : join(homedir(), ".cache");
	return join(home, "rollcall");
}

/** The key of an entry: the SHA-256, in hexadecimal, of everything that it is made of. */
export function cacheKey(inputs: unknown): string {
	return createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
}

/** Entry stored under the key; undefined where there is none, or one that is damaged, of another key or of somebody else. */
export async function readCached(kind: EntryKind, key: string): Promise<Uint8Array | undefined> {
	try {
		const entry = await readFile(entryPath(kind, key));
		const bytes = entry.subarray(SEAL_BYTES);
		return isSameSeal(sealOf(kind, key, bytes), entry.subarray(0, SEAL_BYTES)) ? bytes : undefined;
	} catch {
		return undefined; // Whatever keeps it from being read, it can be made again.
	}
}

/** Stores an entry atomically; a directory that is not writable is not an error. */
export async function writeCached(kind: EntryKind, key: string, bytes: Uint8Array): Promise<void> {
	const path = entryPath(kind, key);
	const temporary = `${path}.${randomUUID()}`;
	try {
		await mkdir(cacheDirectory(), { recursive: true });
		await writeFile(temporary, Buffer.concat([sealOf(kind, key, bytes), bytes]));
		await rename(temporary, path);
	} catch {
		await rm(temporary, { force: true }).catch(() => undefined); // Without a cache all is slower, that is all.
	}
}

function entryPath(kind: EntryKind, key: string): string {
	return join(cacheDirectory(), `${key}.${kind}`);
}

function sealOf(kind: EntryKind, key: string, bytes: Uint8Array): Buffer {
	return startSeal().update(`${kind} ${key}\n`).update(bytes).digest();
}
