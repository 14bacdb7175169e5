import { describe, expect, it } from "vitest";
import { TargetModel } from "../../../explore/models/target-model.ts";
import { checkLivenessClaims, livenessClaims } from "../../../explore/temporal/liveness-claims.ts";
import { createMirror } from "../../../impl/mirror/target.ts";
import type { Scope } from "../../../model/scope.ts";
import { countedAlphabet } from "../../../model/system.ts";
import { CLAIMS } from "../../../properties/ledger.ts";
import { faultNamed, loadFault } from "../../support/faults.ts";

const SMALL: Scope = { users: 1, services: 1, slots: 4 };

/** The claims about liveness that a fault of the mirror breaks, each with the length of its loop. */
async function brokenBy(name: string): Promise<Readonly<Record<string, number>>> {
	const facility = await loadFault(faultNamed(name));
	const target = createMirror(SMALL, "clear-waiting", facility, "one");
	const { results, stoppedBy } = await checkLivenessClaims(
		new TargetModel(target, countedAlphabet(SMALL)),
		livenessClaims(CLAIMS),
	);
	expect(stoppedBy).toBeUndefined();
	return Object.fromEntries(results.flatMap(({ claim, lasso }) => (lasso ? [[claim.id, lasso.loop.length]] : [])));
}

describe("claims about liveness on faulty targets", () => {
	it.each([
		["answer-does-not-move-on", { "every-event-ends": 1 }],
		["lingering-slot-kept", { "slots-come-free": 1 }],
		["dead-subscriber-kept", { "every-event-ends": 1, "slots-come-free": 4 }],
		["late-replies-refused", { "every-event-ends": 1, "slots-come-free": 1 }],
		["waiters-of-the-dead-left", { "every-event-ends": 4 }],
		["answer-not-counted", { "slots-come-free": 1 }],
	])("are violated by %s, each with a loop", async (name, loops) => {
		expect(await brokenBy(name)).toEqual(loops);
	});
});
