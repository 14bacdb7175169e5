import type { Check } from "./check.ts";
import type { DesignCheck } from "./design-evidence.ts";
import type { LocalCheck } from "./local.ts";

/**
 * Subject of a claim. `state`: every reachable state. `step`: every transition. `trace`: a history. `live`: what comes to
 * pass under fairness. `exists`: something that can happen. `design`: an alternative design.
 */
type ClaimKind = "state" | "step" | "trace" | "live" | "exists" | "design";

/** One claim that the source makes about itself. Each is one object, and every search and every run checks it. */
export interface Claim {
	readonly id: string;
	readonly kinds: readonly ClaimKind[];
	/** Place in the source that states it: a function of event.c, its head comment, or the commit message. */
	readonly source: string;
	readonly sentence: string;
	/** Evaluates one step; undefined where the claim is not checked yet. */
	readonly check: Check | undefined;
	/**
	 * The same check by parts of steps, for the search that does not put steps together. A claim without it is checked at
	 * every step of the specification by a search of its own, which takes longer.
	 */
	readonly local?: LocalCheck;
	/** Properties of designs that decide the claim; undefined where it is not a claim about designs. */
	readonly design?: readonly DesignCheck[];
	/** Set where the check evaluates steps in which the target fails; others see none, since there only the failure counts. */
	readonly seesFailures?: true;
}
