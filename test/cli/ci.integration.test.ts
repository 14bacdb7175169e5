import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { CLAIMS } from "../../properties/ledger.ts";
import { type Ended, rollcall, rollcallHere } from "../support/in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-"));
afterAll(() => rmSync(folder, { recursive: true }));
const JUNIT = join(folder, "junit.xml");
const SARIF = join(folder, "rollcall.sarif");

/** The tests of a JUnit report, by name. */
function cases(): ReadonlyMap<string, Record<string, unknown>> {
	const xml = readFileSync(JUNIT, "utf8");
	expect(XMLValidator.validate(xml)).toBe(true);
	const parser = new XMLParser({
		ignoreAttributes: false,
		attributeNamePrefix: "",
		isArray: (name) => name === "testcase",
	});
	const { testcase } = parser.parse(xml).testsuites.testsuite;
	return new Map(testcase.map((one: { readonly name: string }) => [one.name.split(":")[0], one]));
}

const LOG = z.object({
	runs: z.tuple([z.object({ results: z.array(z.object({ ruleId: z.string(), codeFlows: z.array(z.unknown()) })) })]),
});

describe("rollcall verify on GitHub Actions, with --junit --sarif, of a target with findings", () => {
	const summary = join(folder, "summary.md");
	let ended: Ended;
	beforeAll(async () => {
		const variables = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
		ended = await rollcallHere(variables, "verify", "--runs", "300", "--junit", JUNIT, "--sarif", SARIF);
	});

	it("writes a failure for each violated claim, and none for claims that hold past them", () => {
		expect(ended.code).toBe(1);
		const tests = cases();
		expect([...tests.keys()]).toEqual(CLAIMS.map(({ id }) => id));
		const failed = [...tests].filter(([, test]) => "failure" in test).map(([id]) => id);
		expect(failed).toEqual([
			...["conforms", "waiting-balances", "lingers-only-if-owed", "no-panic"],
			...["every-event-ends", "slots-come-free"],
		]);
		expect(tests.get("slots-come-free")).toMatchObject({ failure: { type: "LivenessViolation" } });
		expect(tests.get("index-in-range")).not.toHaveProperty("skipped");
		expect(tests.get("asked-once")).not.toHaveProperty("skipped");
		const { results } = LOG.parse(JSON.parse(readFileSync(SARIF, "utf8"))).runs[0];
		// Each with the counted actions, and with a mask of unknown bits; then what is violated past them.
		expect(results.map(({ ruleId }) => ruleId)).toEqual([
			...["conforms", "waiting-balances"],
			...["conforms", "waiting-balances"],
			...["lingers-only-if-owed", "no-panic"],
			...["slots-come-free", "every-event-ends"],
		]);
	});

	it("shows each finding as an annotation, and its report on the run's page", () => {
		const annotations = ended.stderr.split("\n").filter((line) => line.startsWith("::error "));
		const titles = annotations.map((line) => /title=([^,]*),/.exec(line)?.[1]);
		const claims = [
			...["conforms", "waiting-balances", "every-event-ends", "slots-come-free"],
			...["lingers-only-if-owed", "no-panic"],
		];
		expect(new Set(titles)).toEqual(new Set(claims));
		const mirror = readFileSync("impl/mirror/event.ts", "utf8").split("\n");
		for (const line of annotations) {
			const [, file, number] = /^::error file=(.*?),.*,line=(\d+)::/.exec(line) ?? [];
			expect(file).toBe("impl/mirror/event.ts");
			// PM panics only later, past what the others show.
			const place = line.includes("title=no-panic,") ? /^\tpublishEvent\(/ : /^\tdoProceventmask\(/;
			expect(mirror[Number(number) - 1]).toMatch(place);
		}
		expect(readFileSync(summary, "utf8")).toMatch(/^# mirror of event\.c, do_proceventmask: /);
	});
});

describe("rollcall verify --junit --sarif", () => {
	it("writes tests that pass for claims that hold, and a log without results where nothing is found", async () => {
		const { code } = await rollcall(
			...["verify", "--revision", "clear-waiting", "--runs", "300", "--junit", JUNIT, "--sarif", SARIF],
		);
		expect(code).toBe(0);
		expect(Object.keys(cases().get("waiting-balances") ?? {})).toEqual(["properties", "classname", "name", "time"]);
		expect(LOG.parse(JSON.parse(readFileSync(SARIF, "utf8"))).runs[0].results).toEqual([]);
	});

	it("writes an error where the run breaks", async () => {
		const { code, stderr } = await rollcall("verify", "--source", "no-such-event.c", "--junit", JUNIT);
		expect(code).toBe(2);
		expect(stderr).toContain("no-such-event.c: there is no such file");
		expect([...cases().values()]).toEqual([
			expect.objectContaining({ error: expect.objectContaining({ type: "wrong use" }) }),
		]);
	});

	it("ends with one clear error, before it begins, where a file cannot be written", async () => {
		const path = join(folder, "missing", "junit.xml");
		const { code, stderr } = await rollcall("verify", "--interleaving", "spawn(u0)", "--junit", path);
		expect(code).toBe(2);
		expect(stderr).toBe(
			`rollcall: --junit: there is no folder ${join(folder, "missing")}: create it or name another file\n`,
		);
	});
});

describe("rollcall explore --junit --sarif", () => {
	const small = ["explore", "--users", "1", "--services", "1", "--junit", JUNIT, "--sarif", SARIF];

	it("writes a failure that names the finding's file for each violated claim, and says of others what hid them", async () => {
		const store = join(folder, "store");
		const words = [...small.with(4, "2"), "--revision", "faithful", "--store", store];
		expect((await rollcall(...words)).code).toBe(1);
		const failed = [...cases()].filter(([, test]) => "failure" in test);
		expect(failed.map(([id]) => id)).toEqual(["conforms", "waiting-balances", "every-event-ends", "slots-come-free"]);
		for (const [id, test] of failed) {
			const trace = expect.stringContaining(join(store, id ?? ""));
			expect(test).toMatchObject({
				properties: { property: expect.arrayContaining([{ name: "trace", value: trace }]) },
			});
		}
		const message = expect.stringMatching(
			/^held in all [\d,]+ transitions that were followed, undecided past 1,506 that violate/,
		);
		expect(cases().get("no-panic")).toMatchObject({ skipped: { message } });
		const { results } = LOG.parse(JSON.parse(readFileSync(SARIF, "utf8"))).runs[0];
		expect(results.map(({ ruleId }) => ruleId)).toEqual([
			...["conforms", "waiting-balances", "slots-come-free", "every-event-ends"],
		]);
	});

	it("writes tests that pass for what the specification holds to, and skipped ones where a limit came first", async () => {
		expect((await rollcall(...small.with(4, "2"))).code).toBe(0);
		expect(Object.keys(cases().get("waiting-balances") ?? {})).toEqual(["properties", "classname", "name", "time"]);
		expect((await rollcall(...small, "--users", "4", "--services", "3", "--max-states", "20000")).code).toBe(3);
		const message = expect.stringMatching(/stopped by /);
		expect(cases().get("waiting-balances")).toMatchObject({ skipped: { message } });
	});

	it("writes a skipped test for a claim that a complete search does not exercise", async () => {
		expect((await rollcall(...small)).code).toBe(3);
		const message = expect.stringMatching(/^not exercised in any of 146 states of 1u 1s 4k$/);
		expect(cases().get("asked-once")).toMatchObject({ skipped: { message } });
	});

	it("writes an error where the run breaks", async () => {
		expect((await rollcall(...small, "--source", "no-such-event.c")).code).toBe(2);
		expect([...cases().keys()]).toEqual(["explore"]);
	});
});
