import type { Revision } from "../impl/mirror/event.ts";
import type { Scope } from "../model/scope.ts";
import { CLAIMS, type Claim } from "../properties/ledger.ts";
import type { Interleaving } from "./random.ts";

/** Implementation on which a counterexample was found: a revision of the mirror, or a C source by its content. */
export type SubjectId =
	| { readonly kind: "mirror"; readonly revision: Revision }
	| {
			readonly kind: "c";
			/** The source as the command named it. */
			readonly path: string;
			readonly sha256: string;
			/** Signedness of plain `char`, where it was unsigned. */
			readonly char?: "unsigned" | undefined;
	  };

/**
 * Degrees of minimality: as given; as found at random; locally minimal, where no action, process, service or bit of a
 * mask can be removed; or shortest, as a breadth-first search showed.
 */
export const MINIMALITIES = ["given", "found", "locally minimal", "shortest"] as const;
/** One of `MINIMALITIES`. */
export type Minimality = (typeof MINIMALITIES)[number];

/** Part of a counterexample that makes a lasso of its interleaving. */
export interface LassoPart {
	/** Number of actions before the loop; the others, none where nothing is enabled, repeat for ever. */
	readonly loopStart: number;
	/** Process or service that stays pending for ever. */
	readonly subject: number;
}

/** Interleaving that breaks a claim, with everything needed to run it again. Plain data. */
export interface Counterexample {
	readonly subject: SubjectId;
	readonly scope: Scope;
	/** Seed of fast-check; undefined where a search found the interleaving or it was given. */
	readonly seed: number | undefined;
	readonly interleaving: Interleaving;
	/** The id of the claim that its last step breaks or, of a lasso, that it breaks by going on for ever. */
	readonly claim: string;
	/** The action kind that broke the claim, and how: `causeOf`. */
	readonly cause: string;
	/** Description of the violation in the last step, with names and numbers. */
	readonly detail: string;
	readonly minimality: Minimality;
	/** The ids of the claims that end the interleaving when it breaks them, where not every claim does. */
	readonly only: readonly string[] | undefined;
	/** Left out where the interleaving is finite. */
	readonly lasso?: LassoPart | undefined;
}

/** Claims that end a counterexample's interleaving. @param claims claims among which to find them */
export function claimsOf({ only }: Pick<Counterexample, "only">, claims: readonly Claim[] = CLAIMS): readonly Claim[] {
	return only === undefined ? CLAIMS : claims.filter(({ id }) => only.includes(id));
}

/** Value of `only` for these claims: the inverse of `claimsOf`. */
export function onlyOf(claims: readonly Claim[]): readonly string[] | undefined {
	const isLedger = claims.length === CLAIMS.length && CLAIMS.every((claim) => claims.includes(claim));
	return isLedger ? undefined : claims.map(({ id }) => id);
}
