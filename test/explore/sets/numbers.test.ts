import fc from "fast-check";
import { expect, it } from "vitest";
import { countBits } from "../../../explore/sets/count-bits.ts";
import { Numbers } from "../../../explore/sets/numbers.ts";

const SEED = 34;
const word = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });

it(`a list of numbers is an array, however long (seed ${SEED})`, () => {
	const property = fc.property(fc.array(word, { maxLength: 40 }), fc.integer({ min: 1, max: 60 }), (some, times) => {
		const numbers = new Numbers();
		const array = Array.from({ length: times }, () => some).flat();
		for (const number of array) numbers.push(number);
		expect([...numbers.toArray()]).toEqual(array);
		expect(array.map((_, index) => numbers.at(index))).toEqual(array);
		expect(numbers.bytes).toBeGreaterThanOrEqual(4 * array.length);
	});
	fc.assert(property, { seed: SEED });
});

it(`bits are counted as they stand in the text of a word (seed ${SEED})`, () => {
	const property = fc.property(word, (bits) => {
		expect(countBits(bits)).toBe((bits >>> 0).toString(2).replaceAll("0", "").length);
	});
	fc.assert(property, { seed: SEED, examples: [[0], [-1], [-0x8000_0000]] });
});
