import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { widthOf } from "../../report/text/layout/width.ts";
import { rollcallIn } from "../support/cli.ts";
import { rollcallHere } from "../support/in-process.ts";

const STORE = mkdtempSync(join(tmpdir(), "rollcall-face-"));
const SMALL = ["--users", "1", "--services", "1"];
const ACTIONS =
	"spawn(s0) setMask(s0, EXIT) spawn(s1) setMask(s1, SIGNAL) spawn(u0) signal(u0) vfsReply(u0) setMask(s0, 0) setMask(s0, EXIT)";
const FAITHFUL = ["verify", "--users", "1", "--services", "2", "--interleaving", ACTIONS, "--out", STORE];

async function run(width: number, ...words: readonly string[]): Promise<string> {
	const { stdout, stderr } = await rollcallHere({ COLUMNS: String(width) }, ...words);
	expect(stderr).toBe("");
	return stdout;
}

/** The width of the widest line, but for lines with a command to copy, or a path. */
function widest(text: string): number {
	const lines = stripVTControlCharacters(text).split("\n");
	return Math.max(...lines.filter((line) => !line.includes("npx rollcall ") && !line.includes(STORE)).map(widthOf));
}

function expectNextStep(text: string): void {
	expect(text.split("\n").findLast((line) => /^\S/.test(line))).toMatch(/^next: /);
}

describe("the text of a finding", () => {
	let text = "";
	beforeAll(async () => {
		text = await run(80, ...FAITHFUL);
	});

	it("fits 80 columns, and ends with the next step", () => {
		expect(widest(text)).toBeLessThanOrEqual(80);
		expectNextStep(text);
	});

	it("shows of each step what it changes, and marks the one that violates", () => {
		expect(text).toMatch(/^ +8 +setMask\(s0, 0\) +OK +s0 removed$/m);
		expect(text).toMatch(/^ ✗ 9 +setMask\(s0, EXIT\) +OK +s0: EXIT, 1 waiting$/m);
		expect(text).toMatch(/^ +slot 1 +s0: EXIT, 0 waiting +s0: EXIT, 1 waiting$/m);
	});

	it("has the replay command in one line", () => {
		expect(text).toMatch(/^ {2}replay: npx rollcall verify .* 'spawn\(s0\) .* setMask\(s0, EXIT\)'$/m);
	});

	it("is that of its replay, which fits 80 columns too", async () => {
		const file = readdirSync(STORE).find((name) => name.startsWith("waiting-balances")) ?? "";
		const replayed = await run(80, "replay", join(STORE, file));
		expect(widest(replayed)).toBeLessThanOrEqual(80);
		expect(text).toContain(replayed.slice(replayed.indexOf("each step"), replayed.indexOf("reproduced")).trimEnd());
		expectNextStep(replayed);
	});

	it("uses the width that there is", async () => {
		const [narrow, wide] = [widest(await run(60, ...FAITHFUL)), widest(await run(120, ...FAITHFUL))];
		expect(narrow).toBeLessThanOrEqual(60);
		expect(wide).toBeGreaterThan(80);
		expect(wide).toBeLessThanOrEqual(120);
	});
});

describe("the text of a command", () => {
	it.each([
		["explore", ...SMALL],
		["explore", "--revision", "clear-waiting", ...SMALL, "--verbose"],
		["explore", "--users", "2", "--services", "2", "--max-states", "500", "--audit"],
		["verify", "--interleaving", "spawn(s0) setMask(s0, EXIT) exit(s0) spawn(u0)", "--verbose"],
		["verify", "--revision", "clear-waiting", "--time", "0.3", "--fresh"],
		["paths", ...SMALL],
		["coverage", ...SMALL, "--runs", "20"],
	])("fits 80 columns, and ends with the next step: %s %s %s", async (...words) => {
		const text = await run(80, ...words);
		expect(widest(text)).toBeLessThanOrEqual(80);
		expectNextStep(text);
	});

	it.each([
		["--help"],
		...["verify", "explore", "coverage", "paths", "report", "replay", "model"].map((name) => [name, "--help"]),
		...["plan", "run", "status", "merge"].map((name) => ["campaign", name, "--help"]),
		["coverage", "merge", "--help"],
	])("fits 80 columns where it is help: %s", async (...words) => {
		expect(widest(await run(80, ...words))).toBeLessThanOrEqual(80);
	});
});

describe("colours", () => {
	const words = ["verify", "--interleaving", "spawn(u0)"];

	it("are left out where the text goes to a pipe, and with NO_COLOR", () => {
		for (const NO_COLOR of [undefined, "1"]) {
			const { stdout } = rollcallIn({ NO_COLOR }, ...words);
			expect(stdout).toBe(stripVTControlCharacters(stdout));
		}
	});

	it("are there with FORCE_COLOR, and can be read on a dark and on a light background", () => {
		for (const command of [words, FAITHFUL]) {
			const { stdout } = rollcallIn({ NO_COLOR: undefined, FORCE_COLOR: "1" }, ...command);
			// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
			const codes = new Set(stdout.match(/\x1b\[\d+m/g));
			expect(codes.size).toBeGreaterThan(2);
			// Bold, red, green, magenta, and their ends.
			const allowed = ["1", "22", "31", "32", "35", "39"].map((code) => `\x1b[${code}m`);
			expect([...codes].filter((code) => !allowed.includes(code))).toEqual([]);
		}
	});
});
