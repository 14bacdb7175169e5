import { describe, expect, it } from "vitest";
import { type CoverageOptions, coverage, runCoverage } from "../../checker/coverage.ts";
import { UsageError } from "../../checker/errors.ts";
import { paths } from "../../checker/paths.ts";
import { verify } from "../../checker/verify.ts";
import type { CoverageRecord } from "../../coverage/record/coverage-record.ts";

const SMALL = { users: 1, services: 1 };

async function recordOf(seed: number): Promise<CoverageRecord> {
	const records: CoverageRecord[] = [];
	const { onRecord } = { onRecord: (record: CoverageRecord) => void records.push(record) };
	await coverage({ scope: SMALL, runs: 5, seed, onRecord });
	const [record] = records;
	if (!record) throw new Error("nothing was recorded");
	return record;
}

describe("coverage", () => {
	it("of two records covers what either covers", async () => {
		const records = [await recordOf(1), await recordOf(2)];
		const covered = async (some: readonly CoverageRecord[]): Promise<number> => {
			const { criteria } = await coverage({ records: some });
			return criteria.find(({ measure }) => measure === "transition")?.covered ?? 0;
		};
		const both = await covered(records);
		for (const record of records) expect(await covered([record])).toBeLessThanOrEqual(both);
		expect(await covered([...records, ...records])).toBe(both);
	});

	it("names each measure that is below its threshold", async () => {
		const { missed } = await runCoverage({
			...{ scope: SMALL, suite: "paths" },
			thresholds: [
				{ measure: "edge", least: 50 },
				{ measure: "transition", least: 100 },
			],
		});
		expect(missed.map(({ measured, least }) => [measured.measure, least])).toEqual([["transition", 100]]);
	});

	it("takes what another check recorded, and refuses to be told what was run", async () => {
		const records: CoverageRecord[] = [];
		await verify({ scope: SMALL, interleaving: ["spawn(u0)"], onRecord: (record) => void records.push(record) });
		expect((await coverage({ records })).runs).toMatchObject([{ interleavings: 1, actions: 1 }]);
		const refused: readonly (readonly [CoverageOptions, string])[] = [
			[{ records, seed: 2 }, "seed"],
			[{ records, scope: { users: 1 } }, "users"],
			[{ records, target: { kind: "mirror" } }, "target"],
			[{ records, target: { kind: "c", path: "test/fixtures/c/linked.c" } }, "source"],
			[{ suite: "paths", runs: 5 }, "runs"],
			[{ simpleLength: 7 }, "simpleLength"],
			[{ thresholds: [{ measure: "line", least: 5 }] }, "threshold"],
		];
		for (const [options, option] of refused) {
			const error: unknown = await coverage(options).catch((caught: unknown) => caught);
			expect(error).toBeInstanceOf(UsageError);
			expect(error).toMatchObject({ option });
		}
	});
});

describe("paths", () => {
	it("covers all that can be covered of a criterion", async () => {
		const { criteria, findings } = await paths({ scope: SMALL, criteria: ["transition"] });
		expect(findings).toEqual([]);
		expect(criteria.find(({ measure }) => measure === "transition")).toMatchObject({ total: 818, covered: 818 });
	});
});
