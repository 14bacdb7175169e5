import { describe, expect, it } from "vitest";
import { claimsNamed } from "../../checker/claims-named.ts";
import { runExplore } from "../../checker/explore.ts";
import { openTarget } from "../../checker/open-target.ts";
import { planOf } from "../../checker/verification/plan.ts";
import { CLAIMS, withRested } from "../../properties/ledger.ts";

const SCOPE = { users: 1, services: 1, slots: 1 };
const ASKED = claimsNamed(["asked-once"]);

describe("a claim whose check takes another one for granted", () => {
	const both = ["asked-once", "in-subscription-order"];

	it("is searched for together with that one", async () => {
		expect(planOf({ claims: ASKED }, await openTarget({ kind: "mirror" }, SCOPE)).claims.map(({ id }) => id)).toEqual(
			both,
		);
		const run = await runExplore({ target: { kind: "mirror" }, scope: SCOPE, claims: ASKED });
		expect(run.kind === "explored" && run.exploration.judgement.claims.map(({ claim }) => claim.id)).toEqual(both);
	});

	it("is alone checked in one interleaving, which goes on past violations of others", async () => {
		const plan = planOf({ claims: ASKED, interleaving: ["spawn(u0)"] }, await openTarget({ kind: "mirror" }, SCOPE));
		expect(plan.claims).toBe(ASKED);
	});

	it("changes nothing where all claims are checked, or it is given with that one", () => {
		expect(withRested(CLAIMS)).toBe(CLAIMS);
		expect(withRested(claimsNamed(both)).map(({ id }) => id)).toEqual(both);
	});
});
