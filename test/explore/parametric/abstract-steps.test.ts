import { describe, expect, it } from "vitest";
import { SystemModel } from "../../../explore/models/system-model.ts";
import { abstractionOf, stateNumber } from "../../../explore/parametric/abstract-state.ts";
import { AbstractSteps, MAY_CHANGE_NOTHING } from "../../../explore/parametric/abstract-steps.ts";
import { searchAbstraction } from "../../../explore/parametric/search-abstraction.ts";
import { search } from "../../../explore/search.ts";
import { formatAction } from "../../../model/action.ts";
import type { Scope } from "../../../model/scope.ts";
import type { State } from "../../../model/state.ts";
import { System } from "../../../model/system.ts";

/** Steps of the specification at a scope that the abstraction does not have, and the number of those that it has. */
async function uncovered(scope: Scope): Promise<{ readonly missing: readonly string[]; readonly covered: number }> {
	const model = new SystemModel(new System(scope));
	const steps = new AbstractSteps(scope.slots);
	const successors = new Map<number, ReadonlySet<string>>();
	const successorsOf = (state: number): ReadonlySet<string> => {
		const known = successors.get(state);
		if (known) return known;
		const found = new Set(MAY_CHANGE_NOTHING.map((kind) => `${kind} ${state}`));
		steps.successors(state, (kind, next) => found.add(`${kind} ${next}`));
		successors.set(state, found);
		return found;
	};
	const missing: string[] = [];
	let covered = 0;
	const check = (before: State, index: number, after: State): readonly never[] => {
		const action = model.action(index);
		const next = stateNumber(abstractionOf(after));
		if (successorsOf(stateNumber(abstractionOf(before))).has(`${action.kind} ${next}`)) covered++;
		else missing.push(formatAction(scope, action));
		return [];
	};
	await search(model, [{ kind: "step", check }]);
	return { missing, covered };
}

describe("the steps of the abstraction", () => {
	const scopes: readonly Scope[] = [
		{ users: 1, services: 1, slots: 1 },
		{ users: 2, services: 1, slots: 1 },
		{ users: 3, services: 1, slots: 2 },
		{ users: 1, services: 2, slots: 1 },
		{ users: 1, services: 2, slots: 2 },
		{ users: 0, services: 3, slots: 4 },
	];
	it.each(scopes)("cover every step of the specification at $users u $services s $slots k", async (scope) => {
		const { missing, covered } = await uncovered(scope);
		expect(missing.slice(0, 5)).toEqual([]);
		expect(covered).toBeGreaterThan(500);
	});
});

describe("the search of the abstraction", () => {
	it("reaches every list of states of a slot: 71; 4,971; 347,971 for up to 1, 2, 3 slots", async () => {
		const found = [await searchAbstraction(1), await searchAbstraction(2), await searchAbstraction(3)];
		expect(found).toEqual([
			{ slots: 1, states: 71, of: 71, transitions: 427, depth: 7 },
			{ slots: 2, states: 4971, of: 4971, transitions: 49_917, depth: 14 },
			{ slots: 3, states: 347_971, of: 347_971, transitions: 4_896_017, depth: 21 },
		]);
	});
});
