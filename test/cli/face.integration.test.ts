import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { widthOf } from "../../report/text/layout/width.ts";
import { rollcallIn } from "../support/cli.ts";

const STORE = mkdtempSync(join(tmpdir(), "rollcall-face-"));
const SMALL = ["--users", "1", "--services", "1"];
const HALTED = ["--interleaving", "spawn(s0) setMask(s0, EXIT) exit(s0) spawn(u0)"];

/** Commands whose text is looked at; the second one keeps findings in the store. */
const COMMANDS: readonly (readonly string[])[] = [
	["explore", ...SMALL],
	["explore", "--target", "mirror", "--users", "1", "--services", "2", "--store", STORE],
	["explore", "--revision", "clear-waiting", ...SMALL, "--verbose"],
	["explore", "--users", "2", "--services", "2", "--max-states", "500", "--audit"],
	["verify", ...HALTED, "--verbose"],
	["verify", "--revision", "clear-waiting", "--time", "0.3"],
	["paths", ...SMALL],
	["coverage", ...SMALL, "--runs", "20"],
];
const HELP = [
	[],
	["verify"],
	["explore"],
	["coverage"],
	["coverage", "merge"],
	["paths"],
	["report"],
	["replay"],
	["model"],
];

/** Lines that are wider than a width, but for those with a command to copy. */
function wide(text: string, width: number): readonly string[] {
	const lines = stripVTControlCharacters(text).split("\n");
	return lines.filter((line) => widthOf(line) > width && !line.includes("npx rollcall "));
}

function run(width: number, ...words: readonly string[]): string {
	const { stdout, stderr } = rollcallIn({ COLUMNS: String(width) }, ...words);
	expect(stderr).toBe("");
	return stdout;
}

describe("the text of a command", () => {
	it.each(COMMANDS)("fits 80 columns, and ends with the next step: %s %s %s %s", (...words) => {
		const text = run(80, ...words);
		expect(wide(text, 80)).toEqual([]);
		expect(
			text
				.trimEnd()
				.split("\n")
				.findLast((line) => /^\S/.test(line)),
		).toMatch(/^next: /);
	});

	it.each(HELP)("fits 80 columns where it is help: %s %s", (...words) => {
		expect(wide(run(80, ...words, "--help"), 80)).toEqual([]);
	});

	it("fits 80 columns where a finding is replayed, and its trace marks the violation", () => {
		const file = readdirSync(STORE).find((name) => name.startsWith("waiting-balances"));
		const text = run(80, "replay", join(STORE, file ?? ""));
		expect(wide(text, 80)).toEqual([expect.stringContaining(STORE)].slice(0, wide(text, 80).length));
		expect(text).toMatch(/^✗ 9 +setMask\(s0, EXIT\) +OK +s0: EXIT, 1 waiting$/m);
		expect(text).toMatch(/^next: make a bug report: npx rollcall report /m);
	});

	it("uses the width that there is", () => {
		const widest = (width: number): number => {
			const text = run(width, "explore", "--target", "mirror", "--users", "1", "--services", "2", "--store", STORE);
			return Math.max(
				...text
					.split("\n")
					.filter((line) => !line.includes("npx "))
					.map(widthOf),
			);
		};
		const [narrow, wider] = [widest(60), widest(120)];
		expect(narrow).toBeLessThanOrEqual(60);
		expect(wider).toBeGreaterThan(80);
		expect(wider).toBeLessThanOrEqual(120);
	});
});

describe("colours", () => {
	const words = ["verify", "--interleaving", "spawn(u0)"];

	it("are left out where the text goes to a pipe, and with NO_COLOR", () => {
		for (const variables of [{ NO_COLOR: undefined }, { NO_COLOR: "1" }]) {
			const { stdout } = rollcallIn(variables, ...words);
			expect(stdout).toBe(stripVTControlCharacters(stdout));
		}
	});

	it("are there with FORCE_COLOR, and can be read on a dark and on a light background", () => {
		for (const command of [words, ["explore", "--target", "mirror", "--users", "1", "--services", "2", "--no-store"]]) {
			const { stdout } = rollcallIn({ NO_COLOR: undefined, FORCE_COLOR: "1" }, ...command);
			// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
			const codes = new Set(stdout.match(/\x1b\[\d+m/g));
			expect(codes.size).toBeGreaterThan(2);
			const allowed = ["1", "22", "31", "32", "35", "39"].map((code) => `\x1b[${code}m`);
			expect([...codes].filter((code) => !allowed.includes(code))).toEqual([]);
		}
	});
});
