import { describe, expect, test } from "vitest";
import { matchersFor } from "../../coverage/charts/matchers.ts";
import { type Reach, reachOf } from "../../coverage/source/reach.ts";
import { type SourceCoverage, sourceCoverage } from "../../coverage/source/source.ts";
import type { CSource } from "../../impl/c/compile/c-source.ts";
import { createCountingTarget } from "../../impl/c/runtime/target.ts";
import type { Scope } from "../../model/scope.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";
import { compiled, fixture, read } from "../support/sources.ts";

const SCOPE = { users: 1, services: 2, slots: 4 };

/** Searches the reachable code of a source: the whole result, and the counts of a condition, true and false. */
async function reach(source: CSource, scope: Scope = SCOPE, most?: number) {
	const counting = createCountingTarget(
		await compiled(source, scope, { counts: true, slots: scope.slots }),
		scope,
		"one",
	);
	const found = await reachOf(counting, scope, matchersFor(3), most);
	const coverageOf = (counters: readonly number[]): SourceCoverage =>
		sourceCoverage(source.text, counting.map, counters);
	const armsOf = (counters: Reach["conforming"], condition: string): readonly boolean[] => {
		const branch = coverageOf(counters ?? []).branches.find(({ text }) => text.includes(condition));
		return [branch?.whenTrue, branch?.whenFalse].map((count = 0) => count > 0);
	};
	return { ...found, armsOf };
}

/** The linked list with a seat that keeps its wait count when it is left, and an assertion that bounds the count. */
function withStaleCounts(): CSource {
	const { path, text } = fixture("linked.c");
	const stale = text
		.replace("\tmemset(seat, 0, sizeof *seat);", "\tseat->taken = false;\n\tseat->next = NULL;")
		.replace("\t\tseat->waiting++;", "\t\tassert(seat->waiting < NR_PROCS);\n\t\tseat->waiting++;");
	expect(stale.length).not.toBe(text.length);
	return { path, text: stale };
}

describe("what searches reach of a source", { timeout: 300_000 }, () => {
	test("that breaks no claim is the same with claims and without", async () => {
		const { isComplete, conforming, all } = await reach(fixture("linked.c"));
		expect(isComplete).toBe(true);
		expect(conforming?.map((count) => count > 0)).toEqual(all.map((count) => count > 0));
	});

	test("is not complete where the search is cut short", async () => {
		const { isComplete, all } = await reach(fixture("linked.c"), SCOPE, 10);
		expect(isComplete).toBe(false);
		expect(all.some((count) => count > 0)).toBe(true);
	});

	test("that breaks a claim goes on behind the step that does: a bound is passed there, and only there", async () => {
		const { isComplete, conforming, all, armsOf } = await reach(withStaleCounts(), { users: 1, services: 1, slots: 2 });
		expect(isComplete).toBe(true);
		expect(armsOf(conforming, "waiting < NR_PROCS")).toEqual([true, false]);
		expect(armsOf(all, "waiting < NR_PROCS")).toEqual([true, true]);
		expect(armsOf(all, "!= OK")).toEqual([false, true]);
	});

	test.skipIf(!HAS_SEED)(
		"of the seed: the count's bound is passed behind finding 001, and no other assertion fails",
		async () => {
			const { isComplete, conforming, all, armsOf } = await reach(read(SEED_SOURCE));
			expect(isComplete).toBe(true);
			expect(armsOf(conforming, "subs[i].waiting < NR_PROCS")).toEqual([true, false]);
			expect(armsOf(all, "subs[i].waiting < NR_PROCS")).toEqual([true, true]);
			expect(armsOf(all, "subs[i].waiting > 0")).toEqual([true, false]);
		},
	);

	test.skipIf(!HAS_SEED)("does not count what a wrong assumption of dead memory led to", async () => {
		const { path, text } = read(SEED_SOURCE);
		// A slot that was left has 7 waiting, but none as long as it is assumed that nothing reads what is left in it.
		const marked = text
			.replace("static unsigned int nested = 0;", "static unsigned int nested = 0; static unsigned char used[NR_SUBS];")
			.replace("nsubs--;", "nsubs--; subs[nsubs].waiting = 7; used[nsubs] = 1;")
			.replace(
				"subs[nsubs].endpt = who_e;",
				"if (used[nsubs] && subs[nsubs].waiting == 0) return OK; subs[nsubs].endpt = who_e;",
			);
		const { conforming, all, armsOf } = await reach({ path, text: marked });
		for (const counters of [conforming, all]) {
			expect(armsOf(counters, "used[nsubs]")).toEqual([true, true]);
			expect(armsOf(counters, "subs[nsubs].waiting == 0")).toEqual([false, true]);
		}
	});

	test.skipIf(HAS_SEED)("of the seed's event.c, which is not here", () => {});
});
