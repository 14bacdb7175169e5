import { describe, expect, it } from "vitest";
import { verify } from "../../checker/verify.ts";
import { CLAIMS } from "../../properties/ledger.ts";

/** No scope is searched, so that little but the random part is run. */
const claims = CLAIMS.filter(({ id }) => id === "conforms");
const scopes = () => [];

describe("the random part of a verification", () => {
	it("runs interleavings of the scope, longer ones, and ones of many processes", { timeout: 300_000 }, async () => {
		const { random } = await verify({ claims, runs: 100, scopes, seed: 1 });
		expect(random.sizes.map(({ scope, maxActions, runs }) => [scope.users, scope.services, maxActions, runs])).toEqual([
			[64, 2, 500, 1],
			[3, 5, 480, 2],
			[3, 5, 120, 100],
		]);
		expect(random.runs).toBe(103);
	});
});
