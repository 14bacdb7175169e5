import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PairTable } from "../../../explore/sets/pair-table.ts";

/** More than a page of pairs: small ones, then some with a large word among small ones. */
const PAIRS = Array.from({ length: 150_000 }, (_, index): readonly [number, number] => {
	if (index === 70_000) return [1 << 16, 5];
	if (index === 100_000) return [5, 0x7fff_ffff];
	return [index % 60_000, Math.floor(index / 60_000)];
});

function tableOf(pairs: readonly (readonly [number, number])[]): PairTable {
	const table = new PairTable();
	for (const [first, second] of pairs) table.number(first, second);
	return table;
}

const SEED = 32;
const word = fc.oneof(fc.nat(5), fc.constantFrom(0xffff, 0x1_0000, 0x7fff_ffff, -1, -0x8000_0000));

describe("a table of pairs", () => {
	it(`has the number of each pair that a map has (seed ${SEED})`, () => {
		const property = fc.property(fc.array(fc.tuple(word, word), { maxLength: 100 }), (pairs) => {
			const [table, map] = [new PairTable(), new Map<string, number>()];
			for (const pair of pairs) {
				const number = map.get(pair.join()) ?? map.size;
				map.set(pair.join(), number);
				expect(table.number(...pair)).toBe(number);
				expect([table.first(number), table.second(number)]).toEqual(pair);
				expect(table.size).toBe(map.size);
			}
		});
		fc.assert(property, { seed: SEED });
	});

	it("numbers pairs in the order in which they come, and finds them again, whether their words are small or large", () => {
		const table = tableOf(PAIRS);
		expect(table.size).toBe(PAIRS.length);
		expect(PAIRS.map(([first, second]) => table.number(first, second))).toEqual([...PAIRS.keys()]);
		expect(PAIRS.map((_, index) => [table.first(index), table.second(index)])).toEqual(PAIRS);
	});

	it("takes half the memory where all words are small", () => {
		const small = tableOf(PAIRS.slice(0, 60_000)).bytes;
		const large = tableOf(PAIRS.slice(0, 60_000).map(([first, second]) => [first, second + (1 << 16)])).bytes;
		expect(large - small).toBe((1 << 16) * 4);
	});
});
