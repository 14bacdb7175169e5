import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Counterexample, SubjectId } from "../../lockstep/counterexample.ts";
import type { Claim } from "../../properties/ledger.ts";
import { UsageError } from "../errors.ts";
import { makeFolder, reasonOf, writeByDraft } from "./files.ts";
import { readRegular } from "./reading.ts";

const ENDING = ".itf.json";

/** Age after which a draft is abandoned, in milliseconds. */
const DRAFT_LIFE_MS = 3_600_000;

/** Kept finding. */
export interface Kept {
	readonly file: string;
	readonly counterexample: Counterexample;
}

/** File name of a counterexample, the same for the same failure of the same subject, with the same signedness of `char`. */
export function fileNameOf({ subject, claim, cause }: Counterexample): string {
	const what = subject.kind === "c" ? fromHere(subject.path) : subject.revision;
	const hash = createHash("sha256")
		.update(JSON.stringify([subject.kind, what, claim, cause]))
		.digest("hex");
	const char = subject.kind === "c" && subject.char !== undefined ? `-${subject.char}-char` : "";
	return `${claim}-${hash.slice(0, 12)}${char}${ENDING}`;
}

/**
 * Writes a file that is complete or absent whenever the process ends: first a draft, then a sync to disk, then a
 * rename.
 */
export function writeDurably(folder: string, name: string, text: string): void {
	try {
		makeFolder(folder);
		const draft = join(folder, `${name}.${process.pid}.${Date.now()}.draft`);
		writeByDraft(draft, join(folder, name), (path) => writeToDisk(path, text));
		syncFolder(folder);
	} catch (error) {
		throw new UsageError(`cannot write to ${folder}: ${reasonOf(error)}`);
	}
}

function writeToDisk(path: string, text: string): void {
	const descriptor = openSync(path, "w");
	try {
		writeSync(descriptor, text);
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

/** Syncs a folder, so that the file's name is on disk as well as its content. */
function syncFolder(folder: string): void {
	const descriptor = openSync(folder, "r");
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

/** Files of kept findings, the newest first. Removes abandoned drafts. */
export function keptFiles(folder: string): readonly string[] {
	const files: { readonly file: string; readonly time: number }[] = [];
	for (const name of namesIn(folder)) {
		const file = join(folder, name);
		if (name.endsWith(".draft")) clearDraft(file);
		if (!name.endsWith(ENDING)) continue;
		files.push({ file, time: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 });
	}
	return files.sort((a, b) => b.time - a.time || (a.file < b.file ? -1 : 1)).map(({ file }) => file);
}

/**
 * Reads a kept finding, which must not have been edited.
 *
 * @param claims claims that it may be of
 * @param warn receives one line about a file that is skipped
 * @returns undefined where it is of another subject, or cannot be read
 */
export async function readKept(
	file: string,
	subject: SubjectId,
	claims: readonly Claim[],
	warn: (line: string) => void,
): Promise<Kept | undefined> {
	const counterexample = await parseKept(file, claims);
	if ("error" in counterexample) warn(`${file} is skipped: ${counterexample.error}`);
	else if (isSameSubject(counterexample.subject, subject)) return { file, counterexample };
	return undefined;
}

async function parseKept(file: string, claims: readonly Claim[]): Promise<Counterexample | { readonly error: string }> {
	// Its schemas take a while to load, and most runs have no kept finding.
	const { parseItf } = await import("../../report/formats/itf/read.ts");
	try {
		return parseItf(readRegular(file), false, claims);
	} catch (error) {
		return { error: reasonOf(error) };
	}
}

function namesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
		throw new UsageError(`cannot read ${folder}: ${reasonOf(error)}`);
	}
}

function clearDraft(file: string): void {
	const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
	if (age > DRAFT_LIFE_MS) rmSync(file, { force: true });
}

/** Path relative to the current folder, however it was written. */
function fromHere(path: string): string {
	return relative(process.cwd(), resolve(path));
}

/** True if two subjects are the same. A C source is identified by its path, since its content may change. */
export function isSameSubject(a: SubjectId, b: SubjectId): boolean {
	if (a.kind === "c") return b.kind === "c" && fromHere(a.path) === fromHere(b.path);
	return b.kind === "mirror" && a.revision === b.revision;
}
