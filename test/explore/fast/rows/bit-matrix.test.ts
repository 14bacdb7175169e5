import fc from "fast-check";
import { expect, it } from "vitest";
import { BitMatrix } from "../../../../explore/fast/rows/bit-matrix.ts";

const SEED = 36;
type Command =
	| { readonly kind: "set"; readonly row: number; readonly bit: number }
	| { readonly kind: "widen" }
	| { readonly kind: "clear" };

const command: fc.Arbitrary<Command> = fc.oneof(
	{
		weight: 20,
		arbitrary: fc.record({
			kind: fc.constant("set" as const),
			row: fc.oneof(fc.nat(9), fc.nat(2_000)),
			bit: fc.nat(10_000),
		}),
	},
	fc.record({ kind: fc.constant("widen" as const) }),
	fc.record({ kind: fc.constant("clear" as const) }),
);

/** The bits that are set, as "row:bit", read off the matrix. */
function bitsOf(matrix: BitMatrix, words: number): readonly string[] {
	return matrix.rows.flatMap((row) => {
		const at = matrix.offset(row);
		const bits = Array.from({ length: words * 32 }, (_, bit) => bit);
		return bits
			.filter((bit) => ((matrix.data[at + (bit >>> 5)] ?? 0) >>> (bit & 31)) & 1)
			.map((bit) => `${row}:${bit}`);
	});
}

it(`a bit matrix has the bits that a set has, wherever rows are and however wide they become (seed ${SEED})`, () => {
	const property = fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
		let words = 1;
		const [matrix, set, rows] = [new BitMatrix(words), new Set<string>(), new Set<number>()];
		for (const one of commands) {
			if (one.kind === "widen") matrix.widen(++words);
			else if (one.kind === "clear") {
				matrix.clear();
				set.clear();
				rows.clear();
			} else {
				const bit = one.bit % (words * 32);
				const at = matrix.offset(one.row) + (bit >>> 5);
				matrix.data[at] = (matrix.data[at] ?? 0) | (1 << (bit & 31));
				set.add(`${one.row}:${bit}`);
				rows.add(one.row);
			}
			expect(matrix.rows).toEqual([...rows]);
		}
		expect([...bitsOf(matrix, words)].sort()).toEqual([...set].sort());
	});
	fc.assert(property, { seed: SEED });
});
