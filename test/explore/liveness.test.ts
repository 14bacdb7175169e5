import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import { checkLiveness, type Fairness, type LivenessProperty } from "../../explore/liveness.ts";
import type { Model } from "../../explore/model.ts";
import { type Row, tableModel } from "../support/table-model.ts";

function fair(...actions: readonly number[]): Fairness {
	return { name: `fair ${actions.join(" ")}`, actions: new Set(actions) };
}

/** Goes from 0 to 1 by action 0, and back by action 1. */
const CLOCK = tableModel(
	[0, 1],
	[
		[0, 0, 1],
		[1, 1, 0],
	],
);

const [INCREMENT, RESET, STAY] = [0, 1, 2];

/** Counts from 0 to 3 and may start again or stay at any time; it ends at 3. */
const COUNTER = tableModel(
	[0],
	[0, 1, 2].flatMap((count): readonly Row[] => [
		[count, INCREMENT, count + 1],
		[count, RESET, 0],
		[count, STAY, count],
	]),
);

describe("a liveness check of a binary clock", () => {
	it("holds where every run comes to the goal, with or without fairness", async () => {
		const property = { goal: (state: number) => state === 1 };
		expect(await checkLiveness(CLOCK, property)).toEqual({ verdict: "holds", states: 2, transitions: 2 });
		expect(await checkLiveness(CLOCK, { ...property, fairness: [fair(0)] })).toMatchObject({ verdict: "holds" });
	});

	it("is violated by the loop between both states where neither satisfies the goal", async () => {
		expect(await checkLiveness(CLOCK, { goal: () => false, fairness: [fair(0), fair(1)] })).toEqual({
			verdict: "violated",
			states: 2,
			transitions: 2,
			lasso: {
				stem: { actions: [], states: [0] },
				loop: { actions: [0, 1], states: [0, 1, 0] },
				taken: ["fair 0", "fair 1"],
			},
		});
	});

	it("is unknown where no reachable state satisfies the trigger", async () => {
		expect(await checkLiveness(CLOCK, { trigger: (state) => state === 2, goal: () => false })).toEqual({
			verdict: "unknown",
			reason: "no reachable state satisfies the trigger",
		});
	});
});

describe("a liveness check of a counter", () => {
	const atEnd = (state: number): boolean => state === 3;

	it("is violated without fairness by the shortest loop", async () => {
		expect(await checkLiveness(COUNTER, { goal: atEnd })).toMatchObject({
			verdict: "violated",
			lasso: { stem: { actions: [] }, loop: { states: [0, 0] }, taken: [] },
		});
	});

	it("is violated where fairness alone does not exclude resets", async () => {
		expect(await checkLiveness(COUNTER, { goal: atEnd, fairness: [fair(INCREMENT)] })).toMatchObject({
			lasso: { loop: { actions: [INCREMENT, RESET], states: [0, 1, 0] }, taken: ["fair 0"] },
		});
	});

	it("holds where the loops that are left are unfair", async () => {
		const rows: readonly Row[] = [0, 1, 2].flatMap((count): readonly Row[] => [
			[count, INCREMENT, count + 1],
			[count, STAY, count],
		]);
		const property: LivenessProperty<number> = { goal: atEnd, fairness: [fair(INCREMENT)] };
		expect(await checkLiveness(tableModel([0], rows), property)).toMatchObject({ verdict: "holds", states: 4 });
	});

	it("is violated by a run that ends, whatever is fair", async () => {
		const property = { goal: (state: number) => state === 4, fairness: [fair(INCREMENT), fair(RESET), fair(STAY)] };
		const rows: readonly Row[] = [0, 1, 2].map((count): Row => [count, INCREMENT, count + 1]);
		expect(await checkLiveness(tableModel([0], rows), property)).toMatchObject({
			lasso: { stem: { states: [0, 1, 2, 3] }, loop: { actions: [], states: [3] }, taken: [] },
		});
	});

	it("is unknown where a limit ends the search", async () => {
		const limits = { ...UNLIMITED, states: 2 };
		expect(await checkLiveness(COUNTER, { goal: atEnd }, { limits })).toEqual({
			verdict: "unknown",
			reason: "stopped by the limit of states",
		});
	});
});

