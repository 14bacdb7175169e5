import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeAll, describe, expect, it } from "vitest";
import { coverage } from "../../checker/coverage.ts";
import { explore } from "../../checker/explore.ts";
import { paths } from "../../checker/paths.ts";
import { prove } from "../../checker/proof/prove.ts";
import { readCounterexample, replay } from "../../checker/replay.ts";
import { verify } from "../../checker/verify.ts";
import { resultsSchema } from "../../report/results.ts";
import { brokenSpecificationJson } from "../../report/text/broken-specification.ts";
import { rollcall } from "../support/in-process.ts";

const SMALL = { users: 1, services: 1 };
const LINKED = { kind: "c", path: "test/fixtures/c/linked.c" } as const;

/** A source is compiled, and findings are made minimal. */
const COMPILES = 300_000;

const ajv = new Ajv2020();
ajv.addSchema(resultsSchema() as object, "results");

function expectValid(command: string, data: unknown): void {
	const isValid = ajv.validate(`results#/$defs/${command}`, JSON.parse(JSON.stringify(data)));
	expect(ajv.errorsText()).toBe("No errors");
	expect(isValid).toBe(true);
}

describe("the JSON Schema of the results", () => {
	it("is in the package", async () => {
		const text = `${JSON.stringify(resultsSchema(), null, "\t")}\n`;
		await expect(text).toMatchFileSnapshot("../../schema/results.json");
	});

	it("has no place for fields that are not in it", () => {
		const data = { format: "rollcall-replay", version: 1, verdict: "fixed", extra: 1 };
		expect(ajv.validate("results#/$defs/replay", data)).toBe(false);
	});
});

describe("real results are as the JSON Schema has them", () => {
	const out = mkdtempSync(join(tmpdir(), "rollcall-results-"));
	let finding = "";
	beforeAll(async () => {
		// Whatever a search decides, its result has the same form.
		const found = await verify({ scope: SMALL, runs: 200, statesPast: 500, ownStates: 2_000, out });
		expectValid("verify", found);
		expect(found.findings.length).toBeGreaterThan(0);
		finding = join(out, readdirSync(out)[0] ?? "");
	}, COMPILES);

	it(
		"of verify, where one interleaving is run on a C source",
		async () => {
			expectValid("verify", await verify({ target: LINKED, interleaving: ["spawn(u0)", "exit(u0)"] }));
		},
		COMPILES,
	);

	it("of explore, of the specification and of a target, audited, stopped and complete", async () => {
		expectValid("explore", await explore({ scope: SMALL, audit: true }));
		expectValid("explore", await explore({ target: { kind: "mirror" }, scope: SMALL, audit: true, workers: 1 }));
		const stopped = await explore({ scope: SMALL, limits: { states: 5 } });
		expect(stopped).toMatchObject({ verdict: "unknown", stoppedBy: "the limit of states" });
		expectValid("explore", stopped);
	});

	it("of explore, where the specification breaks a claim of its own", () => {
		const scope = { ...SMALL, slots: 4 };
		expectValid("explore", brokenSpecificationJson({ scope, claim: "serial", detail: "", found: undefined }));
	});

	it("of paths", async () => {
		expectValid("paths", await paths({ scope: SMALL, criteria: ["edge"] }));
	});

	it("of prove and check-certificate", async () => {
		const file = join(out, "proof.json");
		expectValid("prove", await prove({ slots: 1, certificate: file }));
		expectValid("certificate", JSON.parse((await rollcall("check-certificate", file, "--json")).stdout));
	});

	it("of replay", async () => {
		expectValid("replay", await replay(readCounterexample(finding)));
	});

	it(
		"of coverage, of a C source",
		async () => {
			expectValid("coverage", await coverage({ target: LINKED, scope: SMALL, runs: 20 }));
		},
		COMPILES,
	);

	it("of a campaign, planned and merged", async () => {
		const dir = join(out, "campaign");
		const plan = ["--users", "1", "--services", "1", "--kinds", "random", "--seeds", "1", "--runs", "5", "--json"];
		expectValid("campaign", JSON.parse((await rollcall("campaign", "plan", dir, ...plan)).stdout));
		const { stdout } = await rollcall("campaign", "merge", dir, "--json");
		expectValid("campaign", JSON.parse(stdout));
		expect(JSON.parse(stdout)).toMatchObject({ verdict: "unknown", jobs: 1, done: 0, missing: [{ kind: "random" }] });
	});

	it("of the command, which prints what the library returns", async () => {
		const { stdout } = await rollcall("replay", finding, "--json");
		expectValid("replay", JSON.parse(stdout));
		expectValid("explore", JSON.parse((await rollcall("explore", "--users", "1", "--services", "1", "--json")).stdout));
	});
});
