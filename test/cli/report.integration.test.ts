import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rollcall } from "../support/in-process.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";
import { STEPS_001 } from "../support/stories.ts";

const SCOPE = ["--users", "1", "--services", "2", "--slots", "4"];
const FOLDER = mkdtempSync(join(tmpdir(), "rollcall-report-"));

/** The finding's file, as verify writes it. */
const FINDING = await writeFinding();
/** The same, edited to break nothing. */
const HARMLESS = join(FOLDER, "harmless.json");
writeFileSync(
	HARMLESS,
	readFileSync(FINDING, "utf8").replace(/"interleaving": \[[^\]]*\]/, '"interleaving": ["spawn(u0)"]'),
);

async function writeFinding(): Promise<string> {
	await rollcall("verify", ...SCOPE, "--interleaving", STEPS_001, "--out", FOLDER);
	return join(FOLDER, readdirSync(FOLDER).find((name) => name.startsWith("waiting-balances-")) ?? "");
}

/** First words of a report in each format. */
const BEGINNINGS = [
	["markdown", "# mirror of event.c, do_proceventmask: the slot of s0 counts 1 waiting, 0 wait for it\n"],
	["html", "<!doctype html>\n"],
	["junit", '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="rollcall" tests="1" failures="1" errors="0"'],
	["sarif", '{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n  "version": "2.1.0"'],
	["test", "// mirror of event.c, do_proceventmask: the slot of s0 counts 1 waiting, 0 wait for it\nimport "],
] as const;

describe("rollcall report", () => {
	it.each(BEGINNINGS)("prints %s", async (format, beginning) => {
		const { code, stdout, stderr } = await rollcall("report", FINDING, "--format", format);
		expect(stderr).toBe("");
		expect(code).toBe(0);
		expect(stdout.slice(0, beginning.length)).toBe(beginning);
	});

	it("writes to a file what it prints otherwise, and prints nothing then", async () => {
		const path = join(mkdtempSync(join(tmpdir(), "rollcall-")), "report.md");
		const { code, stdout } = await rollcall("report", FINDING, "--out", path);
		expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
		expect(readFileSync(path, "utf8")).toBe((await rollcall("report", FINDING)).stdout);
	});

	it("ends with the replay command, which does what it says", async () => {
		const { stdout } = await rollcall("report", FINDING);
		const command = /^npx rollcall (verify .*) --interleaving '(.*)'$/m.exec(stdout);
		const words = command?.[1]?.split(" ") ?? [];
		expect((await rollcall(...words, "--interleaving", command?.[2] ?? "")).code).toBe(1);
	});

	it.skipIf(!HAS_SEED)(
		`names ${SEED_SOURCE} as people know it, and its lines, and runs it again by its path`,
		async () => {
			const { code, stdout } = await rollcall("report", FINDING, "--source", SEED_SOURCE);
			expect(code).toBe(0);
			expect(stdout).toMatch(/^# event\.c, do_proceventmask: /);
			expect(stdout).toContain("in `remove_sub`, line 124.");
			const [line = "", scope = "", interleaving = ""] =
				/^npx rollcall verify --source ..\/shared\/seed\/event.c (.*) --interleaving '(.*)'$/m.exec(stdout) ?? [];
			expect(stdout.replace(line, "")).not.toContain("shared");
			const words = ["--source", SEED_SOURCE, ...scope.split(" "), "--interleaving", interleaving];
			expect((await rollcall("verify", ...words)).code).toBe(1);
		},
	);

	it.each([
		["an interleaving that breaks nothing", [HARMLESS, "--edited"], "rollcall replay says whether it is fixed"],
		["a file that was edited", [HARMLESS], "damaged, or was edited"],
		["no file", [], "missing required argument 'file'"],
		[
			"a format that there is not",
			[FINDING, "--format", "pdf"],
			"Allowed choices are markdown, html, c, junit, sarif, test",
		],
		["a folder that is not there", [FINDING, "--out", "nowhere/file"], "--out: there is no folder nowhere"],
		["a source that is not there", [FINDING, "--source", "nowhere.c"], "cannot read a C source from nowhere.c"],
	])("refuses %s in one line", async (_, words, says) => {
		const { code, stdout, stderr } = await rollcall("report", ...words);
		expect(code).toBe(2);
		expect(stdout).toBe("");
		expect(stderr).toContain(says);
		expect(stderr.trimEnd().split("\n")).toHaveLength(1);
	});
});
