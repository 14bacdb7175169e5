import { createHmac, type Hmac, randomBytes, timingSafeEqual } from "node:crypto";
import {
	closeSync,
	constants,
	fstatSync,
	linkSync,
	mkdirSync,
	openSync,
	readSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

// A seal is a digest with a key of the user's. What a search goes on from, and what is run without being compiled, is
// read back only with its seal: nobody else can make one, and a digest alone anybody can.

const KEY_BYTES = 32;
/** Bytes of a seal. */
export const SEAL_BYTES = 32;

/** The key, once it was read or made; with `isKept`, whether the next run will have it too. */
let known: { readonly key: Buffer; readonly isKept: boolean } | undefined;

/** Begins a seal: `update` it with all data, then `digest` it. */
export function startSeal(): Hmac {
	return createHmac("sha256", key().key);
}

/** True if two seals are the same. */
export function isSameSeal(one: Uint8Array, other: Uint8Array): boolean {
	return one.length === other.length && timingSafeEqual(one, other);
}

/** True if what is sealed now can be read back by later runs: the key is kept. */
export function sealsLast(): boolean {
	return key().isKept;
}

/** Folder of the key: `$XDG_STATE_HOME/rollcall`, or `~/.local/state/rollcall`. */
export function sealFolder(): string {
	const configured = process.env["XDG_STATE_HOME"];
	// The XDG specification has a relative path ignored.
	const home = configured !== undefined && isAbsolute(configured) ? configured : join(homedir(), ".local", "state");
	return join(home, "rollcall");
}

function key(): NonNullable<typeof known> {
	known ??= keptKey() ?? { key: randomBytes(KEY_BYTES), isKept: false };
	return known;
}

/** Key of the user, made where there is none yet; undefined where it cannot be kept, or others could have read it. */
function keptKey(): typeof known {
	try {
		const path = join(sealFolder(), "key");
		const kept = readKey(path) ?? makeKey(path);
		return kept && { key: kept, isKept: true };
	} catch {
		return undefined;
	}
}

/** Reads the key. @returns undefined where there is none. @throws Error where it is not the user's alone */
function readKey(path: string): Buffer | undefined {
	let descriptor: number;
	try {
		descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
	try {
		const { mode, uid, size } = fstatSync(descriptor);
		const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);
		const bytes = Buffer.alloc(KEY_BYTES);
		if (!isOwn || size !== KEY_BYTES || readSync(descriptor, bytes) !== KEY_BYTES) throw new Error("it is no key");
		return bytes;
	} finally {
		closeSync(descriptor);
	}
}

/** Makes a key, unless another process was faster. */
function makeKey(path: string): Buffer | undefined {
	mkdirSync(sealFolder(), { recursive: true, mode: 0o700 });
	const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
	try {
		writeFileSync(draft, randomBytes(KEY_BYTES), { mode: 0o600, flag: "wx" });
		linkSync(draft, path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
	} finally {
		rmSync(draft, { force: true });
	}
	return readKey(path);
}
