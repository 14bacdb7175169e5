import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMirror } from "../../impl/mirror/target.ts";
import { joinedCampaigns, runCampaign } from "../../lockstep/campaign.ts";
import { reduce } from "../../lockstep/minimize.ts";
import { interleavings } from "../../lockstep/random.ts";
import { enabledPart, runInterleaving } from "../../lockstep/run.ts";
import { parseAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { type ObservedStep, placeOf } from "../../properties/step.ts";

const SEED = 1;
const SCOPE: Scope = { users: 3, services: 5, slots: 4 };

function campaign(revision: "faithful" | "clear-waiting", runs: number, first = 0) {
	const options = {
		claims: CLAIMS,
		runs,
		maxActions: 120,
		seed: SEED,
		first,
		path: undefined,
		timeLimitMs: undefined,
		onProgress: undefined,
	};
	return runCampaign(new System(SCOPE), createMirror(SCOPE, revision), options);
}

describe(`a random campaign (seed ${SEED})`, () => {
	const repaired = campaign("clear-waiting", 1_000);
	const faithful = campaign("faithful", 300);

	it("finds nothing in the repaired mirror", () => {
		expect(repaired.findings).toEqual([]);
		expect(repaired.stoppedRuns).toBe(0);
	});

	it("puts every claim that has a check to the test", () => {
		const checked = CLAIMS.filter(({ check }) => check).map(({ id }) => id);
		expect(checked.filter((id) => (repaired.exercised.get(id) ?? 0) < 100)).toEqual([]);
	});

	it("executes every kind of action, and meets every return code and every warning", () => {
		expect(Object.entries(repaired.kinds).filter(([, count]) => count < 500)).toEqual([]);
		expect([...repaired.codes.keys()].sort()).toEqual(["ENOMEM", "ENOSYS", "EPERM", "OK", "SUSPEND"]);
		expect(repaired.warnings.size).toBe(5);
	});

	it("gives an interleaving in which every action is enabled, and which can be reduced to at most 12 of them", async () => {
		const { findings } = faithful;
		expect(new Set(findings.map(({ claim }) => claim.id))).toEqual(new Set(["conforms", "waiting-balances"]));
		const target = createMirror(SCOPE);
		for (const finding of findings) {
			expect(enabledPart(new System(SCOPE), finding.interleaving)).toEqual(finding.interleaving);
			const reduced = await reduce(finding, CLAIMS, finding.interleaving, target);
			expect(reduced?.interleaving.length).toBeLessThanOrEqual(12);
		}
	});

	it("gives the interleaving of the run that its path names", () => {
		const [first] = faithful.findings;
		const { path, interleaving } = first ?? {};
		const options = { claims: CLAIMS, runs: 1, maxActions: 120, seed: SEED, path, timeLimitMs: undefined };
		const again = runCampaign(new System(SCOPE), createMirror(SCOPE), { ...options, onProgress: undefined });
		expect(again.findings[0]?.interleaving).toEqual(interleaving);
	});

	it("does in pieces what it does in one", () => {
		const pieces = [campaign("faithful", 130), campaign("faithful", 10, 130), campaign("faithful", 160, 140)];
		expect(joinedCampaigns(pieces)).toEqual(faithful);
	});

	it("does the same again with the same seed", () => {
		const essence = ({ actions, kinds, findings }: ReturnType<typeof campaign>) => ({
			actions,
			kinds,
			findings: findings.map(({ path, interleaving }) => ({ path, interleaving })),
		});
		expect(essence(campaign("faithful", 300))).toEqual(essence(faithful));
	});
});

describe("an interleaving in which PM panics", () => {
	it("ends there, also where only other claims are asked", () => {
		const scope = { users: 1, services: 1, slots: 4 };
		const round = ["spawn(u0)", "spawn(s0)", "setMask(s0, EXIT)", "exit(u0)", "vfsReply(u0)"];
		const death = ["exit(s0)", "vfsReply(s0)", "reap(u0)", "reap(s0)"];
		const actions = [...round, ...death, ...round, ...death, ...round, ...death].map((text) => {
			const action = parseAction(scope, text);
			if ("error" in action) throw new Error(action.error);
			return action;
		});
		const steps: ObservedStep[] = [];
		const observer = { step: (step: ObservedStep) => void steps.push(step), exercised: () => {} };
		const asked = CLAIMS.filter(({ id }) => id === "serial");
		expect(runInterleaving(new System(scope), createMirror(scope), asked, actions, observer)).toEqual([]);
		expect(steps).toHaveLength(23);
		expect(steps.at(-1)?.outcome.ok).toBe(false);
	});
});

/** The deep situations that random interleavings are to reach, and whether a step is one. */
const SITUATIONS: Readonly<Record<string, (step: ObservedStep) => boolean>> = {
	"four subscribers, and several processes waiting": ({ after }) =>
		after.slots.length === 4 && after.processes.filter(({ waitsFor }) => waitsFor !== undefined).length >= 3,
	"a subscriber taken out before one that is waited for": ({ before, after, action }) => {
		const place = placeOf(before, action.process);
		const isGone = place !== undefined && placeOf(after, action.process) === undefined;
		return isGone && before.processes.some(({ waitsFor }) => (placeOf(before, waitsFor) ?? -1) > place);
	},
	"a crash of a subscriber for which several processes wait": ({ before, action }) =>
		action.kind === "vfsReply" && before.processes.filter(({ waitsFor }) => waitsFor === action.process).length >= 2,
	"a lingering subscriber that subscribes again": ({ before, action }) =>
		action.kind === "setMask" &&
		action.mask !== 0 &&
		before.slots.some(({ service, mask }) => service === action.process && mask === 0),
	"a kill while signalled, then the reply": ({ before, action }) =>
		action.kind === "reply" &&
		before.processes[action.about]?.killed === true &&
		before.processes[action.about]?.waitsFor === action.process,
};

describe(`random interleavings (seed ${SEED})`, () => {
	const system = new System(SCOPE);
	const target = createMirror(SCOPE, "clear-waiting");
	const met: Record<string, number> = {};
	const step = (step: ObservedStep): void => {
		for (const [name, isMet] of Object.entries(SITUATIONS)) met[name] = (met[name] ?? 0) + (isMet(step) ? 1 : 0);
	};
	for (const interleaving of fc.sample(interleavings(system, 120), { seed: SEED, numRuns: 500 })) {
		runInterleaving(system, target, [], interleaving, { step, exercised: () => {} });
	}

	it.each(Object.keys(SITUATIONS))("reach %s", (name) => {
		expect(met[name]).toBeGreaterThanOrEqual(20);
	});
});
