import { describe, expect, it } from "vitest";
import { Deadline } from "../../../checker/verification/deadline.ts";

const LONG = 1e9;

describe("the time of a run", () => {
	it("has a share for each part, and each part ends before the next", () => {
		const deadline = new Deadline(LONG);
		const shares = (["kept", "searches", "own", "random", "all"] as const).map((part) => deadline.msFor(part) / LONG);
		expect(shares.map((share) => Math.round(share * 100))).toEqual([15, 55, 70, 90, 100]);
		expect(deadline.isOver("kept")).toBe(false);
	});

	it("leaves a little to each part when it is over, so that each one runs", () => {
		const deadline = new Deadline(0.01);
		const start = performance.now();
		while (performance.now() - start < 1);
		expect(deadline.isOver("random")).toBe(true);
		expect(deadline.msFor("random")).toBeCloseTo(0.0002);
	});

	it("can be divided between two runs, each with a share for each part", () => {
		const half = new Deadline(LONG).part(1 / 2);
		expect(Math.round((half.msFor("searches") / LONG) * 1000)).toBe(275);
	});

	it("is over at once when it is interrupted, and never without a limit", () => {
		const deadline = new Deadline(Number.POSITIVE_INFINITY, AbortSignal.abort());
		expect([deadline.msFor("all"), deadline.isOver()]).toEqual([0, true]);
		expect(new Deadline(Number.POSITIVE_INFINITY).msFor("kept")).toBe(Number.POSITIVE_INFINITY);
	});
});
