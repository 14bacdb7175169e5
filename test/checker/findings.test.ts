import { describe, expect, it } from "vitest";
import { type RawFinding, reproduced } from "../../checker/findings.ts";
import type { OpenTarget } from "../../checker/open-target.ts";
import { rawOfSearch } from "../../checker/searched.ts";
import { searchProduct } from "../../explore/product.ts";
import { createMirror, createMirrorByWrites, type FacilityClass } from "../../impl/mirror/target.ts";
import { runCampaign } from "../../lockstep/campaign.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { FAULTS, loadFault } from "../support/faults.ts";

const SEED = 7;
const LARGE: Scope = { users: 3, services: 5, slots: 4 };
const SMALL: readonly Scope[] = [
	{ users: 2, services: 1, slots: 4 },
	{ users: 1, services: 2, slots: 4 },
];

function opened(facility: FacilityClass): OpenTarget {
	const forSearch = async (scope: Scope) => createMirror(scope, "clear-waiting", facility, "one");
	return {
		target: createMirror(LARGE, "clear-waiting", facility),
		forSearch,
		recipeFor: () => Promise.reject(new Error("one thread searches here")),
		forCoverage: async () => undefined,
		lineByLine: async (scope) => (onLine) => createMirrorByWrites(scope, "clear-waiting", onLine, facility),
		words: "",
		description: "a faulty mirror",
		source: undefined,
		subject: { kind: "mirror", revision: "clear-waiting" },
	};
}

async function rawsOf({ target, forSearch }: OpenTarget): Promise<readonly RawFinding[]> {
	const raws: RawFinding[] = [];
	const none = Number.POSITIVE_INFINITY;
	for (const scope of SMALL) {
		const limits = { states: 20_000, bytes: none, timeMs: none };
		const how = { claims: CLAIMS, allMemory: false, limits, signal: undefined, onProgress: undefined };
		const { findings } = await searchProduct(new System(scope), await forSearch(scope), how);
		raws.push(...findings.map((found) => rawOfSearch(scope, found, CLAIMS)));
	}
	const { findings } = runCampaign(new System(LARGE), target, {
		...{ claims: CLAIMS, runs: 300, maxActions: 120, seed: SEED },
		...{ path: undefined, timeLimitMs: undefined, onProgress: undefined },
	});
	const how = { scope: LARGE, claims: CLAIMS, seed: SEED, minimality: "found", found: "at random" } as const;
	return [...raws, ...findings.map((finding) => ({ ...finding, ...how }))];
}

describe(`findings of the faulty mirrors, grouped (seed ${SEED})`, () => {
	it.each(FAULTS)("has few groups for the one fault of $name", async (fault) => {
		const target = opened(await loadFault(fault));
		const raws = await rawsOf(target);
		const started = performance.now();
		const findings = await reproduced(target, raws);
		const ms = performance.now() - started;
		const groups = new Set(findings.map(({ group }) => group.id));
		process.stdout.write(`${fault.name}: ${findings.length} findings, ${groups.size} groups, ${ms.toFixed(0)} ms\n`);
		for (const { group, claim, cause, interleaving, minimality } of findings)
			process.stdout.write(
				`   ${group.id}${group.leads ? "*" : " "} ${group.fault} <- ${claim.id}: ${cause} ${interleaving.length} ${minimality}\n`,
			);
		expect(new Set(findings.map(({ claim, cause }) => `${claim.id} ${cause}`)).size).toBe(findings.length);
	});
});
