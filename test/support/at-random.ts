import type { CSource } from "../../impl/c/compile/c-source.ts";
import { createCTarget } from "../../impl/c/runtime/target.ts";
import { type CampaignFinding, type CampaignOptions, runCampaign } from "../../lockstep/campaign.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { compiled } from "./sources.ts";

/** Seed of the interleavings. */
const SEED = 1;

/** Findings of random interleavings of a C source, as they come: not minimised. @param options 400 runs of 120 actions at 3u 5s 4k by default */
export async function foundAtRandom(
	source: CSource,
	{
		scope = { users: 3, services: 5, slots: 4 },
		...options
	}: Partial<CampaignOptions> & { readonly scope?: Scope } = {},
): Promise<readonly CampaignFinding[]> {
	const target = createCTarget(await compiled(source, scope), scope, "many");
	return runCampaign(new System(scope), target, {
		...{ claims: CLAIMS, runs: 400, maxActions: 120, seed: SEED, path: undefined, timeLimitMs: undefined },
		...{ onProgress: undefined, ...options },
	}).findings;
}
