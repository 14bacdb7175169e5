import { expect, test } from "vitest";
import { type RunCoverage, recordOf } from "../../coverage/record/coverage-record.ts";
import type { SourceCoverage } from "../../coverage/source/source.ts";
import { type SourceReach, summarizeSource } from "../../coverage/source/source-summary.ts";

const SCOPE = { users: 1, services: 2, slots: 4 };

/** A source of one function, whose lines were executed so often. */
function lines(...counts: readonly number[]): SourceCoverage {
	const made = counts.map((count, index) => ({ within: 0, line: index + 2, count }));
	return { functions: [{ name: "ask", line: 1, count: 1 }], lines: made, branches: [] };
}

/** A run of a source. */
function run({ functions, lines: executed, branches }: SourceCoverage, path = "event.c"): RunCoverage {
	const source = { path, sha256: "a".repeat(64), functions: [...functions], lines: [...executed] };
	return {
		...{ what: "test", target: "event.c", scope: SCOPE, interleavings: 1, actions: 1, process: {}, slot: {} },
		source: { ...source, branches: [...branches] },
	};
}

const REACH: SourceReach = {
	text: "",
	scopes: [SCOPE],
	conforming: [lines(9, 9, 0, 0)],
	all: [lines(9, 9, 9, 0)],
	gap: "nothing",
};

function statuses(reach: SourceReach | undefined): readonly string[] | undefined {
	return summarizeSource([run(lines(1, 0, 0, 0))], reach)?.lines.map(({ status }) => status);
}

test("a line is covered, uncovered, reachable only after a violation, or infeasible where the searches are complete", () => {
	expect(statuses(REACH)).toEqual(["covered", "uncovered", "behindFinding", "infeasible"]);
});

test.each(["scopes", "memories"] as const)(
	"what no search reached is unknown where the searches leave out %s",
	(gap) => {
		expect(statuses({ ...REACH, gap })).toEqual(["covered", "uncovered", "behindFinding", "unknown"]);
	},
);

test("code after a violation is not distinguished where it is not known what is reachable before one", () => {
	expect(statuses({ ...REACH, conforming: [undefined] })).toEqual(["covered", "uncovered", "uncovered", "infeasible"]);
});

test("what was not executed is unknown where nothing was searched", () => {
	expect(statuses(undefined)).toEqual(["covered", "unknown", "unknown", "unknown"]);
});

test("the counts of two runs are added up piece by piece, also where one has pieces that the other has not", () => {
	const asked = (whenTrue: number, whenFalse: number) => {
		return { within: 0, line: 4, column: 2, text: "BUSY(x)", whenTrue, whenFalse };
	};
	const [small, large] = [lines(1, 2), lines(10, 20, 30)];
	const [one, two] = [
		run({ ...small, branches: [asked(1, 2)] }),
		run({ ...large, branches: [asked(10, 20), asked(30, 40)] }, "./event.c"),
	];
	expect(Object.keys(recordOf(one).runs)).not.toEqual(Object.keys(recordOf(two).runs));
	for (const runs of [
		[one, two],
		[two, one],
	]) {
		const summary = summarizeSource(runs, undefined);
		expect(summary?.path).toBe("./event.c");
		expect(summary?.lines.map(({ line, count }) => [line, count])).toEqual([
			[2, 11],
			[3, 22],
			[4, 30],
		]);
		// Two uses of a macro: two conditions at one place.
		expect(summary?.branches.map(({ count }) => count)).toEqual([11, 22, 30, 40]);
	}
});
