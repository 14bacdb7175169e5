import { replayOn } from "../../../lockstep/replay.ts";
import type { Claim } from "../../../properties/ledger.ts";
import type { ViolationEvidence } from "../../../properties/verdict.ts";
import type { CompleteSearch } from "../../../report/text/verify.ts";
import { targetAt } from "../../findings/minimizer-tools.ts";
import type { RawFinding } from "../../findings/raw-finding.ts";
import type { OpenedTarget } from "../../open-target.ts";

/**
 * Findings of the searches past violations: interleavings that break a claim if they go on past steps that break others.
 *
 * Those that only the target by itself can take are left out: see `violationsPast`.
 */
export async function rawsPast(
	opened: OpenedTarget,
	complete: readonly CompleteSearch[],
	claims: readonly Claim[],
): Promise<readonly RawFinding[]> {
	const raws: RawFinding[] = [];
	for (const { scope, alone } of complete) {
		for (const [id, interleaving] of alone?.violations ?? []) {
			const only = claims.filter((claim) => claim.id === id);
			const { taken, broken } = replayOn(await targetAt(opened, scope), only, interleaving);
			const how = { scope, interleaving: taken, seed: undefined, minimality: "found", claims: only } as const;
			raws.push(...broken.map((one) => ({ ...one, ...how, found: "found past violations of other claims" })));
		}
	}
	return raws;
}

/** Violations that a target has by itself, past those of other claims, the shortest of each claim at each scope. */
export function violationsPast(
	complete: readonly CompleteSearch[],
	others: readonly ViolationEvidence[],
): readonly ViolationEvidence[] {
	// What follows from known violations alone is known.
	const isKnown = others.length > 0 && others.every((one) => one.isKnown);
	return complete.flatMap(({ alone }) =>
		[...(alone?.violations ?? [])].map(([claim, { length }]) => ({ claim, length, isKnown })),
	);
}
