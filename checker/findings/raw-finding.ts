import type { Minimality } from "../../lockstep/counterexample.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import type { Broken } from "../../lockstep/replay.ts";
import type { Scope } from "../../model/scope.ts";
import type { Claim } from "../../properties/ledger.ts";

/** Violated claim as found by a search, a campaign or a file. */
export interface RawFinding extends Broken {
	readonly scope: Scope;
	readonly interleaving: Interleaving;
	/** Seed of fast-check; undefined where the interleaving comes from a search or was given. */
	readonly seed: number | undefined;
	readonly minimality: Minimality;
	/** Claims that end the interleaving when it breaks them. */
	readonly claims: readonly Claim[];
	/** Description of the run or search that found it. */
	readonly found: string;
}

/** Key of a finding: its claim and cause. Findings with the same key are one. */
export function keyOf({ claim, cause }: { readonly claim: Claim; readonly cause: string }): string {
	return `${claim.id} ${cause}`;
}
