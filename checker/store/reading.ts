import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { UsageError } from "../errors.ts";
import { kindOf, reasonOf } from "./files.ts";

/** The most bytes of a file that is read as a whole: more than any that a command writes. */
const MOST_BYTES = 2 ** 26;

/** The most bytes of a C source. */
export const MOST_SOURCE_BYTES = 2 ** 22;

/** Reads a file that the user named. @param expected what it should have been, as in "a coverage record" */
export function readNamed(path: string, expected: string, most = MOST_BYTES): string {
	try {
		return readRegular(path, most);
	} catch (error) {
		throw new UsageError(`cannot read ${expected} from ${path}: ${reasonOf(error)}`);
	}
}

/**
 * Reads a file as a whole.
 *
 * @throws Error where it is not a regular file, such as a pipe or a device, which may never end, or is too large
 */
export function readRegular(path: string, most = MOST_BYTES): string {
	expectRegular(statSync(path), most);
	// What is behind the name may change: opened like this, a pipe does not wait for somebody to write to it.
	const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
	try {
		expectRegular(fstatSync(descriptor), most);
		return readAll(descriptor, most).toString("utf8");
	} finally {
		closeSync(descriptor);
	}
}

/** @throws Error where a file is not a regular one, or has too many bytes */
function expectRegular(stats: Stats, most: number): void {
	const kind = kindOf(stats);
	if (kind !== undefined) throw new Error(`it is ${kind}`);
	if (stats.size > most) throw tooLarge(most);
}

/** Reads to the end of a file, which may be longer than its size says: files in /proc have none. */
function readAll(descriptor: number, most: number): Buffer {
	const pieces: Buffer[] = [];
	for (let length = 0; ; ) {
		const piece = Buffer.allocUnsafe(2 ** 16);
		const count = readSync(descriptor, piece);
		if (count === 0) return Buffer.concat(pieces);
		length += count;
		if (length > most) throw tooLarge(most);
		pieces.push(piece.subarray(0, count));
	}
}

function tooLarge(most: number): Error {
	return new Error(`it has more than ${most / 2 ** 20} MiB`);
}
