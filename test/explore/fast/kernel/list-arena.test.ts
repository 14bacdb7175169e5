import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ListArena } from "../../../../explore/fast/kernel/list-arena.ts";

const SEED = 38;
const WORDS = 1 << 17;
const START = 400;
/** Room that is kept for what finds none. */
const SPARE_BYTES = 1 << 18;
const list = fc.array(fc.constantFrom(0, 1, 11, -1, 0x7fff_ffff), { minLength: 1, maxLength: 4 });

describe("an arena of lists", () => {
	it(`keeps each list that is written, and one address for equal ones that are interned (seed ${SEED})`, () => {
		const words = new Int32Array(WORDS);
		const property = fc.property(fc.array(fc.tuple(list, fc.boolean())), (lists) => {
			words.fill(0, 0, START / 4 + 1_000);
			const arena = new ListArena(words, START, WORDS * 4);
			const interned = new Map<string, number>();
			const written = lists.map(([one, isInterned]) => {
				const address = isInterned ? arena.intern(one) : arena.add(one);
				if (isInterned) expect(address).toBe(interned.get(one.join()) ?? address);
				if (isInterned) interned.set(one.join(), address);
				return { one, address };
			});
			for (const { one, address } of written)
				expect([...words.subarray(address / 4, address / 4 + one.length)]).toEqual(one);
			const addresses = new Map(written.map(({ one, address }) => [address, one.length]));
			expect(arena.bytes).toBe([...addresses.values()].reduce((sum, length) => sum + 4 * length, 0));
			expect(words.subarray(0, START / 4).every((word) => word === 0)).toBe(true);
		});
		fc.assert(property, { seed: SEED });
	});

	it("says where there is no room left, and writes nothing behind its end", () => {
		const words = new Int32Array((START + SPARE_BYTES + 40) / 4 + 10);
		const arena = new ListArena(words, START, START + SPARE_BYTES + 40);
		arena.add([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
		expect([arena.isFull, arena.bytes]).toEqual([false, 40]);
		arena.add([11]);
		expect([arena.isFull, arena.bytes]).toEqual([true, 40]);
		expect([...words.subarray(START / 4, START / 4 + 10)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
		expect(words.subarray(-10).every((word) => word === 0)).toBe(true);
	});
});
