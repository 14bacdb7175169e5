import { existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { rollcall } from "../support/in-process.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "rollcall-unwritable-"));
const FILE = join(FOLDER, "file");
writeFileSync(FILE, "");
const TAKEN = join(FOLDER, "taken");
for (const name of ["", "coverage.txt"]) mkdirSync(join(TAKEN, name));

/** Hours of work: who does not look first does not come back from it. */
const LONG = ["--runs", "1000000", "--max-actions", "10000"];
const SMALL = ["--users", "1", "--services", "1"];
const EXPLORE = ["explore", "--revision", "faithful", ...SMALL];

let finding = "";
let record = "";

beforeAll(async () => {
	const kept = join(FOLDER, "kept");
	record = join(FOLDER, "record.json");
	await rollcall("explore", "--revision", "faithful", "--users", "1", "--services", "2", "--out", kept);
	finding = join(kept, readdirSync(kept)[0] ?? "");
	await rollcall("coverage", ...SMALL, "--runs", "5", "--coverage", record);
});

/** Every option that names a file to write, and a command that has it. */
const FILES: readonly (readonly [string, () => readonly string[]])[] = [
	["--coverage", () => ["verify", ...LONG]],
	["--write-known", () => ["verify", ...LONG]],
	["--junit", () => ["verify", ...LONG]],
	["--sarif", () => ["verify", ...LONG]],
	["--coverage", () => ["coverage", ...LONG]],
	["--coverage", () => ["paths"]],
	["--coverage", () => EXPLORE],
	["--checkpoint", () => EXPLORE],
	["--write-known", () => EXPLORE],
	["--coverage", () => ["replay", finding]],
	["--out", () => ["report", finding]],
];

/** The same of folders. */
const FOLDERS: readonly (readonly [string, () => readonly string[]])[] = [
	["--out", () => ["coverage", ...LONG]],
	["--out", () => ["verify", ...LONG]],
	["--store", () => ["verify", ...LONG]],
	["--out", () => EXPLORE],
	["--store", () => EXPLORE],
];

async function expectRefused(words: readonly string[], option: string, says: RegExp): Promise<void> {
	const { code, stdout, stderr } = await rollcall(...words);
	expect(stderr).toMatch(new RegExp(`^rollcall: ${option}: (cannot write|there is no folder) `));
	expect(stderr).toMatch(says);
	expect(stderr.trimEnd().split("\n")).toHaveLength(1);
	expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
}

const BELOW_A_FILE = /(cannot write|folder) .*file\b.*: a file is where a directory should be; name another/;

describe("what cannot be written is reported before the work, in one line, with exit code 2", () => {
	it.each(FILES)("%s below a file", async (option, command) => {
		await expectRefused([...command(), option, join(FILE, "result")], option, BELOW_A_FILE);
	});

	it.each(FILES)("%s that is a folder", async (option, command) => {
		await expectRefused([...command(), option, FOLDER], option, /: it is a directory; name another file/);
	});

	it.each(FILES)("%s without a name", async (option, command) => {
		await expectRefused([...command(), option, ""], option, /cannot write "": it names no file/);
	});

	it.each(FOLDERS)("%s that is a file", async (option, command) => {
		await expectRefused([...command(), option, FILE], option, BELOW_A_FILE);
	});

	it("a report whose name is a folder's", async () => {
		await expectRefused(["coverage", ...LONG, "--out", TAKEN], "--out", /coverage\.txt: it is a directory/);
	});

	it.skipIf(!existsSync("/proc/self"))(
		"a file in /proc, where nothing can be made and nothing is refused",
		async () => {
			await expectRefused(
				["coverage", ...LONG, "--coverage", "/proc/nope/x"],
				"--coverage",
				/cannot write \/proc\/nope\/x: /,
			);
			await expectRefused(["coverage", ...LONG, "--out", "/proc/nope"], "--out", /cannot write \/proc\/nope\//);
		},
	);

	it("the result of a merge, before its records are read", async () => {
		await expectRefused(["coverage", "merge", join(FILE, "x"), "no-such-record"], "<out>", BELOW_A_FILE);
	});

	it("and a baseline that cannot be read, as well", async () => {
		const { code, stdout, stderr } = await rollcall(...EXPLORE, "--known", "nowhere.json", "--max-states", "10");
		expect(stderr).toMatch(/^rollcall: cannot read a list of known findings from nowhere\.json/);
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
	});
});

describe("what can be written", () => {
	it("leaves nothing behind of having been looked at", async () => {
		const folder = mkdtempSync(join(tmpdir(), "rollcall-"));
		expect((await rollcall("coverage", "merge", join(folder, "a", "b", "merged.json"), record)).code).toBe(0);
		expect(readdirSync(folder, { recursive: true }).sort()).toEqual(["a", "a/b", "a/b/merged.json"]);
	});

	it.skipIf(!existsSync("/dev/null"))("may be a device, which is written to and not replaced", async () => {
		// By a link, so that at the worst the link is lost.
		const link = join(mkdtempSync(join(tmpdir(), "rollcall-")), "device");
		symlinkSync("/dev/null", link);
		expect((await rollcall("coverage", "merge", link, record)).code).toBe(0);
		expect(statSync(link).isCharacterDevice()).toBe(true);
	});
});
