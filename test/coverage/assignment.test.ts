import fc from "fast-check";
import { expect, test } from "vitest";
import { leastAssignment } from "../../coverage/charts/assignment.ts";

const SEED = 3;

/** Tries every assignment. */
function least(costs: readonly (readonly number[])[], row: number, taken: readonly number[]): number {
	const own = costs[row];
	if (!own) return 0;
	const free = [...own.keys()].filter((column) => !taken.includes(column));
	return Math.min(...free.map((column) => (own[column] ?? 0) + least(costs, row + 1, [...taken, column])));
}

test(`the least assignment is that which trying all of them finds, seed ${SEED}`, () => {
	const table = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 })).chain(([rows, more]) =>
		fc.array(fc.array(fc.nat(20), { minLength: rows + more, maxLength: rows + more }), {
			minLength: rows,
			maxLength: rows,
		}),
	);
	const property = fc.property(table, (costs) => {
		const columns = costs[0]?.length ?? 0;
		const found = leastAssignment(costs.length, columns, (row, column) => costs[row]?.[column] ?? Number.NaN);
		expect(found).toBe(least(costs, 0, []));
	});
	fc.assert(property, { seed: SEED, numRuns: 500 });
});
