import { describe, expect, it } from "vitest";
import { UsageError } from "../../checker/errors.ts";
import { type ExploreOptions, explore } from "../../checker/explore.ts";
import type { CheckProgress } from "../../checker/options.ts";
import type { CoverageRecord } from "../../coverage/record/coverage-record.ts";

const SMALL = { users: 1, services: 1 };

describe("explore", () => {
	it("visits every state of the specification, with and without symmetry", async () => {
		const [reduced, whole] = [await explore(), await explore({ symmetry: false })];
		expect(reduced).toMatchObject({ verdict: "holds", findings: [] });
		const counts = { states: 68_341, canonicalStates: 18_324, depth: 19 };
		expect(reduced).toMatchObject({ symmetry: true, ...counts });
		expect(whole).toMatchObject({ symmetry: false, ...counts, stored: 68_341 });
	});

	it("finds what the mirror breaks", async () => {
		const target = { kind: "mirror" } as const;
		const found = await explore({ target, scope: SMALL, workers: 1 });
		expect(found.verdict).toBe("violated");
		expect(found.findings.map(({ claim, interleaving }) => [claim, interleaving.length])).toEqual([
			["conforms", 10],
			["waiting-balances", 10],
		]);
	});

	it("is stopped by a limit or a signal, and unknown then", async () => {
		const scope = { users: 3, services: 3 };
		const progress: CheckProgress[] = [];
		const controller = new AbortController();
		const onProgress = (one: CheckProgress): void => {
			progress.push(one);
			controller.abort();
		};
		expect(await explore({ scope, limits: { states: 1000 } })).toMatchObject({
			...{ verdict: "unknown", stoppedBy: "the limit of states" },
		});
		expect(await explore({ scope, onProgress, signal: controller.signal })).toMatchObject({
			...{ verdict: "unknown", stoppedBy: "an interruption" },
		});
		expect(progress[0]).toMatchObject({ phase: "search", scope: { ...scope, slots: 4 } });
	});

	it("keeps to its limit of states in the searches for single claims too", async () => {
		let most = 0;
		const onProgress = (progress: CheckProgress): void => {
			if (progress.phase === "search") most = Math.max(most, progress.stored);
		};
		const scope = { users: 2, services: 2, slots: 4 };
		expect(await explore({ scope, limits: { states: 500 }, onProgress })).toMatchObject({
			verdict: "unknown",
			claims: expect.arrayContaining([expect.objectContaining({ id: "every-event-ends", verdict: "unknown" })]),
		});
		// A few more come to be known while the last one is expanded.
		expect(most).toBeLessThan(1_000);
	});

	it("records coverage where somebody takes it, and warns where there is none", async () => {
		const records: CoverageRecord[] = [];
		const warnings: string[] = [];
		const takers = {
			onRecord: (record: CoverageRecord) => void records.push(record),
			onWarning: (line: string) => void warnings.push(line),
		};
		await explore({ scope: SMALL, ...takers });
		expect(Object.values(records[0]?.runs ?? {})).toMatchObject([{ what: "complete search", target: "specification" }]);
		await explore({ scope: SMALL, limits: { states: 5 }, ...takers });
		expect(records).toHaveLength(1);
		expect(warnings).toEqual(["no coverage was recorded: the search was stopped by the limit of states"]);
	});

	it.each<readonly [ExploreOptions, string]>([
		[{ allMemory: true }, "allMemory"],
		[{ known: [] }, "known"],
		[{ out: "findings" }, "out"],
		[{ workers: 0 }, "workers"],
		[{ checkpoint: "saved" }, "checkpoint"],
		[{ target: { kind: "mirror" }, workers: 2, checkpoint: "saved" }, "workers"],
	])("refuses %j with a UsageError", async (options, option) => {
		const error: unknown = await explore({ scope: SMALL, ...options }).catch((caught: unknown) => caught);
		expect(error).toBeInstanceOf(UsageError);
		expect(error).toMatchObject({ option });
	});
});
