import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ProgressLine } from "../../cli/running/progress.ts";

const SCOPE = { users: 30, services: 8, slots: 8 };
const SEARCH = {
	phase: "search",
	scope: SCOPE,
	stored: 123_456_789,
	frontier: 98_765_432,
	depth: 45,
	bytes: 2 ** 31,
} as const;
const RANDOM = {
	phase: "random",
	scope: { users: 3, services: 5, slots: 4 },
	of: 1_000_000,
	runs: 999_999,
	actions: 123_456_789,
	findings: 12,
} as const;
const GRAPH = { phase: "graph", of: "specification", scope: SCOPE } as const;

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"], now: 0 }));
afterEach(() => void vi.useRealTimers());

/** A terminal, or a pipe, and what was written to it. */
function terminal(columns: number | undefined) {
	const stream = Object.assign(new PassThrough(), { isTTY: columns !== undefined, columns });
	return { stream, written: (): string => String(stream.read() ?? "") };
}

describe("the line of progress", () => {
	it.each([40, 80, 120])("fits a terminal of %i columns, with what matters most", (columns) => {
		for (const progress of [SEARCH, RANDOM, GRAPH]) {
			const { stream, written } = terminal(columns);
			const line = new ProgressLine(stream);
			vi.advanceTimersByTime(1000);
			line.show(progress);
			const text = written();
			expect(text.length).toBeLessThan(columns);
			expect(text).toMatch(/^search at 30u 8s 8k: |^999,999 of 1,000,000|^complete search of the specification/);
			expect(text).not.toContain("\n");
		}
	});

	it("says all where there is room for it", () => {
		const { stream, written } = terminal(200);
		const line = new ProgressLine(stream);
		vi.advanceTimersByTime(1000);
		line.show({ ...SEARCH, stored: 2000 });
		vi.advanceTimersByTime(1000);
		line.show({ ...SEARCH, stored: 3000 });
		expect(stripVTControlCharacters(written()).split("search at ").at(-1)).toBe(
			"30u 8s 8k: 3,000 states, 98,765,432 on the frontier, depth 45, 3,000 states/s, 2,048 MiB",
		);
	});

	it("names what a search is for", () => {
		const { stream, written } = terminal(200);
		vi.advanceTimersByTime(1000);
		new ProgressLine(stream).show({ ...SEARCH, purpose: "past violations" });
		expect(written()).toMatch(/^search past violations at 30u 8s 8k: /);
	});

	it("names a design that is searched", () => {
		const { stream, written } = terminal(200);
		vi.advanceTimersByTime(1000);
		const { scope: _, ...counts } = SEARCH;
		new ProgressLine(stream).show({ ...counts, phase: "design", design: "watch-exit", at: "2 users" });
		expect(written()).toMatch(/^search of the design watch-exit at 2 users: [\d,]+ states, /);
	});

	it("says neither rate nor time left in the first second of a phase, when there is nothing to measure them by", () => {
		const { stream, written } = terminal(200);
		const line = new ProgressLine(stream);
		const induction = { phase: "induction", earlier: 0, done: 1, of: 100 } as const;
		for (const progress of [{ ...SEARCH, of: 200_000_000 }, RANDOM, induction]) {
			vi.advanceTimersByTime(500);
			line.show(progress);
			const first = written();
			expect(first).not.toBe("");
			expect(first).not.toMatch(/left|\/s|Infinity|NaN/);
			vi.advanceTimersByTime(1000);
			line.show(progress);
			expect(written()).toMatch(/ s left/);
		}
	});

	it("estimates an induction that goes on by what this run did, and says what an earlier one did", () => {
		const { stream, written } = terminal(200);
		const line = new ProgressLine(stream);
		line.show({ phase: "induction", earlier: 50, done: 50, of: 1_000 });
		vi.advanceTimersByTime(2_000);
		line.show({ phase: "induction", earlier: 50, done: 60, of: 1_000 });
		expect(written()).toContain("induction: 6.0 %, about 188 s left, 5.0 % by an earlier run");
	});

	it("is cleared once, and only where it was shown", () => {
		const { stream, written } = terminal(80);
		const line = new ProgressLine(stream);
		line.clear();
		expect(written()).toBe("");
		vi.advanceTimersByTime(1000);
		line.show(GRAPH);
		written();
		line.clear();
		expect(written()).toBe("\x1b[1G\x1b[2K");
		line.clear();
		expect(written()).toBe("");
	});

	it("is not there where standard error is no terminal", () => {
		const { stream, written } = terminal(undefined);
		const line = new ProgressLine(stream);
		vi.advanceTimersByTime(1000);
		line.show(SEARCH);
		line.clear();
		expect(written()).toBe("");
	});
});
