import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { HAS_SEED, rollcall, SEED_SOURCE } from "./run.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "rollcall-coverage-"));
const SMALL = ["--users", "1", "--services", "1"];

const REPORT = z.object({
	criteria: z.array(
		z.object({ graph: z.string(), measure: z.string(), total: z.number(), covered: z.number(), percent: z.number() }),
	),
	missingTransitions: z.array(z.string()),
	requirements: z.array(z.object({ name: z.string(), status: z.string(), count: z.number() })),
});

function file(name: string): string {
	return join(FOLDER, name);
}

function report(...words: readonly string[]): z.infer<typeof REPORT> {
	const { stdout, stderr } = rollcall("coverage", ...words, "--format", "json");
	expect(stderr).toBe("");
	return REPORT.parse(JSON.parse(stdout));
}

function percentOf({ criteria }: z.infer<typeof REPORT>, graph: string, measure: string): number | undefined {
	return criteria.find((one) => one.graph === graph && one.measure === measure)?.percent;
}

describe("coverage", () => {
	test("of random interleavings is measured at once, and is the same the second time", () => {
		const words = [...SMALL, "--runs", "300", "--seed", "5"];
		const first = report(...words);
		expect(percentOf(first, "process", "edge")).toBe(100);
		expect(percentOf(first, "composed", "state")).toBeGreaterThan(50);
		expect(report(...words)).toEqual(first);
	});

	test("falls below a threshold where the interleavings lack an action kind, and says so", () => {
		const words = ["coverage", ...SMALL, "--runs", "300", "--revision", "clear-waiting", "--threshold", "edge=95"];
		expect(rollcall(...words).code).toBe(0);
		for (const kind of ["kill", "reap", "reply", "exit"]) {
			const { code, stderr } = rollcall(...words, "--without", kind);
			expect(code, kind).toBe(1);
			expect(stderr, kind).toMatch(
				/^rollcall: coverage of edge in the (process|slot) graph is [\d.]+ %, expected at least 95 %\n/,
			);
		}
	});

	test("of a complete search at 1u 1s 4k is every state and every transition, less what is broken off", () => {
		rollcall("explore", ...SMALL, "--coverage", file("specification.json"));
		const whole = report(...SMALL, file("specification.json"));
		expect(percentOf(whole, "composed", "state")).toBe(100);
		expect(percentOf(whole, "composed", "transition")).toBe(100);
		expect(whole.missingTransitions).toEqual([]);
	});

	test("lists the shortest interleavings to what is missing, the nearest first", () => {
		rollcall(
			"verify",
			...SMALL,
			"--interleaving",
			"spawn(u0) exit(u0) vfsReply(u0) reap(u0)",
			"--coverage",
			file("one.json"),
		);
		const { missingTransitions, criteria } = report(...SMALL, file("one.json"));
		const lengths = missingTransitions.map((text) => text.split(") ").length);
		expect(missingTransitions[0]).toBe("spawn(s0)");
		expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
		const transitions = criteria.find(({ measure }) => measure === "transition");
		expect(transitions).toMatchObject({ total: 818, covered: 4 });
	});

	test("of several records together is merged, whatever their order and however often", () => {
		const runs = [
			["a.json", "--seed", "1"],
			["b.json", "--seed", "2"],
		] as const;
		for (const [name, ...seed] of runs) {
			rollcall("coverage", ...SMALL, "--runs", "20", ...seed, "--coverage", file(name));
		}
		const merge = (out: string, ...names: readonly string[]): string => {
			expect(rollcall("coverage", "merge", file(out), ...names.map(file)).code).toBe(0);
			return readFileSync(file(out), "utf8");
		};
		const merged = merge("ab.json", "a.json", "b.json");
		expect(merge("ba.json", "b.json", "a.json", "b.json")).toBe(merged);
		expect(merge("aab.json", "ab.json", "a.json")).toBe(merged);
		expect(report(...SMALL, file("ab.json"))).toEqual(report(...SMALL, file("b.json"), file("a.json")));
	});

	test("of verify's own run is recorded and changes nothing that verify says", () => {
		const words = ["verify", "--runs", "200", ...SMALL, "--json"];
		const strip = (text: string): string => text.replace(/"seconds": .*/g, "");
		const plain = rollcall(...words);
		const recorded = rollcall(...words, "--coverage", file("verify.json"));
		expect(strip(recorded.stdout)).toBe(strip(plain.stdout));
		expect(percentOf(report(...SMALL, file("verify.json")), "process", "edge")).toBe(100);
	});
});

