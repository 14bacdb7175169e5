import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { junitOfRun } from "../../checker/findings/ci-reports.ts";
import { evidenceOfDesign } from "../../checker/verification/design-searches.ts";
import { PARALLEL } from "../../model/designs/parallel/design.ts";
import { type Parallel, ParallelSystem } from "../../model/designs/parallel/system.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import { judge } from "../../properties/verdict.ts";
import { ledgerJson, ledgerText } from "../../report/text/ledger.ts";
import { claimWitnessJson, claimWitnessText } from "../../report/text/sections/claim-witness.ts";
import { claimsText } from "../../report/text/sections/claims.ts";
import { nextText } from "../../report/text/sections/next.ts";
import { verdictText } from "../../report/text/verdict.ts";
import { decided, variant } from "../support/designs.ts";

/** Asks every subscriber twice: it passes the bound, and never has just as many messages outstanding as that. */
class AsksTwice extends ParallelSystem {
	protected override asked(state: Parallel): readonly number[] {
		const all = super.asked(state);
		return [...all, ...all];
	}
}

const SCOPE = { processes: 1, subscribers: 1 };
const claims = CLAIMS.filter(({ id }) => id === "parallel-bound");
const [claim] = claims;
if (!claim) throw new Error("the ledger has no claim parallel-bound");
const designs = await decided(variant(PARALLEL, "1 process, 1 subscriber", () => new AsksTwice(SCOPE)));
const { violations, evidence } = evidenceOfDesign(
	claim,
	"parallel",
	designs.filter(({ property }) => property.startsWith("bound-")),
);
const judged = (of: readonly Claim[] = claims) =>
	judge(of, { violations, searches: [], ownSearches: evidence, random: undefined });

const KEPT =
	"parallel, bound-kept: violated after 3 actions at 1 process, 1 subscriber: signal(p0), subscribe(s0), vfsReply(p0)";
const REACHED = /parallel, bound-reached: reached in none of \d+ states/;

// Lines that are long enough for every run.
beforeAll(() => void vi.stubEnv("COLUMNS", "300"));
afterAll(() => void vi.unstubAllEnvs());

describe("a claim about a design that a fault breaks", () => {
	const entry = { ...judged().claims[0], command: `npx rollcall claims --witness ${claim.id}` };
	const report = {
		...{ target: "mirror of event.c", verdict: judged().verdict, scopes: [], lassos: [], isDeep: false },
		...{ own: "npx rollcall claims --only", entries: [entry as Parameters<typeof ledgerText>[0]["entries"][number]] },
	};

	it("has its counterexample in the ledger, and what nothing reaches", () => {
		const text = ledgerText(report);
		expect(text).toContain(`✗ ${KEPT}\n`);
		expect(text).toMatch(REACHED);
		expect(text).not.toMatch(/ 0 actions|mirror of event\.c/);
		expect(text).toContain(`reproduce: npx rollcall claims --witness ${claim.id}\n`);
		expect(text).toContain(`verdict: violated: ${claim.id}\n`);
		expect(ledgerJson(report).claims[0]).toMatchObject({
			basis: { kind: "violation", length: 3, refuted: [{ property: "bound-kept" }, { property: "bound-reached" }] },
		});
	});

	it("is violated as a witness too, with the states of the counterexample", () => {
		const witness = { claim, target: "", run: undefined, designs };
		const text = claimWitnessText(witness);
		expect(text).toContain("✗ parallel, bound-kept: violated after 3 actions at 1 process, 1 subscriber\n");
		expect(text).toMatch(REACHED);
		expect(text).toContain("vfsReply(p0)");
		expect(claimWitnessJson(witness)).toMatchObject({
			violation: expect.stringContaining(KEPT),
			designs: expect.arrayContaining([expect.objectContaining({ property: "bound-kept", isCounterexample: true })]),
		});
	});

	it("is no fault of the source that is verified, and the next step is to look at the design", () => {
		const judgement = judged(CLAIMS);
		expect(claimsText(judgement.claims, false)).toContain(`✗ ${claim.id} violated: ${KEPT}; `);
		expect(verdictText(judgement)).toBe(
			`verdict: violated: ${claim.id} (a claim about a design, not about this source)\n`,
		);
		const run = { findings: [], words: " --source event.c", scope: { users: 2, services: 1, slots: 4 } };
		expect(nextText({ ...run, judgement })).toBe(`next: look at the design: npx rollcall claims --only ${claim.id}\n`);
	});

	it("fails in a report for CI", () => {
		const xml = junitOfRun({ target: "event.c", claims: judged().claims, seconds: 1 }, []);
		expect(xml).toContain('failures="1"');
		expect(xml).toContain(KEPT);
	});
});

describe("the verdict of claims that need no complete search", () => {
	it("names no scope", () => {
		const holds = { verdict: "holds", claims: [], scopes: [] } as const;
		expect(verdictText(holds)).toBe("verdict: holds\n");
		expect(verdictText({ ...holds, scopes: ["1u 1s 4k"] })).toBe("verdict: holds (complete at 1u 1s 4k)\n");
	});
});
