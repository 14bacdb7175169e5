import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCanonical, orbitSize, Tuples } from "../../../../explore/fast/rows/tuples.ts";
import { ordersOf } from "../../../support/states.ts";

const SEED = 37;

const byNumber = (a: number, b: number): number => a - b;

/** Widths and numbers of local states with short keys, and such as need keys of text. */
const shape = fc.constantFrom([1, 5], [3, 40], [5, 256], [9, 200]);
const tuples = shape.chain(([width = 1, locals = 1]) =>
	fc.record({
		width: fc.constant(width),
		locals: fc.constant(locals),
		all: fc.array(
			fc.array(fc.oneof(fc.nat(Math.min(2, locals - 1)), fc.nat(locals - 1)), { minLength: width, maxLength: width }),
			{ maxLength: 50 },
		),
	}),
);

describe("tuples of local states", () => {
	it.each([false, true])(`have the numbers that a map has, with symmetry %s (seed ${SEED})`, (symmetry) => {
		const property = fc.property(tuples, ({ width, locals, all }) => {
			const [numbered, map] = [new Tuples(width, locals, symmetry), new Map<string, number>()];
			for (const tuple of all) {
				const canonical = symmetry ? tuple.toSorted(byNumber) : tuple;
				const number = map.get(canonical.join()) ?? map.size;
				map.set(canonical.join(), number);
				expect(numbered.number(Uint8Array.from(tuple))).toBe(number);
				expect([...numbered.tuple(number)]).toEqual(canonical);
				expect(numbered.size).toBe(map.size);
			}
		});
		fc.assert(property, { seed: SEED });
	});

	it(`are canonical where they are sorted, and have as many orders as can be written down (seed ${SEED})`, () => {
		const property = fc.property(fc.array(fc.nat(3), { maxLength: 6 }), (tuple) => {
			const sorted = tuple.toSorted(byNumber);
			expect(isCanonical(Uint8Array.from(tuple))).toBe(tuple.join() === sorted.join());
			const orders = new Set(ordersOf(tuple).map((order) => order.join()));
			expect(orbitSize(Uint8Array.from(sorted))).toBe(orders.size);
		});
		fc.assert(property, { seed: SEED });
	});
});
