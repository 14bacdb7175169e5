import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { isSameSeal, SEAL_BYTES, startSeal } from "../../seal.ts";

/** Directory of compiled modules: `$XDG_CACHE_HOME/rollcall`, or `~/.cache/rollcall`. */
function cacheDirectory(): string {
	const configured = process.env["XDG_CACHE_HOME"];
	// The XDG specification has a relative path ignored.
	const home = configured !== undefined && isAbsolute(configured) ? configured : join(homedir(), ".cache");
	return join(home, "rollcall");
}

/** The key of a module: the SHA-256, in hexadecimal, of everything that it is made of. */
export function cacheKey(inputs: unknown): string {
	return createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
}

/** Module stored under the key; undefined where there is none, or one that is damaged, of another key or of somebody else. */
export async function readCached(key: string): Promise<Uint8Array | undefined> {
	try {
		const entry = await readFile(entryPath(key));
		const wasm = entry.subarray(SEAL_BYTES);
		return isSameSeal(sealOf(key, wasm), entry.subarray(0, SEAL_BYTES)) ? wasm : undefined;
	} catch {
		return undefined; // Whatever keeps it from being read, it can be compiled again.
	}
}

/** Stores a module atomically; a directory that is not writable is not an error. */
export async function writeCached(key: string, wasm: Uint8Array): Promise<void> {
	const path = entryPath(key);
	const temporary = `${path}.${randomUUID()}`;
	try {
		await mkdir(cacheDirectory(), { recursive: true });
		await writeFile(temporary, Buffer.concat([sealOf(key, wasm), wasm]));
		await rename(temporary, path);
	} catch {
		await rm(temporary, { force: true }).catch(() => undefined); // Without a cache all is slower, that is all.
	}
}

function entryPath(key: string): string {
	return join(cacheDirectory(), `${key}.module`);
}

function sealOf(key: string, wasm: Uint8Array): Buffer {
	return startSeal().update(`module ${key}\n`).update(wasm).digest();
}