describe("a liveness check of a table", () => {
	// 0 -> 1 <-> 2, 1 -> 3, where 3 has a loop; 2 has no action 1.
	const table = tableModel(
		[0],
		[
			[0, 0, 1],
			[1, 0, 2],
			[2, 0, 1],
			[1, 1, 3],
			[3, 0, 3],
		],
	);

	it("accepts a loop in which a fair action is enabled now and then only", async () => {
		expect(await checkLiveness(table, { goal: (state) => state === 3, fairness: [fair(1)] })).toMatchObject({
			lasso: { stem: { states: [0, 1] }, loop: { states: [1, 2, 1] }, taken: [] },
		});
	});

	it("follows runs from the trigger on, and from there on through no goal", async () => {
		const goal = (state: number): boolean => state === 1;
		expect(await checkLiveness(table, { goal, trigger: (state) => state === 2 })).toMatchObject({ verdict: "holds" });
		expect(await checkLiveness(table, { goal, trigger: (state) => state === 3 })).toMatchObject({
			lasso: { stem: { states: [0, 1, 3] }, loop: { states: [3, 3] } },
		});
	});
});

/** A small graph and a question about it; sets of states and actions are lists of flags. */
interface Question {
	readonly rows: readonly Row[];
	readonly initial: readonly number[];
	readonly triggers: readonly boolean[] | undefined;
	readonly goals: readonly boolean[];
	readonly fairness: readonly (readonly number[])[];
}

