import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { rollcall } from "../support/in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-kept-"));
const source = join(folder, "faulty.c");
writeFileSync(source, readFileSync("examples/event-facility/faulty.c"));
const words = ["verify", "--source", source, "--store", join(folder, "store"), "--runs", "50", "--scopes", "1u 2s"];

/** A source in the working folder. */
const NAMED = `rollcall-kept-${process.pid}.c`;

afterAll(() => rmSync(NAMED, { force: true }));

/** The claims, commands and the next step of an output, each where it stands first: the first finding is printed by itself, too. */
function findingsIn(output: string): readonly string[] {
	return [
		...new Set(output.split("\n").filter((line) => / is violated| {2}replay:| {2}report:|^verdict|^next/.test(line))),
	];
}

describe("findings that an earlier run kept", { timeout: 300_000 }, () => {
	it("are printed in the order of the first run, the shortest first", async () => {
		const first = await rollcall(...words);
		const second = await rollcall(...words);
		expect(second.stdout).toContain("kept in");
		expect(findingsIn(second.stdout)).toEqual(findingsIn(first.stdout));
		expect(second.stdout.split("\n").slice(-3)).toEqual(first.stdout.split("\n").slice(-3));
	});

	it.each([
		["outside the folder", source, []],
		["that needs an option", NAMED, ["--define", "LOST=1"]],
	] as const)("are reported by the printed command: of a source %s", async (_, path, options) => {
		writeFileSync(NAMED, `#ifndef LOST\n#error no LOST\n#endif\n${readFileSync(source, "utf8")}`);
		const small = ["--users", "1", "--services", "2", "--store", join(folder, "others")];
		const { stdout } = await rollcall("explore", "--source", path, ...options, ...small);
		const [, command = ""] = / {2}report: npx rollcall (.*)/.exec(stdout) ?? [];
		expect(command).toContain(` --source ${path}`);
		const report = await rollcall(...command.replaceAll("'", "").split(" "));
		expect(report).toMatchObject({ code: 0, stdout: expect.stringContaining("## Steps") });
	});
});
