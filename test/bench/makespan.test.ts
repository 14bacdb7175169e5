import { expect, it } from "vitest";
import { finishTime } from "../../bench/makespan.ts";

it("gives the next job to the worker that is free first", () => {
	expect(finishTime([3, 2, 2, 1], 1)).toBe(8);
	expect(finishTime([3, 2, 2, 1], 2)).toBe(4);
	// The longest job is the least time, however many workers there are.
	expect(finishTime([3, 2, 2, 1], 64)).toBe(3);
	// One that begins last delays all.
	expect(finishTime([1, 1, 1, 1, 5], 2)).toBe(7);
	expect(finishTime([5, 1, 1, 1, 1], 2)).toBe(5);
});