const [STATES, ACTIONS] = [5, 3];
const STATE = fc.nat({ max: STATES - 1 });
const ACTION = fc.nat({ max: ACTIONS - 1 });
const QUESTION: fc.Arbitrary<Question> = fc.record({
	rows: fc.array(fc.tuple(STATE, ACTION, STATE), { maxLength: 12 }),
	initial: fc.array(STATE, { minLength: 1, maxLength: 2 }),
	triggers: fc.option(fc.array(fc.boolean(), { minLength: STATES, maxLength: STATES }), { nil: undefined }),
	goals: fc.array(
		fc.nat({ max: 3 }).map((one) => one === 0),
		{ minLength: STATES, maxLength: STATES },
	),
	fairness: fc.array(fc.uniqueArray(ACTION, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
});

/** Shortest distances between the states of a subgraph, by Floyd and Warshall; at least one step from a state to itself. */
function distances(rows: readonly Row[], contains: (state: number) => boolean): readonly (readonly number[])[] {
	const all = Array.from({ length: STATES }, () => Array.from({ length: STATES }, () => Number.POSITIVE_INFINITY));
	const at = (from: number, to: number): number => all[from]?.[to] ?? Number.POSITIVE_INFINITY;
	const set = (from: number, to: number, distance: number): void => {
		const row = all[from];
		if (row && distance < at(from, to)) row[to] = distance;
	};
	for (const [from, , to] of rows) if (contains(from) && contains(to)) set(from, to, 1);
	for (let middle = 0; middle < STATES; middle++) {
		for (let from = 0; from < STATES; from++) {
			for (let to = 0; to < STATES; to++) set(from, to, at(from, middle) + at(middle, to));
		}
	}
	return all;
}

/** All sets of states without a goal that a fair run can stay in for ever or, one state, end in. */
function fairSets({ rows, goals, fairness }: Question): readonly (readonly number[])[] {
	const subsets = Array.from({ length: 1 << STATES }, (_, bits) =>
		Array.from({ length: STATES }, (_, state) => state).filter((state) => (bits >> state) & 1),
	);
	return subsets.filter((states) => {
		if (states.length === 0 || states.some((state) => goals[state])) return false;
		if (states.length === 1 && !rows.some(([from]) => from === states[0])) return true;
		const inside = rows.filter(([from, , to]) => states.includes(from) && states.includes(to));
		const within = distances(inside, () => true);
		const isConnected = states.every((from) => states.every((to) => Number.isFinite(within[from]?.[to])));
		const isEnabled = (actions: readonly number[], state: number): boolean =>
			rows.some(([from, action]) => from === state && actions.includes(action));
		return (
			isConnected &&
			fairness.every(
				(actions) =>
					inside.some(([, action]) => actions.includes(action)) || states.some((state) => !isEnabled(actions, state)),
			)
		);
	});
}

/** The least number of actions to a state that a fair run without a goal can be in for ever; Infinity for none. */
function shortestStem(question: Question): number {
	const { rows, initial, goals } = question;
	const triggers = question.triggers ?? goals.map((_, state) => initial.includes(state));
	const before = distances(rows, () => true);
	const after = distances(rows, (state) => !goals[state]);
	const least = (all: readonly (readonly number[])[], from: number, to: number): number =>
		from === to ? 0 : (all[from]?.[to] ?? Number.POSITIVE_INFINITY);
	const ends = new Set(fairSets(question).flat());
	const lengths = initial.flatMap((start) =>
		[...goals.keys()]
			.filter((state) => triggers[state] && !goals[state])
			.flatMap((trigger) => [...ends].map((end) => least(before, start, trigger) + least(after, trigger, end))),
	);
	return Math.min(...lengths);
}

function modelOf({ initial, rows }: Question): Model<number> {
	return tableModel(initial, rows);
}

function propertyOf({ triggers, goals, fairness }: Question): LivenessProperty<number> {
	return {
		...(triggers && { trigger: (state: number) => triggers[state] ?? false }),
		goal: (state) => goals[state] ?? false,
		fairness: fairness.map((actions) => fair(...actions)),
	};
}

describe("a liveness check of random small graphs", () => {
	const runs = { seed: 14, numRuns: 300 };
	const counts = { holds: 0, violated: 0, unknown: 0 };

	it("agrees with a naive one that tries every set of states, and gives a shortest stem and a fair loop", async () => {
		const property = fc.asyncProperty(QUESTION, async (question) => {
			const outcome = await checkLiveness(modelOf(question), propertyOf(question));
			counts[outcome.verdict]++;
			const shortest = shortestStem(question);
			expect(outcome.verdict === "violated").toBe(Number.isFinite(shortest));
			if (outcome.verdict !== "violated") return;
			const { stem, loop, taken } = outcome.lasso;
			expect(stem.actions.length).toBe(shortest);
			expectRun(question, stem.actions, stem.states);
			expectRun(question, loop.actions, loop.states);
			expect(question.initial).toContain(stem.states[0]);
			expect([loop.states[0], loop.states.at(-1)]).toEqual([stem.states.at(-1), stem.states.at(-1)]);
			expect(loop.states.filter((state) => question.goals[state])).toEqual([]);
			for (const actions of question.fairness) expectFair(question, actions, loop, taken);
		});
		await fc.assert(property, runs);
		expect(Math.min(counts.holds, counts.violated, counts.unknown)).toBeGreaterThan(10);
	});

	function expectRun({ rows }: Question, actions: readonly number[], states: readonly number[]): void {
		expect(states.length).toBe(actions.length + 1);
		for (const [index, action] of actions.entries())
			expect(rows).toContainEqual([states[index], action, states[index + 1]]);
	}

	function expectFair(
		{ rows }: Question,
		actions: readonly number[],
		loop: { readonly actions: readonly number[]; readonly states: readonly number[] },
		taken: readonly string[],
	): void {
		const isTaken = loop.actions.some((action) => actions.includes(action));
		const isEnabled = (state: number): boolean =>
			rows.some(([from, action]) => from === state && actions.includes(action));
		expect(taken.includes(fair(...actions).name)).toBe(isTaken);
		expect(isTaken || !loop.states.every(isEnabled)).toBe(true);
	}
});
