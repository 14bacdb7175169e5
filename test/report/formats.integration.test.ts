import { readFileSync } from "node:fs";
import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import Ajv from "ajv-draft-04";
import formats from "ajv-formats";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { CLAIMS } from "../../properties/ledger.ts";
import { githubAnnotation } from "../../report/formats/github.ts";
import { type JunitSuite, junitXml, violatedCase } from "../../report/formats/junit.ts";
import { sarifLog } from "../../report/formats/sarif.ts";
import { fixture } from "../support/sources.ts";
import { FINDING_001, PANIC, parse, storyOnMirror, told } from "../support/stories.ts";
import { storyOnC } from "../support/stories-on-c.ts";

const linked = fixture("linked.c");
const SCOPE = { users: 1, services: 1, slots: 4 };

/** A C source of ours with a defect, and the counterexample that shows it. */
const UNCOUNTED = { ...linked, text: linked.text.replace(/\w+->waiting\+\+/, "(void)0") };
const TOO_LOW = {
	...FINDING_001,
	scope: SCOPE,
	interleaving: parse(SCOPE, "spawn(u0) spawn(s0) setMask(s0, EXIT) exit(u0) vfsReply(u0)"),
	cause: "vfsReply: the wait count is too low",
};

const onMirror = told(storyOnMirror(FINDING_001));
const onC = told(await storyOnC(TOO_LOW, UNCOUNTED));

describe("SARIF", () => {
	const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
	formats.default(ajv);
	const validate = ajv.compile(schema);

	it.each([
		["of the mirror", [onMirror]],
		["of a C source", [onC]],
		["of a panic", [told(storyOnMirror(PANIC))]],
		["of nothing", []],
		["of several", [onMirror, onC]],
	])("is valid by the schema of SARIF 2.1.0: %s", (_, stories) => {
		validate(JSON.parse(JSON.stringify(sarifLog(stories))));
		expect(validate.errors ?? []).toEqual([]);
	});

	it("is known to be invalid where it is", () => {
		const log = JSON.parse(JSON.stringify(sarifLog([onC])).replace('"startLine":', '"startRow":'));
		expect(validate(log)).toBe(false);
	});

	it("has one rule for each claim, no empty text, none too long for GitHub", () => {
		const rules = sarifLog([]).runs[0]?.tool.driver.rules ?? [];
		expect(rules.map(({ id }) => id)).toEqual(CLAIMS.map(({ id }) => id));
		for (const { shortDescription, fullDescription, help } of rules) {
			for (const text of [shortDescription?.text, fullDescription?.text, help?.text]) {
				expect(text?.length).toBeGreaterThan(0);
				expect(text?.length).toBeLessThanOrEqual(1024);
			}
		}
	});

	it("points at the source with a step of a code flow for each action", () => {
		const result = sarifLog([onC]).runs[0]?.results?.[0];
		const steps = result?.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
		expect(steps.map(({ location }) => location?.message?.text?.split(":")[0])).toEqual(
			["spawn(u0)", "spawn(s0)", "setMask(s0, EXIT)", "exit(u0)", "vfsReply(u0)"].map(
				(action, index) => `Step ${index + 1}, ${action}`,
			),
		);
		for (const place of [...(result?.locations ?? []), ...steps.map(({ location }) => location)]) {
			const { artifactLocation, region } = place?.physicalLocation ?? {};
			expect(artifactLocation).toEqual({ uri: "event.c", uriBaseId: "%SRCROOT%" });
			const line = UNCOUNTED.text.split("\n")[(region?.startLine ?? 0) - 1];
			expect(region?.endColumn).toBe((line?.length ?? -1) + 1);
		}
	});

	it("points at the functions of the mirror where the finding is the mirror's", () => {
		const result = sarifLog([onMirror]).runs[0]?.results?.[0];
		const mirror = readFileSync("impl/mirror/event.ts", "utf8").split("\n");
		const places = [
			...(result?.locations ?? []),
			...(result?.codeFlows?.[0]?.threadFlows[0]?.locations ?? []).map(({ location }) => location),
		].map((place) => place?.physicalLocation);
		expect(new Set(places.map((place) => place?.artifactLocation?.uri))).toEqual(new Set(["impl/mirror/event.ts"]));
		const lines = places.map((place) => mirror[(place?.region?.startLine ?? 0) - 1]?.trim().split("(")[0]);
		expect(lines[0]).toBe("doProceventmask");
		expect(lines).toContain("publishEvent");
	});

	it("has the same fingerprint for the same finding in a file whose lines have moved", async () => {
		const moved = { ...UNCOUNTED, text: `\n\n\n${UNCOUNTED.text}` };
		const [here, there] = [onC, told(await storyOnC(TOO_LOW, moved))].map(
			(story) => sarifLog([story]).runs[0]?.results?.[0],
		);
		expect(there?.partialFingerprints).toEqual(here?.partialFingerprints);
		expect(there?.locations).not.toEqual(here?.locations);
		expect(sarifLog([onMirror]).runs[0]?.results?.[0]?.partialFingerprints).not.toEqual(here?.partialFingerprints);
	});
});

