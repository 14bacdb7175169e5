import fc from "fast-check";
import { expect, it } from "vitest";
import { CHUNK, ChunkTable } from "../../../explore/sets/chunk-table.ts";

const SEED = 33;
/** Chunks of words, not many different ones, and where one stands among other words. */
const chunks = fc.array(
	fc.record({
		words: fc.array(fc.constantFrom(0, 1, -1, 0x7fff_ffff), { minLength: CHUNK, maxLength: CHUNK }),
		at: fc.nat(5),
	}),
	{ maxLength: 60 },
);

it(`a table of chunks has the number of each that a map has, and gives them back (seed ${SEED})`, () => {
	const property = fc.property(chunks, (all) => {
		const [table, map] = [new ChunkTable(), new Map<string, number>()];
		for (const { words, at } of all) {
			const number = map.get(words.join()) ?? map.size;
			map.set(words.join(), number);
			const around = new Int32Array(CHUNK + 6).fill(9);
			around.set(words, at);
			expect(table.number(around, at)).toBe(number);
			const copied = new Int32Array(CHUNK + 6).fill(9);
			table.copy(number, copied, at);
			expect(copied).toEqual(around);
		}
	});
	fc.assert(property, { seed: SEED });
});

it("a table of chunks grows, and finds what it had before", () => {
	const table = new ChunkTable();
	const chunk = new Int32Array(CHUNK);
	for (const round of [1, 2]) {
		for (let number = 0; number < 3_000; number++) {
			chunk[number % CHUNK] = number + 1;
			chunk[(number + 1) % CHUNK] = 0;
			if (table.number(chunk, 0) !== number) expect.fail(`chunk ${number} in round ${round}`);
		}
		chunk.fill(0);
	}
	expect(table.bytes).toBeGreaterThan(3_000 * CHUNK * 4);
});