describe("paths", () => {
	test("are walked on the mirror with few and short interleavings, every step conforming", () => {
		const { code, stdout } = rollcall("paths", ...SMALL, "--json");
		const shape = z.object({ interleavings: z.array(z.string()), leastActions: z.number(), actions: z.number() });
		const { interleavings, actions, leastActions } = shape.parse(JSON.parse(stdout));
		expect(code).toBe(0);
		expect(interleavings.length).toBeGreaterThan(5);
		expect(actions).toBe(interleavings.reduce((sum, text) => sum + text.split(") ").length, 0));
		expect(leastActions).toBeLessThanOrEqual(actions);
	});

	test("of the composed system are walked, all shortest and all short simple ones", () => {
		const { code, stdout } = rollcall("paths", "--criteria", "shortestPath,simplePath", "--revision", "clear-waiting");
		expect(code).toBe(0);
		expect(stdout).toMatch(/composed +shortestPath +4,674 +0 +4,674 +100 %/);
		expect(stdout).toMatch(/composed +simplePath +673 +0 +673 +100 %/);
	});

	test("end with exit code 1 and the interleaving where the target breaks a claim on them", () => {
		const words = ["--source", "test/fixtures/c/failing.c", "--criteria", "shortestPath"];
		const { code, stdout } = rollcall("paths", ...SMALL, ...words);
		expect(stdout).toMatch(/no-panic is violated[\s\S]*replay: npx rollcall verify --source/);
		expect(stdout).toMatch(/interleavings? ended early, at a broken claim/);
		expect(code).toBe(1);
	});
});

describe.skipIf(!HAS_SEED)("of the seed's event.c", () => {
	test("lines are told apart: executed, not executed, and not reached by any interleaving", () => {
		const { code, stdout } = rollcall("coverage", "--source", SEED_SOURCE, "--suite", "paths");
		const [before = "", unreached = ""] = stdout.split(/^.*not reached by any interleaving at.*$/m);
		expect(code).toBe(0);
		expect(before).toMatch(/not executed:[\s\S]*return ENOMEM;/);
		expect(unreached).toMatch(/panic\(/);
		expect(unreached).not.toMatch(/ENOMEM/);
		expect(stdout).toMatch(/slot +primePath +473 +210 +263 +100 %/);
		expect(stdout).toMatch(/process +primePath +91 +0 +91 +100 %/);
	});

	test("four reports are written into a folder, lcov's among them", () => {
		const folder = file("reports");
		const words = [
			"coverage",
			"--source",
			SEED_SOURCE,
			"--runs",
			"200",
			"--format",
			"text,json,html,lcov",
			"--out",
			folder,
		];
		expect(rollcall(...words).code).toBe(0);
		expect(readdirSync(folder).sort()).toEqual(["coverage.html", "coverage.json", "coverage.txt", "lcov.info"]);
		const lcov = readFileSync(join(folder, "lcov.info"), "utf8").split("\n");
		const count = (start: string): number => lcov.filter((line) => line.startsWith(start)).length;
		expect(lcov[1]).toBe(`SF:${SEED_SOURCE}`);
		expect(lcov).toContain(`LF:${count("DA:")}`);
		expect(lcov).toContain(`BRF:${count("BRDA:")}`);
		expect(lcov).toContain(`LH:${lcov.filter((line) => /^DA:\d+,[1-9]/.test(line)).length}`);
		expect(lcov).toContain(`BRH:${lcov.filter((line) => /^BRDA:.*,[1-9]\d*$/.test(line)).length}`);
		expect(lcov).toContain("end_of_record");
	});
});

describe("wrong use is told in one line, with exit code 2 and nothing written", () => {
	writeFileSync(file("text.json"), "no record");
	writeFileSync(file("newer.json"), '{"format":"rollcall-coverage","version":9,"runs":{}}');
	test.each([
		[["coverage", file("none.json")], /expected a coverage record that can be read, found .*: there is no such file/],
		[["coverage", file("text.json")], /found text that is no JSON/],
		[["coverage", file("newer.json")], /expected a coverage record of version 2, found version 9/],
		[["coverage", "--format", "html"], /expected --out DIR with --format html/],
		[["coverage", "--format", "text,json"], /expected --out DIR with several formats/],
		[["coverage", "--format", "lcov"], /expected --source FILE with --format lcov/],
		[["coverage", "--format", "pdf"], /Expected some of text, html, json, lcov/],
		[["coverage", "--threshold", "edge=101"], /Expected criteria and percentages/],
		[
			["coverage", ...SMALL, "--runs", "5", "--threshold", "line=50"],
			/expected a criterion that was measured, found line/,
		],
		[["coverage", "--without", "die"], /Expected some of spawn, signal/],
		[
			["coverage", "--users", "4", "--services", "4"],
			/expected a scope of at most 100,000 states for its graph, found 4u 4s 4k/,
		],
		[["explore", "--users", "4", "--services", "4", "--coverage", file("x.json")], /expected a scope of at most/],
		[["paths", "--criteria", "edge,loop"], /Expected some of node, edge/],
		[["coverage", "merge", file("m.json"), file("text.json")], /found text that is no JSON/],
	])("%j", (words, message) => {
		const { code, stderr } = rollcall(...words);
		expect(stderr).toMatch(message);
		expect(stderr.trimEnd().split("\n")).toHaveLength(1);
		expect(code).toBe(2);
		expect(existsSync(file("x.json")) || existsSync(file("m.json"))).toBe(false);
	});
});
