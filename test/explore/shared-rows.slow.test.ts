import { expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import { searchWholeAlphabet } from "../../explore/product/whole-alphabet-search.ts";
import { EventFacility } from "../../impl/mirror/event.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";

it.each([
	[{ users: 1, services: 1, slots: 4, rows: "shared" }],
	[{ users: 2, services: 1, slots: 4, rows: "shared" }],
	[{ users: 1, services: 2, slots: 4, rows: "shared" }],
	[{ users: 2, services: 2, slots: 1, rows: "shared" }],
] as const)(
	"rows that a user and a service have in turn violate nothing with any reply, and two lives of each process: %o",
	async (scope: Scope) => {
		const target = createMirror(scope, "clear-waiting", EventFacility, "two");
		const how = { limits: UNLIMITED, signal: undefined, onProgress: undefined };
		const found = await searchWholeAlphabet(new System(scope), target, { claims: CLAIMS, ...how });
		expect(found).toMatchObject({ findings: [], reachesAll: true, stoppedBy: undefined });
	},
);
