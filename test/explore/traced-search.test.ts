import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import { type AloneSearch, searchAlone } from "../../explore/product/alone-search.ts";
import { EventFacility, type Revision } from "../../impl/mirror/event.ts";
import { createMirror, type FacilityClass } from "../../impl/mirror/target.ts";
import type { Target } from "../../impl/target.ts";
import { runAlone } from "../../lockstep/alone.ts";
import { type Action, EXIT } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { countedAlphabet, System } from "../../model/system.ts";
import { askedOnce, noSubscriberSkipped } from "../../properties/claims/trace.ts";
import { faultNamed, loadFault } from "../support/faults.ts";
import { SWAPPED } from "../support/swapped.ts";
import { comparedInSpecification, comparedInTarget, isAboutSignals } from "../support/trace-forms.ts";

const CLAIMS = [noSubscriberSkipped, askedOnce];
const TWO: Scope = { users: 0, services: 2, slots: 2 };
const THREE: Scope = { users: 1, services: 3, slots: 3 };
/** Actions about signals, with subscriptions to the other event as well. */
const SOME = countedAlphabet(THREE).filter(isAboutSignals);
const SIGNALS = SOME.filter((action) => action.kind !== "setMask" || action.mask !== EXIT);

function mirror(scope: Scope, facility: FacilityClass = EventFacility, revision: Revision = "clear-waiting"): Target {
	return createMirror(scope, revision, facility, "one");
}

function traced(target: Target, actions: readonly Action[], states = Number.POSITIVE_INFINITY): Promise<AloneSearch> {
	const limits = { ...UNLIMITED, states };
	return searchAlone(target, actions, {
		...{ claims: CLAIMS, limits, signal: undefined, onProgress: undefined, hasTraces: true },
	});
}

describe("the search of a target by itself with the traces of events", () => {
	it("finds the shortest interleavings that lose a subscriber or ask one twice, where the order of subscribers is broken", async () => {
		const facility = await loadFault(SWAPPED);
		const { violations, stoppedBy } = await traced(mirror(THREE, facility), SOME);
		const last: Record<string, readonly (number | string)[]> = {};
		for (const [id, interleaving] of violations) {
			runAlone(new System(THREE), mirror(THREE, facility), CLAIMS, interleaving, (_, broken) => {
				last[id] = [interleaving.length, ...broken.map(({ claim, violation }) => `${claim.id}: ${violation.detail}`)];
			});
		}
		expect([last, stoppedBy]).toEqual([
			{
				"no-subscriber-skipped": [11, "no-subscriber-skipped: s2 was subscribed throughout and never asked about u0"],
				"asked-once": [12, "asked-once: s1 was asked about u0 again, after others"],
			},
			"a discovery",
		]);
	});

	it("visits all where nothing is lost, and checks as many steps as a search that observes each in full", async () => {
		const actions = countedAlphabet(TWO);
		const { states, exercised, violations, stoppedBy } = await traced(mirror(TWO), actions);
		const full = await comparedInTarget(mirror(TWO), actions);
		expect([states, exercised, violations.size, stoppedBy]).toEqual([full.states, full.exercised, 0, undefined]);
	});

	it("says that it was cut short by a limit", async () => {
		const { violations, stoppedBy } = await traced(mirror(THREE, await loadFault(SWAPPED)), SIGNALS, 20);
		expect([violations.size, stoppedBy]).toEqual([0, "the limit of states"]);
	});
});

describe("the conditions on single steps", () => {
	it.each<readonly [string, Scope, readonly Action[], number]>([
		["all actions", TWO, countedAlphabet(TWO), 2426],
		["about signals", THREE, SIGNALS, 4260],
	])("find what whole traces show in the specification, which is nothing: %s", (_, scope, actions, steps) => {
		const compared = comparedInSpecification(new System(scope), actions);
		expect(compared).toMatchObject({ disagreements: [], broken: 0, steps });
	});

	it.each<readonly [Revision, Scope, readonly Action[], number]>([
		["clear-waiting", TWO, countedAlphabet(TWO), 2426],
		["faithful", TWO, countedAlphabet(TWO), 8076],
		["clear-waiting", THREE, SIGNALS, 4260],
	])(
		"find what whole traces show in targets that keep the order: %s at %j",
		async (revision, scope, actions, steps) => {
			const compared = await comparedInTarget(mirror(scope, EventFacility, revision), actions);
			expect(compared).toMatchObject({ disagreements: [], broken: 0, steps });
		},
	);

	it.each([
		["indexes-not-shifted", 288, 4260],
		["waiters-at-the-slot-step-over-one", 66, 4260],
		["first-subscriber-left-out", 30, 1074],
		["answer-does-not-move-on", 108, 2388],
	])("are broken before whole traces show a mistake, as long as the order is kept: %s", async (name, broken, steps) => {
		const compared = await comparedInTarget(mirror(THREE, await loadFault(faultNamed(name))), SIGNALS);
		expect(compared).toMatchObject({ disagreements: [], broken, steps });
	});
});
