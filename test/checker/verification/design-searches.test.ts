import { beforeEach, describe, expect, it, vi } from "vitest";
import type { CheckProgress } from "../../../checker/options.ts";
import { UNLIMITED } from "../../../explore/limits.ts";
import { CLAIMS } from "../../../properties/ledger.ts";

const claims = CLAIMS.filter(({ id }) => id === "async-unbounded");

/** Results of the searches for the claim, as states and result of each. @param progress receives what is said meanwhile */
async function results(states: number, progress: CheckProgress[] = []): Promise<readonly unknown[]> {
	const { searchDesigns } = await import("../../../checker/verification/design-searches.ts");
	const limits = () => ({ ...UNLIMITED, states });
	const { evidence } = await searchDesigns({
		...{ claims, limits, signal: undefined },
		onProgress: (one) => void progress.push(one),
	});
	return evidence.map(({ states, result }) => [states, result]);
}

describe("the searches of designs for a claim", () => {
	// What was searched to its end is known to the module from then on.
	beforeEach(() => vi.resetModules());

	it("leave the claim open where one of them was cut short, though what it looks for was found before", async () => {
		const stopped = { kind: "stopped", by: "the limit of states" };
		expect(await results(50)).toEqual([
			[36, stopped],
			[52, stopped],
		]);
	});

	it("say which design is searched, and at which of its scopes", async () => {
		const progress: CheckProgress[] = [];
		await results(Number.POSITIVE_INFINITY, progress);
		expect(progress[0]).toMatchObject({ phase: "design", design: "no-waiting" });
		expect(new Set(progress.map((one) => "at" in one && one.at)).size).toBe(2);
	});

	it("decide it where all visited what their scopes allow", async () => {
		expect(await results(Number.POSITIVE_INFINITY)).toEqual([
			[36, { kind: "holds" }],
			[688, { kind: "holds" }],
		]);
	});
});
