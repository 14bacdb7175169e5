import type { Target } from "../../../impl/target.ts";
import { runAlone } from "../../../lockstep/alone.ts";
import { runCampaign } from "../../../lockstep/campaign.ts";
import type { Interleaving } from "../../../lockstep/random.ts";
import { replayOn } from "../../../lockstep/replay.ts";
import { System } from "../../../model/system.ts";
import type { Claim } from "../../../properties/ledger.ts";
import type { RawFinding } from "../../findings/raw-finding.ts";
import type { OpenedTarget } from "../../open-target.ts";
import type { Plan } from "../plan.ts";

/** Random interleavings that go on past violations, and their greatest length. */
const RUNS = 2_000;
const MOST_ACTIONS = 60;

/**
 * Findings of random interleavings that go on past violations.
 *
 * @param claims those about whole traces that a search past the violations left open: a limit stopped it
 */
export async function rawsPastAtRandom(
	opened: OpenedTarget,
	plan: Plan,
	claims: readonly Claim[],
): Promise<readonly RawFinding[]> {
	if (plan.isReplay || claims.length === 0) return [];
	const { scope } = opened.target;
	const target = await opened.forSearch(scope, "many");
	const { seed, deadline } = plan;
	const left = deadline.msFor("all") / 2;
	const { findings } = runCampaign(new System(scope), target, {
		...{ claims, seed, runs: RUNS, maxActions: MOST_ACTIONS, path: undefined, onProgress: undefined },
		timeLimitMs: Number.isFinite(left) ? left : undefined,
	});
	return findings.flatMap(({ claim, interleaving }) => {
		const { taken, broken } = replayOn(target, [claim], takenAlone(target, claim, interleaving));
		const how = { scope, interleaving: taken, seed, minimality: "found", claims: [claim] } as const;
		return broken.map((one): RawFinding => ({ ...one, ...how, found: "random, past violations of other claims" }));
	});
}

/**
 * Takes an interleaving on the target by itself, up to the step that breaks a claim. Beside the specification, once the two are
 * in different states, actions may be enabled that are not so in the target.
 *
 * @returns the actions up to there; none if the claim holds
 */
function takenAlone(target: Target, claim: Claim, interleaving: Interleaving): Interleaving {
	let [steps, broken] = [0, 0];
	runAlone(new System(target.scope), target, [claim], interleaving, (_, found) => {
		steps++;
		if (found.length > 0 && broken === 0) broken = steps;
	});
	return interleaving.slice(0, broken);
}
