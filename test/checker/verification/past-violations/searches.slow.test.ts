import { describe, expect, it } from "vitest";
import { claimsNamed } from "../../../../checker/claims-named.ts";
import type { RawFinding } from "../../../../checker/findings/raw-finding.ts";
import { type OpenedTarget, openTarget } from "../../../../checker/open-target.ts";
import { EarlierResults } from "../../../../checker/reuse/earlier-results.ts";
import { rawsPastAtRandom } from "../../../../checker/verification/past-violations/random.ts";
import {
	leftOpen,
	searchTraces,
	traceEvidence,
} from "../../../../checker/verification/past-violations/trace-searches.ts";
import { planOf, type VerifyOptions } from "../../../../checker/verification/plan.ts";
import { verify } from "../../../../checker/verify.ts";
import { UNLIMITED } from "../../../../explore/limits.ts";
import { searchWholeAlphabet } from "../../../../explore/product/whole-alphabet-search.ts";
import { EventFacility } from "../../../../impl/mirror/event.ts";
import { createMirror, type FacilityClass } from "../../../../impl/mirror/target.ts";
import type { Scope } from "../../../../model/scope.ts";
import { System } from "../../../../model/system.ts";
import { CLAIMS } from "../../../../properties/ledger.ts";
import type { TraceEvidence } from "../../../../properties/unfollowed.ts";
import type { VerifyResult } from "../../../../report/results.ts";
import { faultNamed, loadFault } from "../../../support/faults.ts";
import { HAS_SEED } from "../../../support/seed.ts";
import { swappedSource } from "../../../support/swapped.ts";

const SMALL: Scope = { users: 1, services: 1, slots: 4 };
/** Claims that are checked step by step: others have searches of their own. */
const CHECKED = CLAIMS.filter(({ check }) => check);

/** Verifies the mirror with the finding of the source, at the smallest scope, with as little beside the searches as there can be. */
function verified(options: VerifyOptions = {}): Promise<VerifyResult> {
	const scopes = () => [SMALL];
	return verify({
		target: { kind: "mirror" },
		scope: SMALL,
		scopes,
		runs: 1,
		maxActions: 1,
		claims: CHECKED,
		...options,
	});
}

function claimOf({ claims }: VerifyResult, id: string) {
	return claims.find((claim) => claim.id === id);
}

describe("claims beside a finding", () => {
	it("hold where the target satisfies them past it, and are violated where it does not", async () => {
		const result = await verified();
		expect(claimOf(result, "serial")).toMatchObject({
			...{
				verdict: "holds",
				evidence: expect.stringMatching(
					/, also past \d+ transitions that violate conforms, waiting-balances \(setMask, unknownMask\)/,
				),
			},
			basis: { kind: "complete", past: { openScopes: [], transitions: 0, unfollowed: [] } },
		});
		const violated = result.claims.filter(({ verdict }) => verdict === "violated").map(({ id }) => id);
		expect(violated).toEqual(["conforms", "waiting-balances", "lingers-only-if-owed", "no-panic"]);
	});

	it("are findings with what they follow from, if they are violated past it", async () => {
		const { findings } = await verified();
		const past = findings.filter(({ claim }) => claim === "lingers-only-if-owed" || claim === "no-panic");
		expect(past.map(({ claim, past }) => [claim, past])).toEqual([
			["lingers-only-if-owed", ["conforms", "waiting-balances"]],
			["no-panic", ["conforms", "waiting-balances"]],
		]);
		const [lingers] = past;
		const scope = SMALL;
		const again = await verify({
			scope,
			claims: claimsNamed(["lingers-only-if-owed"]),
			interleaving: lingers?.interleaving,
		});
		expect(again.claims.map(({ verdict }) => verdict)).toEqual(["violated"]);
		expect(lingers?.replay).toContain("--only lingers-only-if-owed --interleaving");
	});

	it("are known where all is known that they follow from", async () => {
		const { findings } = await verified();
		const known = findings.filter(({ past }) => past === undefined);
		const result = await verified({ known });
		expect(result.verdict).toBe("known");
		expect(claimOf(result, "no-panic")?.verdict).toBe("known");
		expect(result.findings).toEqual([]);
	});

	it("stay unknown where no search past it comes to its end, and say how far they held and what was not followed", async () => {
		const result = await verified({ statesPast: 100 });
		const broken = { action: "setMask", claim: "waiting-balances", transitions: expect.any(Number) };
		expect(claimOf(result, "serial")).toMatchObject({
			verdict: "unknown",
			evidence: expect.stringMatching(
				/^held in all [\d,]+ transitions that were followed, undecided past \d+ that violate conforms, waiting-balances \(setMask, unknownMask\): no search past them that exercises it came to its end \(the limit of states\)/,
			),
			basis: { unfollowed: expect.arrayContaining([broken]), reason: { kind: "stopped", by: "the limit of states" } },
		});
		expect(claimOf(result, "no-panic")?.verdict).toBe("unknown");
	});

	it("hold, but not past it, at scopes where that search is cut short", async () => {
		const larger = { users: 2, services: 1, slots: 4 };
		const result = await verified({ scopes: () => [SMALL, larger], statesPast: 6_000 });
		expect(claimOf(result, "serial")).toMatchObject({
			verdict: "holds",
			evidence: expect.stringContaining(
				"at 2u 1s 4k not past 294 transitions that violate conforms, waiting-balances (setMask)",
			),
			basis: { past: { openScopes: ["2u 1s 4k"], transitions: 294, stoppedBy: "the limit of states" } },
		});
		// It is violated past the finding, at the scope that was searched to its end.
		expect(claimOf(result, "no-panic")?.verdict).toBe("violated");
	});
});

