import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import type { Model, Property } from "../../explore/model.ts";
import { NOT_FOLLOWED, type SavedSearch, search } from "../../explore/search.ts";
import { FlatSet, type StateSet } from "../../explore/sets/state-set.ts";
import { TreeSet } from "../../explore/sets/tree-set.ts";

const SEED = 14;

/** Two counters below a bound, each of which an action increments: as many states as the square of the bound. */
class Counters implements Model<readonly number[]> {
	readonly width = 2;
	readonly #bound: number;

	constructor(bound: number) {
		this.#bound = bound;
	}

	initial(): readonly (readonly number[])[] {
		return [[0, 0]];
	}

	successors([a = 0, b = 0]: readonly number[], emit: (action: number, next: readonly number[]) => void): void {
		if (a + 1 < this.#bound) emit(0, [a + 1, b]);
		if (b + 1 < this.#bound) emit(1, [a, b + 1]);
	}

	encode(state: readonly number[], words: Int32Array): void {
		words.set(state);
	}

	decode(words: Int32Array): readonly number[] {
		return [...words];
	}

	/** The two counters are interchangeable. */
	canonical(words: Int32Array): number {
		const isPair = words[0] === words[1];
		words.sort();
		return isPair ? 1 : 2;
	}

	actionName(action: number): string {
		return action === 0 ? "a" : "b";
	}
}

const sums = (sum: number): Property<readonly number[]> => ({
	kind: "always",
	name: `the sum is not ${sum}`,
	holds: ([a = 0, b = 0]) => a + b !== sum,
});

describe("a search", () => {
	it("visits every state once, counts transitions and the longest shortest path", async () => {
		const found = await search(new Counters(5), [], { symmetry: false });
		expect(found).toMatchObject({ stored: 25, states: 25, transitions: 40, depth: 8, stoppedBy: undefined });
	});

	it("with symmetry stores one state of each class, and counts what it stands for", async () => {
		expect(await search(new Counters(5), [])).toMatchObject({ stored: 15, states: 25, transitions: 40, depth: 8 });
	});

	it("depth first visits the same states", async () => {
		const found = await search(new Counters(5), [], { order: "depth-first", symmetry: false });
		expect(found).toMatchObject({ stored: 25, transitions: 40 });
	});

	it.each([true, false])(
		"gives a shortest trace to a state that violates an invariant, with symmetry: %s",
		async (symmetry) => {
			const [found] = (await search(new Counters(5), [sums(3)], { symmetry })).discoveries;
			expect(found).toMatchObject({ kind: "always", name: "the sum is not 3", occurrences: 4 });
			expect(found?.trace.actions).toHaveLength(3);
			expect(found?.trace.states).toHaveLength(4);
			expect(found?.trace.states[0]).toEqual([0, 0]);
			expect(found?.trace.states.at(-1)?.reduce((a, b) => a + b)).toBe(3);
		},
	);

	it("gives a shortest witness of what can happen", async () => {
		const property = {
			kind: "sometimes",
			name: "three and two",
			holds: ([a, b]: readonly number[]) => a === 3 && b === 2,
		} as const;
		const [found] = (await search(new Counters(5), [property], { symmetry: false })).discoveries;
		expect(found?.trace.actions).toHaveLength(5);
	});

	it.each([true, false])(
		"gives a shortest witness of a transition, and follows it, with symmetry: %s",
		async (symmetry) => {
			const isReached = ([a = 0, b = 0]: readonly number[], _: number, [c = 0, d = 0]: readonly number[]) =>
				Math.min(a, b) === 1 && Math.min(c, d) === 2;
			const property = { kind: "witness", name: "the less is two", isReached } as const;
			const { stored, discoveries } = await search(new Counters(5), [property], { symmetry });
			expect(stored).toBe(symmetry ? 15 : 25);
			expect(discoveries).toMatchObject([{ kind: "witness", name: "the less is two" }]);
			expect(discoveries[0]?.trace.actions).toHaveLength(4);
		},
	);

	it("does not follow a transition that violates a property, and says how many there are", async () => {
		const check = (_: readonly number[], action: number, [, b = 0]: readonly number[]) =>
			action === 1 && b === 2 ? [{ key: "b is 2", detail: "b became 2" }] : [];
		const seen: number[] = [];
		const found = await search(new Counters(3), [{ kind: "step", check }], {
			symmetry: false,
			onTransition: (_, __, to) => void seen.push(to),
		});
		expect(found).toMatchObject({ stored: 6, notFollowed: 3 });
		expect(found.discoveries).toMatchObject([
			{ kind: "step", name: "b is 2", occurrences: 3, trace: { actions: [1, 1] } },
		]);
		expect(seen.filter((to) => to === NOT_FOLLOWED)).toHaveLength(3);
	});

	it("leads no trace through a transition that was not followed, though another leads to the same state", async () => {
		const edges = [
			{ from: 0, action: 0, to: 1, key: "first" },
			{ from: 0, action: 1, to: 1, key: undefined },
			{ from: 1, action: 2, to: 2, key: "second" },
		];
		const table: Model<number> = {
			width: 1,
			initial: () => [0],
			successors: (state, emit) => {
				for (const { from, action, to } of edges) if (from === state) emit(action, to);
			},
			encode: (state, words) => void words.set([state]),
			decode: ([state = 0]) => state,
			actionName: String,
		};
		const check = (_: number, action: number) =>
			edges.flatMap(({ action: own, key }) => (own === action && key ? [{ key, detail: "" }] : []));
		const { discoveries } = await search(table, [{ kind: "step", check }]);
		expect(discoveries.map(({ name, trace }) => [name, trace.actions])).toEqual([
			["first", [0]],
			["second", [1, 2]],
		]);
	});

	it("that is over with its first discovery is not complete, and says so", async () => {
		const found = await search(new Counters(100), [sums(3)], { symmetry: false, isOverWhenFound: true });
		expect(found.stoppedBy).toBe("a discovery");
		expect(found.discoveries).toHaveLength(1);
	});

	it.each([
		[{ states: 1_100 }, "the limit of states"],
		[{ bytes: 1 }, "the limit of memory"],
		[{ timeMs: 0 }, "the limit of time"],
	])("is stopped by %o, and says so", async (limit, stoppedBy) => {
		const found = await search(new Counters(100), [], { symmetry: false, limits: { ...UNLIMITED, ...limit } });
		expect(found.stoppedBy).toBe(stoppedBy);
	});

	it("is stopped by a signal", async () => {
		expect((await search(new Counters(100), [], { symmetry: false, signal: AbortSignal.abort() })).stoppedBy).toBe(
			"an interruption",
		);
	});

	it.each(["breadth-first", "depth-first"] as const)(
		"that was saved and gone on with %s ends as one that was not",
		async (order) => {
			let saved: SavedSearch | undefined;
			const onPause = (save: () => SavedSearch): void => {
				saved = save();
			};
			const how = { order, symmetry: false } as const;
			await search(new Counters(60), [sums(50)], { ...how, onPause, limits: { ...UNLIMITED, states: 1_000 } });
			const { bytes: _, ...resumed } = await search(new Counters(60), [sums(50)], { ...how, resumed: saved });
			const { bytes: __, ...whole } = await search(new Counters(60), [sums(50)], how);
			expect(resumed).toEqual(whole);
		},
	);
});

describe.each<[string, (width: number) => StateSet]>([
	["a flat set", (width) => new FlatSet(width)],
	["a tree set", (width) => new TreeSet(width)],
])("%s of states", (_, create) => {
	it(`numbers tuples as a map does, in whichever order they come (seed ${SEED})`, () => {
		const words = fc.integer({ min: -2, max: 3 });
		const tuples = fc
			.integer({ min: 1, max: 9 })
			.chain((width) =>
				fc.array(fc.array(words, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 3_000 }),
			);
		fc.assert(
			fc.property(tuples, (list) => {
				const width = list[0]?.length ?? 1;
				const [set, model] = [create(width), new Map<string, number>()];
				for (const tuple of list) {
					const known = model.get(tuple.join());
					if (known === undefined) model.set(tuple.join(), model.size);
					expect(set.add(Int32Array.from(tuple))).toBe(known === undefined ? model.size - 1 : ~known);
				}
				expect(set.size).toBe(model.size);
				const loaded = new Int32Array(width);
				for (const [key, number] of model) {
					set.load(number, loaded);
					expect(loaded.join()).toBe(key);
				}
			}),
			{ seed: SEED, numRuns: 30 },
		);
	});

	it("keeps a hundred thousand", () => {
		const set = create(3);
		const numbers = Array.from({ length: 100_000 }, (_, number) => number);
		expect(numbers.filter((number) => set.add(Int32Array.of(number & 63, number >> 6, 7)) !== number)).toEqual([]);
		expect(set.add(Int32Array.of(5, 0, 7))).toBe(~5);
		expect(set.bytes).toBeGreaterThan(0);
	});
});
