import { closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { isSameSeal, SEAL_BYTES, startSeal } from "../impl/seal.ts";
import type { SavedSearch } from "./search.ts";

/** Identity of the search that a checkpoint belongs to: no other search can resume from it. */
export type Identity = Readonly<Record<string, string | number | boolean>>;

/** Error of a file that cannot be resumed from, in words that follow its name. */
export interface CheckpointError {
	readonly error: string;
}

const MAGIC = "rollcall checkpoint 5\n";
/** The greatest length of the line of JSON, in bytes. */
const MOST_HEAD = 2 ** 26;
const PIECE = 1 << 26;

/** The lists of a saved search, in the order in which they follow each other in the file. */
const LISTS = ["words", "parents", "frontier"] as const;
type List = (typeof LISTS)[number];

interface Head {
	readonly identity: Identity;
	readonly values: Omit<SavedSearch, List>;
	/** Length of each list, in bytes. */
	readonly lengths: readonly number[];
}

/**
 * Writes a checkpoint atomically: the file always has a complete checkpoint, this one or the one before, whenever the
 * machine stops.
 *
 * The file is a line that names the format, a line of JSON, the lists of the saved search, and the seal of all that: a search goes on from
 * nothing but what the same user's Rollcall wrote.
 */
export function writeCheckpoint(file: string, identity: Identity, saved: SavedSearch): void {
	const { words, parents, frontier, ...values } = saved;
	const pieces = [words, parents, frontier].map(bytesOf);
	const head: Head = { identity, values, lengths: pieces.map(({ length }) => length) };
	const written = `${file}.${process.pid}.tmp`;
	const descriptor = openSync(written, "w");
	try {
		const hash = startSeal();
		for (const piece of [Buffer.from(`${MAGIC}${JSON.stringify(head)}\n`), ...pieces]) {
			for (let at = 0; at < piece.length; at += PIECE) {
				const part = piece.subarray(at, at + PIECE);
				hash.update(part);
				writeSync(descriptor, part);
			}
		}
		writeSync(descriptor, hash.digest());
		fsyncSync(descriptor);
	} catch (error) {
		closeSync(descriptor);
		rmSync(written, { force: true });
		throw error;
	}
	closeSync(descriptor);
	renameSync(written, file);
}

/** Reads a checkpoint of this search. */
export function readCheckpoint(file: string, identity: Identity): SavedSearch | CheckpointError {
	const descriptor = openSync(file, "r");
	try {
		return readFrom(descriptor, identity);
	} finally {
		closeSync(descriptor);
	}
}

function readFrom(descriptor: number, identity: Identity): SavedSearch | CheckpointError {
	const start = readLines(descriptor);
	if (start === undefined) return { error: "is not a checkpoint of this version" };
	const head = parseHead(start.head);
	if (head === undefined) return { error: "is damaged" };
	const total = start.end + head.lengths.reduce((sum, length) => sum + length, SEAL_BYTES);
	if (fstatSync(descriptor).size !== total) return { error: "is damaged" };
	const hash = startSeal().update(MAGIC).update(start.head).update("\n");
	const lists: Int32Array[] = [];
	let at = start.end;
	for (const length of head.lengths) {
		const piece = readPiece(descriptor, at, length);
		if (piece === undefined) return { error: "is damaged" };
		for (let from = 0; from < piece.length; from += PIECE) hash.update(piece.subarray(from, from + PIECE));
		lists.push(new Int32Array(piece.buffer));
		at += length;
	}
	const seal = readPiece(descriptor, at, SEAL_BYTES);
	if (seal === undefined || !isSameSeal(hash.digest(), seal)) {
		return { error: "is damaged, or was not written by this user on this machine" };
	}
	const other = Object.keys({ ...identity, ...head.identity }).find((key) => identity[key] !== head.identity[key]);
	if (other !== undefined) {
		return {
			error: `belongs to another search: its ${other} is ${String(head.identity[other])}, that of this search ${String(identity[other])}`,
		};
	}
	const [words = NO_WORDS, parents = NO_WORDS, frontier = NO_WORDS] = lists;
	return { ...head.values, words, parents, frontier };
}

const NO_WORDS = new Int32Array(0);

/** The bytes of a list, without a copy. */
function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
	return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The line that says what the file is, and the line of JSON; undefined where the first is another. */
function readLines(descriptor: number): { readonly head: string; readonly end: number } | undefined {
	let text = Buffer.alloc(0);
	for (;;) {
		const more = Buffer.alloc(1 << 16);
		const count = readSync(descriptor, more, 0, more.length, text.length);
		text = Buffer.concat([text, more.subarray(0, count)]);
		if (!text.subarray(0, MAGIC.length).equals(Buffer.from(MAGIC).subarray(0, text.length))) return undefined;
		const end = text.indexOf(10, MAGIC.length);
		if (end >= 0) return { head: text.toString("utf8", MAGIC.length, end), end: end + 1 };
		if (text.length > MOST_HEAD) return undefined;
		if (count === 0) return text.length < MAGIC.length ? undefined : { head: "", end: text.length };
	}
}

function parseHead(text: string): Head | undefined {
	let head: unknown;
	try {
		head = JSON.parse(text);
	} catch {
		return undefined;
	}
	return isHead(head) ? head : undefined;
}

function isHead(head: unknown): head is Head {
	if (typeof head !== "object" || head === null || !("identity" in head && "values" in head && "lengths" in head))
		return false;
	const { identity, values, lengths } = head;
	const isLength = (length: unknown): boolean =>
		Number.isSafeInteger(length) && Number(length) >= 0 && Number(length) % 4 === 0;
	if (!Array.isArray(lengths) || lengths.length !== LISTS.length || !lengths.every(isLength)) return false;
	return typeof identity === "object" && typeof values === "object";
}

function readPiece(descriptor: number, at: number, length: number): Uint8Array | undefined {
	if (length > 2 ** 32) return undefined;
	const piece = new Uint8Array(length);
	for (let read = 0; read < length; ) {
		const count = readSync(descriptor, piece, read, Math.min(PIECE, length - read), at + read);
		if (count === 0) return undefined;
		read += count;
	}
	return piece;
}
