import { describe, expect, it } from "vitest";
import * as boundary from "../../properties/claims/boundary.ts";
import * as conforms from "../../properties/claims/conforms.ts";
import * as design from "../../properties/claims/design.ts";
import * as live from "../../properties/claims/live.ts";
import * as resubscription from "../../properties/claims/resubscription.ts";
import * as state from "../../properties/claims/state.ts";
import * as step from "../../properties/claims/step.ts";
import * as trace from "../../properties/claims/trace.ts";
import { CLAIMS } from "../../properties/ledger.ts";

describe("the ledger", () => {
	it("lists every claim of properties/claims, once", () => {
		const objects = [boundary, conforms, design, live, resubscription, state, step, trace]
			.flatMap((file) => Object.values(file))
			.filter((value) => typeof value === "object");
		expect(new Set(CLAIMS)).toEqual(new Set(objects));
		expect(new Set(CLAIMS.map(({ id }) => id)).size).toBe(CLAIMS.length);
	});

	it("has checks that see failures in two claims: one of memory, one of all else", () => {
		expect(CLAIMS.filter(({ seesFailures }) => seesFailures).map(({ id }) => id)).toEqual([
			"no-panic",
			"stays-in-bounds",
		]);
	});

	it("says in plain words what goes wrong, for each claim that a report can be about", () => {
		const reported = CLAIMS.filter(({ check, liveness }) => check || liveness);
		expect(reported.filter(({ impact }) => impact === undefined).map(({ id }) => id)).toEqual([]);
	});

	it("has a local check next to every check, so that a search needs no other", () => {
		expect(CLAIMS.filter(({ check, local }) => (check === undefined) !== (local === undefined))).toEqual([]);
	});
});
