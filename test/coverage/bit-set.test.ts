import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitSet } from "../../coverage/bit-set.ts";

const SEED = 40;
const sets = fc.integer({ min: 1, max: 70 }).chain((length) => {
	const numbers = fc.array(fc.nat(length - 1));
	return fc.tuple(fc.constant(length), numbers, numbers);
});

function setOf(length: number, numbers: readonly number[]): BitSet {
	const set = new BitSet(length);
	for (const number of numbers) set.add(number);
	return set;
}

function members(set: BitSet): readonly number[] {
	return Array.from({ length: set.length }, (_, number) => number).filter((number) => set.has(number));
}

const sorted = (numbers: Iterable<number>): readonly number[] => [...new Set(numbers)].sort((a, b) => a - b);

describe("a set of bits", () => {
	it(`has the members, the size and the unions that a set of numbers has (seed ${SEED})`, () => {
		const property = fc.property(sets, ([length, one, other]) => {
			const [first, second] = [setOf(length, one), setOf(length, other)];
			expect(members(first)).toEqual(sorted(one));
			expect(first.size).toBe(new Set(one).size);
			expect(members(first.union(second))).toEqual(sorted([...one, ...other]));
			expect([members(first), members(second)]).toEqual([sorted(one), sorted(other)]);
		});
		fc.assert(property, { seed: SEED });
	});

	it(`comes back from its text, which is that of no set of another length in bytes (seed ${SEED})`, () => {
		const property = fc.property(sets, ([length, one]) => {
			const text = setOf(length, one).toString();
			const back = BitSet.parse(text, length);
			expect(back && members(back)).toEqual(sorted(one));
			expect(BitSet.parse(text, length + 8)).toBeUndefined();
			expect(BitSet.parse(`${text} `, length)).toBeUndefined();
			if (one.includes(length - 1)) expect(BitSet.parse(text, length - 1)).toBeUndefined();
		});
		fc.assert(property, { seed: SEED });
	});
});
