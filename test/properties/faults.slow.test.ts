import { describe, expect, it } from "vitest";
import { createMirror } from "../../impl/mirror/target.ts";
import { runCampaign } from "../../lockstep/campaign.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { FAULTS, loadFault } from "../support/faults.ts";

const SEED = 20161;
/** Campaigns of each fault, with a seed each, until its claim is broken. */
const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7].map((more) => SEED + more);
const SCOPE: Scope = { users: 3, services: 5, slots: 4 };

describe(`the properties see every fault (seed ${SEED})`, () => {
	it.each(FAULTS)("$name breaks $breaks", async (fault) => {
		const system = new System(SCOPE);
		const target = createMirror(SCOPE, "clear-waiting", await loadFault(fault));
		const brokenAt = (seed: number): boolean => {
			const { findings } = runCampaign(system, target, {
				...{ claims: CLAIMS, runs: 200, maxActions: 120, seed },
				...{ path: undefined, timeLimitMs: undefined, onProgress: undefined },
			});
			return findings.some(({ claim }) => claim.id === fault.breaks);
		};
		expect(SEEDS.some(brokenAt)).toBe(true);
	});

	it("every claim that is checked is broken by one of them", () => {
		const checked = CLAIMS.filter((claim) => claim.check && claim.id !== "conforms").map((claim) => claim.id);
		expect(new Set(FAULTS.map((fault) => fault.breaks))).toEqual(new Set(checked));
	});
});
