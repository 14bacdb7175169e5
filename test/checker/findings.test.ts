import { describe, expect, it } from "vitest";
import { keyOf, type RawFinding, reproduced } from "../../checker/findings/findings.ts";
import { rawOfSearch } from "../../checker/findings/searched.ts";
import type { OpenTarget } from "../../checker/open-target.ts";
import { searchProduct } from "../../explore/product.ts";
import { EventFacility, type Revision } from "../../impl/mirror/event.ts";
import { createMirror, createMirrorByWrites, type FacilityClass } from "../../impl/mirror/target.ts";
import { runCampaign } from "../../lockstep/campaign.ts";
import type { Counterexample } from "../../lockstep/counterexample.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { FAULTS, type Fault, loadFault } from "../support/faults.ts";
import { FINDING_001, PANIC, parse } from "../support/stories.ts";

const SEED = 7;
const LARGE: Scope = { users: 3, services: 5, slots: 4 };
const SMALL: readonly Scope[] = [
	{ users: 2, services: 1, slots: 4 },
	{ users: 1, services: 2, slots: 4 },
];

const STALE = "waiting of a subscriber, left over in a new entry, taken into use in do_proceventmask";

function faultNamed(name: string): Fault {
	const fault = FAULTS.find((one) => one.name === name);
	if (!fault) throw new Error(name);
	return fault;
}

/** The mirror, or a variant of it, as a command opens it. */
function opened(facility: FacilityClass, revision: Revision): OpenTarget {
	const forSearch = async (scope: Scope) => createMirror(scope, revision, facility, "one");
	return {
		target: createMirror(LARGE, revision, facility),
		forSearch,
		recipeFor: () => Promise.reject(new Error("one thread searches here")),
		forCoverage: async () => undefined,
		lineByLine: async (scope) => (onLine) => createMirrorByWrites(scope, revision, onLine, facility),
		words: "",
		description: "a faulty mirror",
		source: undefined,
		subject: { kind: "mirror", revision },
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

/** The claims of a finding alone, as `--only` puts them to an interleaving. */
function given(counterexample: Counterexample): RawFinding {
	const claims = CLAIMS.filter(({ id }) => id === counterexample.claim);
	const [claim] = claims;
	if (!claim) throw new Error(counterexample.claim);
	return { ...counterexample, claim, claims, minimality: "given", found: "given" };
}

describe("findings of one fault", () => {
	it("are one group with what a stale wait count leads to", async () => {
		const target = opened(EventFacility, "faithful");
		const more = parse(FINDING_001.scope, "setMask(s0, 0)");
		const lingers: Counterexample = {
			...FINDING_001,
			interleaving: [...FINDING_001.interleaving, ...more],
			claim: "lingers-only-if-owed",
			cause: "setMask: a slot lingers that is owed nothing",
		};
		const findings = await reproduced(target, [given(PANIC), given(lingers), given(FINDING_001)]);
		expect(findings.map(({ claim, group }) => [claim.id, group])).toEqual([
			["waiting-balances", { id: 1, fault: STALE, leads: true }],
			["no-panic", { id: 1, fault: STALE, leads: false }],
			["lingers-only-if-owed", { id: 1, fault: STALE, leads: false }],
		]);
	});

	it("stay as they were given where somebody gave them", async () => {
		const [finding] = await reproduced(opened(EventFacility, "faithful"), [given(PANIC)]);
		expect(finding).toMatchObject({ interleaving: PANIC.interleaving, minimality: "given" });
	});

	it("are apart where they are of two faults", async () => {
		const target = opened(await loadFault(faultNamed("users-may-subscribe")), "faithful");
		const [subscribes] = (await rawsOf(target)).filter(({ claim }) => claim.id === "services-only");
		if (!subscribes) throw new Error("no user subscribed");
		const findings = await reproduced(target, [given(FINDING_001), subscribes]);
		expect(new Set(findings.map(({ group }) => group.id)).size).toBe(2);
	});
});

describe(`findings of the faulty mirrors (seed ${SEED})`, () => {
	let [findingCount, groupCount] = [0, 0];

	it.each(FAULTS)("of $name are all kept, in few groups, of which only the leaders are minimised", async (fault) => {
		const target = opened(await loadFault(fault), "clear-waiting");
		const raws = await rawsOf(target);
		const findings = await reproduced(target, raws);
		const keysOf = (all: readonly Pick<RawFinding, "claim" | "cause">[]): readonly string[] =>
			[...new Set(all.map(keyOf))].sort();
		expect(findings.map(keyOf).sort()).toEqual(keysOf(raws));
		const groups = new Set(findings.map(({ group }) => group.id));
		for (const id of groups) {
			const own = findings.filter(({ group }) => group.id === id);
			const [leader] = own;
			expect(leader?.group.leads).toBe(true);
			expect(["shortest", "locally minimal"]).toContain(leader?.minimality);
			for (const { group, interleaving } of own) {
				if (group.leads) expect(interleaving).toEqual(leader?.interleaving);
				expect(interleaving.length).toBeGreaterThanOrEqual(leader?.interleaving.length ?? 0);
			}
		}
		expect(groups.size).toBeLessThanOrEqual(4);
		findingCount += findings.length;
		groupCount += groups.size;
	});

	it("are at least three times as many as their groups", () => {
		process.stdout.write(`${findingCount} findings in ${groupCount} groups\n`);
		expect(findingCount).toBeGreaterThanOrEqual(3 * groupCount);
	});
});
