import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	abstractionOf,
	abstractState,
	SLOT_STATES,
	slotNumber,
	stateCount,
	stateNumber,
} from "../../../explore/parametric/abstract-state.ts";
import { alphabet } from "../../../model/action.ts";
import { System } from "../../../model/system.ts";
import { reachedStates } from "../../support/states.ts";

describe("the abstract state", () => {
	it("has 70 states of a slot, and 71; 4,971; 347,971; 24,357,971 of up to 1, 2, 3, 4 slots", () => {
		expect(SLOT_STATES).toHaveLength(70);
		expect([1, 2, 3, 4].map(stateCount)).toEqual([71, 4971, 347_971, 24_357_971]);
	});

	it("numbers the states of a slot in the order of their list, and no others", () => {
		expect(SLOT_STATES.map(slotNumber)).toEqual([...SLOT_STATES.keys()]);
		expect(slotNumber({ mask: 0, leaving: false, signal: 0, exit: 0 })).toBe(-1);
	});

	it("numbers lists of slots without a gap", () => {
		const longest = stateCount(2) - 1;
		for (let number = 0; number <= longest; number++) {
			const state = abstractState(number);
			expect(stateNumber(state)).toBe(number);
			expect(state.length).toBe(number < 1 ? 0 : number < stateCount(1) ? 1 : 2);
		}
		for (const number of [stateCount(4) - 1, stateCount(3), 7_654_321]) {
			expect(stateNumber(abstractState(number))).toBe(number);
			expect(abstractState(number)).toHaveLength(4);
		}
	});
});

describe("the abstraction of a state of the specification", () => {
	it("counts who waits as none, one and several", () => {
		const scope = { users: 3, services: 1, slots: 1 };
		const system = new System(scope);
		const counts = [0, 1, 2].reduce(
			({ state, seen }, process) => {
				const next = alphabet(scope, ["spawn", "signal", "vfsReply"])
					.filter((action) => action.process === process)
					.reduce((from, action) => system.step(from, action).state, state);
				return { state: next, seen: [...seen, abstractionOf(next)[0]?.signal] };
			},
			{ state: subscribed(system), seen: [] as (number | undefined)[] },
		);
		expect(counts.seen).toEqual([1, 2, 2]);
		expect(abstractionOf(counts.state)).toEqual([{ mask: 2, leaving: false, signal: 2, exit: 0 }]);
	});

	it("is a list of states of a slot, in every state that counted actions reach", () => {
		const scope = { users: 3, services: 2, slots: 2 };
		fc.assert(
			fc.property(reachedStates(scope), (state) => {
				const found = abstractionOf(state);
				expect(found).toHaveLength(state.slots.length);
				expect(found.map(slotNumber)).not.toContain(-1);
			}),
			{ seed: 1, numRuns: 60 },
		);
	});
});

/** The service of a scope with three users, subscribed to signals. */
function subscribed(system: System) {
	const spawned = system.step(system.initial, { kind: "spawn", process: 3 }).state;
	return system.step(spawned, { kind: "setMask", process: 3, mask: 2 }).state;
}
