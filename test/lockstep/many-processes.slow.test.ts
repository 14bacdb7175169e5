import { describe, expect, it } from "vitest";
import { createMirror } from "../../impl/mirror/target.ts";
import { runCampaign } from "../../lockstep/campaign.ts";
import type { Prologue } from "../../lockstep/prologue.ts";
import { MAX_PROCESSES, nrProcs } from "../../model/scope.ts";
import { processOf } from "../../model/state.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";

const SEED = 1;

function campaignAt(users: number, services: number, runs: number, prologue?: Prologue) {
	const scope = { users, services, slots: 4 };
	const target = createMirror(scope, "clear-waiting");
	let most = 0;
	const apply = target.apply.bind(target);
	target.apply = (action) => {
		const outcome = apply(action);
		for (const { waiting } of target.view().slots) most = Math.max(most, waiting);
		return outcome;
	};
	const campaign = runCampaign(new System(scope), target, {
		...{ claims: CLAIMS, runs, maxActions: 500, seed: SEED, prologue, path: undefined, timeLimitMs: undefined },
		onProgress: undefined,
	});
	return { campaign, most };
}

describe(`interleavings of many processes (seed ${SEED})`, () => {
	it("let more than 32 processes wait for one subscriber, if they begin with a crowd", () => {
		const { campaign, most } = campaignAt(64, 2, 20, "crowd");
		expect(campaign.findings).toEqual([]);
		expect(most).toBeGreaterThan(32);
	});

	it("run with as many processes as MINIX has", () => {
		const { campaign } = campaignAt(248, 8, 1);
		expect(campaign.findings).toEqual([]);
		expect(nrProcs({ users: 248, services: 8, slots: 4 })).toBe(MAX_PROCESSES);
	});
});

describe("a process", () => {
	it("waits for one of as many processes as there can be, and for no other", () => {
		expect(processOf("signalled", false, false, MAX_PROCESSES - 1).waitsFor).toBe(MAX_PROCESSES - 1);
		expect(() => processOf("signalled", false, false, MAX_PROCESSES)).toThrow("at most 256");
	});
});