describe("JUnit", () => {
	const nasty = `<a> & "b" 'c' ]]> \u0000\u001b[31m\u{fffe} ünï`;
	const suite: JunitSuite = {
		name: "event.c",
		timestamp: "2026-01-01T00:00:00.000Z",
		hostname: "here",
		cases: [
			violatedCase(onC, 1.5, "findings/one.itf.json"),
			{ classname: "event.c", name: "holds", time: 0.25, outcome: { kind: "passed" } },
			{ classname: "event.c", name: nasty, time: 0, outcome: { kind: "skipped", message: nasty } },
			{
				classname: "rollcall",
				name: "run",
				time: 0,
				outcome: { kind: "error", message: nasty, type: "Error", text: nasty },
			},
		],
	};
	const xml = junitXml(suite);
	const parser = new XMLParser({
		ignoreAttributes: false,
		attributeNamePrefix: "",
		isArray: (name) => name === "testcase",
	});
	const { testsuites } = parser.parse(xml);

	it("is well-formed XML, whatever the texts are", () => {
		expect(XMLValidator.validate(xml)).toBe(true);
		// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
		expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
	});

	it("counts tests, failures, errors and skipped ones, and adds up the seconds", () => {
		expect(testsuites).toMatchObject({ name: "rollcall", tests: "4", failures: "1", errors: "1", time: "1.750" });
		expect(testsuites.testsuite).toMatchObject({
			tests: "4",
			failures: "1",
			errors: "1",
			skipped: "1",
			hostname: "here",
		});
	});

	it("has a violated claim as a failure with its replay command, a broken tool as an error, unknown as skipped with its reason", () => {
		const [failed, passed, skipped, broken] = testsuites.testsuite.testcase;
		expect(failed.failure).toMatchObject({ type: "InvariantViolation" });
		expect(failed.name).toMatch(/^waiting-balances: /);
		expect(failed.failure["#text"]).toContain("npx rollcall verify --source event.c");
		expect(failed.properties.property).toEqual([
			{ name: "trace", value: "findings/one.itf.json" },
			expect.objectContaining({ name: "interleaving" }),
			expect.objectContaining({ name: "minimality" }),
		]);
		expect(Object.keys(passed)).toEqual(["classname", "name", "time"]);
		expect(skipped.skipped.message).toContain("ünï");
		expect(broken.error["#text"]).toContain("<a> & \"b\" 'c' ]]>");
	});
});

describe("the annotation for GitHub Actions", () => {
	it("names file, claim and line, and escapes what ends a property or the message", () => {
		const line = githubAnnotation({ ...onC, detail: "50% a:b,\r\nc" });
		expect(line).toMatch(
			/^::error file=event\.c,title=waiting-balances,line=\d+::event\.c, publish_event: 50%25 a:b,\\u000d%0Ac%0A/,
		);
		expect(line).not.toContain("\n");
	});

	it("names the mirror's file where it is the mirror's", () => {
		expect(githubAnnotation(onMirror)).toMatch(
			/^::error file=impl\/mirror\/event\.ts,title=waiting-balances,line=\d+::/,
		);
	});
});
