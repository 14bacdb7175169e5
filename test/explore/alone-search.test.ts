import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import { type AloneSearch, searchAlone } from "../../explore/product/alone-search.ts";
import { EventFacility, type Revision } from "../../impl/mirror/event.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import { runAlone } from "../../lockstep/alone.ts";
import { alphabet } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { countedAlphabet, System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";

const SMALL: Scope = { users: 1, services: 1, slots: 4 };

const mirror = (revision: Revision) => createMirror(SMALL, revision, EventFacility, "one");

function alone(revision: Revision, limits = UNLIMITED): Promise<AloneSearch> {
	const how = { claims: CLAIMS, limits, signal: undefined, onProgress: undefined };
	return searchAlone(mirror(revision), countedAlphabet(SMALL), how);
}

describe("the search of a target by itself", () => {
	it("visits the states of the specification where the target is right, and finds nothing", async () => {
		const { states, transitions, violations, stoppedBy } = await alone("clear-waiting");
		expect({ states, transitions, found: violations.size, stoppedBy }).toEqual({
			...{ states: 146, transitions: 818, found: 0, stoppedBy: undefined },
		});
	});

	it("goes on past a violation, to what other claims it leads to", async () => {
		const { states, violations, exercised } = await alone("faithful");
		expect(states).toBe(456);
		const lengths = [...violations].map(([claim, actions]) => [claim, actions.length]);
		expect(Object.fromEntries(lengths)).toEqual({
			...{ "waiting-balances": 10, "lingers-only-if-owed": 11, "no-panic": 19 },
		});
		expect(exercised.get("serial")).toBeGreaterThan(0);
	});

	it("takes no subscription with unknown bits only for an unsubscribed one", async () => {
		const how = { claims: CLAIMS, limits: UNLIMITED, signal: undefined, onProgress: undefined };
		const target = createMirror({ ...SMALL, slots: 1 }, "clear-waiting", EventFacility, "two");
		const found = await searchAlone(target, alphabet(target.scope), how);
		expect([[...found.violations.keys()], found.stoppedBy]).toEqual([[], undefined]);
		expect(found.exercised.get("lingers-only-if-owed")).toBeGreaterThan(0);
	});

	it("gives interleavings that break the claims when they are run", async () => {
		for (const [id, interleaving] of (await alone("faithful")).violations) {
			let last: readonly string[] = [];
			runAlone(new System(SMALL), mirror("faithful"), CLAIMS, interleaving, (_, broken) => {
				last = broken.map(({ claim }) => claim.id);
			});
			expect(last).toContain(id);
		}
	});

	it("leaves to the specification what cannot be decided without it, and stops at a limit", async () => {
		const { violations, exercised } = await alone("faithful");
		expect([violations.has("conforms"), exercised.has("conforms")]).toEqual([false, false]);
		expect((await alone("faithful", { ...UNLIMITED, states: 100 })).stoppedBy).toBe("the limit of states");
	});
});
