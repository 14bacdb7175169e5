import { expect, it } from "vitest";
import { claims } from "../../checker/claims.ts";
import { claimsNamed } from "../../checker/claims-named.ts";

it("decides a claim that is asked for by itself as the ledger does, past violations of others", async () => {
	const only = claimsNamed(["serial", "in-subscription-order"]);
	const { verdict, claims: found } = await claims({ claims: only });
	expect(found.map(({ id, verdict: one }) => [id, one])).toEqual([
		["serial", "holds"],
		["in-subscription-order", "holds"],
	]);
	expect(verdict).toBe("holds");
});
