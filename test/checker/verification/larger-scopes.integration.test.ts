import { describe, expect, it } from "vitest";
import { openTarget } from "../../../checker/open-target.ts";
import { EarlierResults } from "../../../checker/reuse/earlier-results.ts";
import { NO_LARGER, searchLarger } from "../../../checker/verification/larger-scopes.ts";
import { planOf, type VerifyOptions } from "../../../checker/verification/plan.ts";
import { type Scope, scopeName } from "../../../model/scope.ts";

async function larger(revision: "faithful" | "clear-waiting", options: VerifyOptions) {
	const opened = await openTarget({ kind: "mirror", revision }, { users: 1, services: 1, slots: 1 });
	const plan = planOf({ ...options, fresh: true }, opened);
	return searchLarger(opened, plan, performance.now(), new EarlierResults(opened, false));
}

const nameOf = ({ scope }: { readonly scope: Scope }): string => scopeName(scope);

describe("larger scopes", () => {
	it("are searched in a fixed order while the time for them lasts, and the next one is named", async () => {
		const { complete, unfinished } = await larger("clear-waiting", { growMs: 1500 });
		const names = ["2u 2s 1k", "1u 3s 1k", "3u 2s 1k", "2u 3s 1k", "3u 3s 1k"];
		expect(complete.map(nameOf)).toEqual(names.slice(0, complete.length));
		expect(unfinished && nameOf(unfinished)).toBe(names[complete.length]);
		for (const { search } of complete) expect(search).toMatchObject({ stoppedBy: undefined, findings: [] });
	});

	it("are not searched where their time is over before the first, which is named", async () => {
		expect(await larger("clear-waiting", { growMs: 1e-6 })).toEqual({
			complete: [],
			unfinished: { scope: { users: 2, services: 2, slots: 1 }, pairs: 0, stoppedBy: "the limit of time" },
		});
	});

	it("are left out where nobody asks for them, or the scopes are given", async () => {
		expect(await larger("clear-waiting", {})).toBe(NO_LARGER);
		expect(await larger("clear-waiting", { growMs: 1000, scopes: () => [] })).toBe(NO_LARGER);
	});

	it("end with the first in which something is found", async () => {
		const { complete, unfinished } = await larger("faithful", { growMs: 60_000 });
		expect(complete.map(nameOf)).toEqual(["2u 2s 1k"]);
		expect(complete[0]?.search.findings.length).toBeGreaterThan(0);
		expect(unfinished).toBeUndefined();
	});
});
