import { expect, test } from "vitest";
import { createMirror } from "../../impl/mirror/target.ts";
import { runInterleaving } from "../../lockstep/run.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { askedOnce, noSubscriberSkipped } from "../../properties/claims/trace.ts";
import { loadFault } from "../support/faults.ts";
import { parse } from "../support/stories.ts";
import { SWAPPED } from "../support/swapped.ts";

const SCOPE: Scope = { users: 1, services: 3, slots: 4 };

/** What a mirror with that fault breaks, where it is asked for these claims alone. */
async function broken(interleaving: string): Promise<readonly string[]> {
	const target = createMirror(SCOPE, "clear-waiting", await loadFault(SWAPPED));
	const claims = [noSubscriberSkipped, askedOnce];
	const observer = { step: () => {}, exercised: () => {} };
	return runInterleaving(new System(SCOPE), target, claims, parse(SCOPE, interleaving), observer).map(
		({ claim, violation }) => `${claim.id}: ${violation.detail}`,
	);
}

const THREE =
	"spawn(u0) spawn(s0) spawn(s1) spawn(s2) setMask(s0, SIGNAL) setMask(s1, SIGNAL) setMask(s2, SIGNAL) signal(u0) vfsReply(u0)";

test("a subscriber that moves before the one that was asked is never asked itself", async () => {
	expect(await broken(`${THREE} reply(s0, u0, SIGNAL) setMask(s0, 0) reply(s1, u0, SIGNAL)`)).toEqual([
		"no-subscriber-skipped: s2 was subscribed throughout and never asked about u0",
	]);
});

test("a subscriber behind which another one moves that has replied is asked again", async () => {
	expect(
		await broken(`${THREE} reply(s0, u0, SIGNAL) reply(s1, u0, SIGNAL) setMask(s0, 0) reply(s2, u0, SIGNAL)`),
	).toEqual(["asked-once: s1 was asked about u0 again, after others"]);
});