describe.skipIf(!HAS_SEED)("claims about whole traces", () => {
	const scope = { users: 3, services: 5, slots: 4 };

	/** The source with the last subscriber in the place of one that is removed. */
	async function opened(): Promise<OpenedTarget> {
		return openTarget({ kind: "c", path: "event.c", text: swappedSource(), options: {} }, scope, false, 60_000);
	}

	/** Searches of traces past a violation of a claim, and findings at random where these were cut short. */
	async function foundPast(id: string): Promise<readonly [readonly TraceEvidence[], readonly string[]]> {
		const target = await opened();
		const broken = claimsNamed([id]).map((claim): RawFinding => {
			const what = { claim, cause: "", detail: "", scope, interleaving: [], seed: undefined, claims: [claim] };
			return { ...what, minimality: "found", found: "" };
		});
		const plan = planOf({ claims: CHECKED, statesPast: 500 }, target);
		const traces = await searchTraces(target, plan, [], broken, new EarlierResults(target, false));
		const raws = await rawsPastAtRandom(target, plan, leftOpen(traces));
		return [traceEvidence(traces), raws.map(({ claim, cause }) => `${claim.id}, ${cause}`)];
	}

	it("are checked where the order of subscribers is violated, which their steps take for granted: at random where the search of traces is cut short", async () => {
		const [searched, found] = await foundPast("in-subscription-order");
		expect(searched).toMatchObject([
			{ scope: "1u 3s 4k", claims: ["no-subscriber-skipped", "asked-once"], stoppedBy: "the limit of states" },
		]);
		expect(found).toEqual([
			"no-subscriber-skipped, reply: a subscriber was never asked",
			"asked-once, reply: asked again after others",
		]);
	});

	it("are left to the other searches where that is not violated", async () => {
		expect(await foundPast("conforms")).toEqual([[], []]);
	});
});

describe("the search with every action", () => {
	async function reachesAll(facility: FacilityClass): Promise<boolean | undefined> {
		const how = { claims: CLAIMS, limits: UNLIMITED, signal: undefined, onProgress: undefined };
		const target = createMirror(SMALL, "faithful", facility, "two");
		return (await searchWholeAlphabet(new System(SMALL), target, how)).reachesAll;
	}

	it("finds out if the transitions that it follows reach all states of the specification", async () => {
		expect(await reachesAll(EventFacility)).toBe(true);
		expect(await reachesAll(await loadFault(faultNamed("ask-not-counted")))).toBe(false);
	});
});
