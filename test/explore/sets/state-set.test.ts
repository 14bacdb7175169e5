import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countBeginnings, FlatSet, type StateSet } from "../../../explore/sets/state-set.ts";
import { TreeSet } from "../../../explore/sets/tree-set.ts";

const SEED = 31;

/** The sets, each made for tuples of a width. */
const SETS: readonly (readonly [string, (width: number) => StateSet])[] = [
	["a flat set", (width) => new FlatSet(width)],
	["a tree set", (width) => new TreeSet(width)],
];

/** Words that often come again, and such as are at the ends of what a word can be. */
const word = fc.oneof(
	{ weight: 4, arbitrary: fc.nat(3) },
	fc.constantFrom(0x7fff_ffff, -0x8000_0000, -1, 0xffff, 0x1_0000),
);

/** Tuples of one width, and after which of them an earlier one is loaded: a tree set adds others beside that one. */
const tuples = fc.integer({ min: 1, max: 40 }).chain((width) =>
	fc.record({
		width: fc.constant(width),
		steps: fc.array(
			fc.record({
				words: fc.array(word, { minLength: width, maxLength: width }),
				load: fc.option(fc.nat(), { nil: undefined }),
			}),
			{ maxLength: 60 },
		),
	}),
);

/** A set as nobody could get it wrong: the numbers of tuples by their text. */
class PlainSet {
	readonly tuples: (readonly number[])[] = [];
	readonly #numbers = new Map<string, number>();

	add(words: readonly number[]): number {
		const known = this.#numbers.get(words.join());
		if (known !== undefined) return ~known;
		this.#numbers.set(words.join(), this.tuples.length);
		return this.tuples.push(words) - 1;
	}
}

describe.each(SETS)("%s", (_, make) => {
	it(`numbers tuples in the order in which they come, and gives them back (seed ${SEED})`, () => {
		const property = fc.property(tuples, ({ width, steps }) => {
			const [set, plain] = [make(width), new PlainSet()];
			const loaded = new Int32Array(width);
			for (const { words, load } of steps) {
				expect(set.add(Int32Array.from(words))).toBe(plain.add(words));
				expect(set.size).toBe(plain.tuples.length);
				if (load === undefined) continue;
				set.load(load % set.size, loaded);
				expect([...loaded]).toEqual(plain.tuples[load % set.size]);
			}
		});
		fc.assert(property, { seed: SEED, numRuns: 200 });
	});

	it("keeps apart and finds again more tuples than its first index and page have room for", () => {
		const set = make(2);
		const tuple = (number: number): Int32Array => Int32Array.of(number % 251, (number / 251) | 0);
		const count = 40_000;
		for (let number = 0; number < count; number++)
			if (set.add(tuple(number)) !== number) expect.fail(`${number} is old`);
		const words = new Int32Array(2);
		for (let number = 0; number < count; number++) {
			if (set.add(tuple(number)) !== ~number) expect.fail(`${number} is new`);
			set.load(number, words);
			if (words.join() !== tuple(number).join()) expect.fail(`${number} is ${words}`);
		}
		expect(set.size).toBe(count);
		expect(set.bytes).toBeGreaterThan(count * 4);
	});

	it("counts as many beginnings as there are", () => {
		const property = fc.property(tuples, fc.nat(), ({ width, steps }, at) => {
			const length = 1 + (at % width);
			const set = make(width);
			for (const { words } of steps) set.add(Int32Array.from(words));
			const beginnings = new Set(steps.map(({ words }) => words.slice(0, length).join()));
			expect(countBeginnings(set, width, length)).toBe(beginnings.size);
		});
		fc.assert(property, { seed: SEED, numRuns: 100 });
	});
});
