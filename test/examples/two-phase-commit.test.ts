import { search } from "rollcall";
import { describe, expect, it } from "vitest";
import { PROPERTIES, TwoPhaseCommit } from "../../examples/two-phase-commit.ts";

describe("two-phase commit", () => {
	it.each([
		{ managers: 3, states: 288, canonical: 80, transitions: 1145, depth: 10 },
		{ managers: 5, states: 8832, canonical: 314, transitions: 58_145, depth: 16 },
	])("has $states states with $managers resource managers, $canonical up to symmetry", async (expected) => {
		const { states, transitions, depth } = expected;
		const model = new TwoPhaseCommit(expected.managers);
		const counts = { states, transitions, depth, stoppedBy: undefined };
		expect(await search(model, [])).toMatchObject({ ...counts, stored: expected.canonical });
		expect(await search(model, [], { symmetry: false })).toMatchObject({ ...counts, stored: states });
	});

	it("is consistent, and reaches both agreements", async () => {
		for (const symmetry of [true, false]) {
			const { discoveries } = await search(new TwoPhaseCommit(3), PROPERTIES, { symmetry });
			expect(discoveries.map(({ name, trace }) => [name, trace.actions.length])).toEqual([
				["abort agreement", 3],
				["commit agreement", 10],
			]);
		}
	});

	it("gives a witness of real states and actions where symmetry reduces them", async () => {
		const model = new TwoPhaseCommit(2);
		const { discoveries } = await search(model, PROPERTIES);
		const trace = discoveries.find(({ name }) => name === "commit agreement")?.trace;
		const states = trace?.states ?? [];
		for (const [index, action] of (trace?.actions ?? []).entries()) {
			const [before] = states.slice(index);
			if (before) expect(successor(model, before, action)).toEqual(states[index + 1]);
		}
		expect(states.at(-1)?.managers.map(({ state }) => state)).toEqual(["committed", "committed"]);
	});
});

type State = ReturnType<TwoPhaseCommit["initial"]>[number];

function successor(model: TwoPhaseCommit, before: State, action: number): State | undefined {
	let found: State | undefined;
	model.successors(before, (taken, next) => {
		if (taken === action) found = next;
	});
	return found;
}
