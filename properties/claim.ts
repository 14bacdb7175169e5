import type { Check } from "./check.ts";
import type { DesignCheck } from "./design-evidence.ts";
import type { LocalCheck } from "./local.ts";

/**
 * Subject of a claim. `state`: every reachable state. `step`: every transition. `trace`: a history. `live`: what comes to
 * pass under fairness. `exists`: something that can happen. `design`: an alternative design.
 */
type ClaimKind = "state" | "step" | "trace" | "live" | "exists" | "design";

/** Claim that the source makes about itself. Every search and every run checks it. */
export interface Claim {
	readonly id: string;
	readonly kinds: readonly ClaimKind[];
	/** Place in the source that states it: a function of event.c, its head comment, or the commit message. */
	readonly source: string;
	readonly sentence: string;
	/** Evaluates one step; undefined where the claim is not checked yet. */
	readonly check: Check | undefined;
	/**
	 * The same check on components of steps, for the search that does not compose whole steps. A claim without it is
	 * checked at every step of the specification by another search, which takes longer.
	 */
	readonly local?: LocalCheck;
	/** Properties of designs that decide the claim; undefined where it is not a claim about designs. */
	readonly design?: readonly DesignCheck[];
	/**
	 * True if the check evaluates steps in which the target fails; others do not see such steps, since only the failure
	 * counts there.
	 */
	readonly seesFailures?: true;
}
