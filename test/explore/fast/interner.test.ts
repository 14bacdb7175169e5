import fc from "fast-check";
import { expect, it } from "vitest";
import { Interner, ListInterner } from "../../../explore/fast/interner.ts";

const SEED = 35;

it(`an interner makes a value once for each key, and gives the same one ever after (seed ${SEED})`, () => {
	const property = fc.property(fc.array(fc.constantFrom("", "a", "b", "c,d", "constructor")), (keys) => {
		const [interner, map] = [new Interner<object>(), new Map<string, object>()];
		for (const key of keys) {
			const value = interner.of(key, () => {
				expect(map.has(key)).toBe(false);
				return { key };
			});
			expect(value).toBe(map.get(key) ?? value);
			map.set(key, value);
		}
	});
	fc.assert(property, { seed: SEED });
});

it(`interned lists are the same object exactly where they are equal (seed ${SEED})`, () => {
	const list = fc.array(fc.constantFrom(-1, 0, 1, 11), { maxLength: 3 });
	const property = fc.property(list, list, (one, other) => {
		const interner = new ListInterner();
		const [first, second] = [interner.of(one), interner.of(other)];
		expect([first, second]).toEqual([one, other]);
		expect(first === second).toBe(one.length === other.length && one.every((word, index) => word === other[index]));
	});
	fc.assert(property, { seed: SEED });
});
