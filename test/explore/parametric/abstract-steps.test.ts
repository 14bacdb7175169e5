import { describe, expect, it } from "vitest";
import { SystemModel } from "../../../explore/models/system-model.ts";
import { abstractionOf, abstractState, slotNumber, stateNumber } from "../../../explore/parametric/abstract-state.ts";
import { AbstractSteps, MAY_CHANGE_NOTHING } from "../../../explore/parametric/abstract-steps.ts";
import { searchAbstraction } from "../../../explore/parametric/search-abstraction.ts";
import { search } from "../../../explore/search.ts";
import { alphabet, formatAction } from "../../../model/action.ts";
import type { Scope } from "../../../model/scope.ts";
import type { State } from "../../../model/state.ts";
import { System } from "../../../model/system.ts";

/** Steps of the specification at a scope, of every kind of action, that the abstraction does not have; and the number that it has. */
async function uncovered(scope: Scope): Promise<{ readonly missing: readonly string[]; readonly covered: number }> {
	const system = new System(scope);
	const steps = new AbstractSteps(scope.slots);
	const successors = new Map<number, ReadonlySet<string>>();
	const successorsOf = (state: number): ReadonlySet<string> => {
		const known = successors.get(state);
		if (known) return known;
		const found = new Set(MAY_CHANGE_NOTHING.map((kind) => `${kind} ${state}`));
		const count = steps.take(state);
		for (let step = 0; step < count; step++) found.add(`${steps.kindOf(step)} ${steps.next[step]}`);
		successors.set(state, found);
		return found;
	};
	const missing: string[] = [];
	let covered = 0;
	const take = (before: State): boolean => {
		for (const action of alphabet(scope)) {
			if (!system.isEnabled(before, action)) continue;
			const next = abstractionOf(system.step(before, action).state);
			// A slot without a known bit and without a process that waits is beyond the abstraction: docs/adr/025.
			if (action.kind === "unknownMask" && next.some((slot) => slotNumber(slot) < 0)) continue;
			const kind = action.kind === "unknownMask" ? "setMask" : action.kind;
			if (successorsOf(stateNumber(abstractionOf(before))).has(`${kind} ${stateNumber(next)}`)) covered++;
			else missing.push(formatAction(scope, action));
		}
		return true;
	};
	await search(new SystemModel(system), [{ kind: "always", name: "covered", holds: take }]);
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
	it("do not have a step that the specification does not take: a slot is not given back where replies are pending", () => {
		const steps = new AbstractSteps(1);
		const lingering = stateNumber([{ mask: 0, leaving: false, signal: 2, exit: 0 }]);
		const count = steps.take(lingering);
		const replies = Array.from({ length: count }, (_, step) => step).filter((step) => steps.kindOf(step) === "reply");
		const next = replies.map((step) => abstractState(steps.next[step] ?? 0));
		expect(next).toEqual([1, 2].map((signal) => [{ mask: 0, leaving: false, signal, exit: 0 }]));
	});

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
