import { replayOn } from "../../../lockstep/replay.ts";
import type { Claim } from "../../../properties/ledger.ts";
import type { ViolationEvidence } from "../../../properties/verdict.ts";
import type { CompleteSearch } from "../../../report/text/verify.ts";
import { targetAt } from "../../findings/minimizer-tools.ts";
import type { RawFinding } from "../../findings/raw-finding.ts";
import type { OpenedTarget } from "../../open-target.ts";

/** A search of a target by itself, past violations, at a scope. */
type PastSearch = Pick<CompleteSearch, "scope" | "alone">;

/**
 * Findings of the searches past violations: interleavings that break a claim if they go on past steps that break others.
 *
 * Those that only the target by itself can take are left out: see `violationsPast`.
 *
 * @param minimality `shortest` where no other search can find out that they are
 */
export async function rawsPast(
	opened: OpenedTarget,
	searches: readonly PastSearch[],
	claims: readonly Claim[],
	minimality: "found" | "shortest" = "found",
): Promise<readonly RawFinding[]> {
	const raws: RawFinding[] = [];
	for (const { scope, alone } of searches) {
		for (const [id, interleaving] of alone?.violations ?? []) {
			const only = claims.filter((claim) => claim.id === id);
			const { taken, broken } = replayOn(await targetAt(opened, scope), only, interleaving);
			const how = { scope, interleaving: taken, seed: undefined, minimality, claims: only } as const;
			raws.push(...broken.map((one) => ({ ...one, ...how, found: "found past violations of other claims" })));
		}
	}
	return raws;
}

/** Violations that a target has by itself, past those of other claims, the shortest of each claim at each scope. */
export function violationsPast(
	searches: readonly PastSearch[],
	others: readonly ViolationEvidence[],
): readonly ViolationEvidence[] {
	// What follows from known violations alone is known.
	const isKnown = others.length > 0 && others.every((one) => one.isKnown);
	return searches.flatMap(({ alone }) =>
		[...(alone?.violations ?? [])].map(([claim, { length }]) => ({ claim, length, isKnown })),
	);
}
