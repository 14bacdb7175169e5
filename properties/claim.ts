import type { State } from "../model/state.ts";
import type { Check } from "./check.ts";
import type { DesignCheck } from "./design-evidence.ts";
import type { History, HistoryStep } from "./history.ts";
import type { LocalCheck } from "./local.ts";
import type { ObservedStep } from "./step.ts";

/**
 * Subject of a claim. `state`: every reachable state. `step`: every transition. `trace`: a history. `live`: what comes to
 * pass under fairness. `exists`: something that can happen. `design`: an alternative design.
 */
type ClaimKind = "state" | "step" | "trace" | "live" | "exists" | "design";

/**
 * Liveness of a claim: under fairness, what is pending comes to an end.
 *
 * Fairness: VFS replies, and a service that was asked in the end replies or dies.
 */
export interface Liveness {
	/** Subjects of the condition: every process, or every service. */
	readonly of: "processes" | "services";
	/** Condition that must not last for ever, for one subject. */
	isPending(state: State, subject: number): boolean;
	/** Cause of a violation, without names and numbers. */
	readonly cause: string;
	/** True where it is assumed that services subscribe or change their masks only finitely often. */
	readonly isOfFiniteSubscriptions: boolean;
}

/** Situation that has to be reachable: a step that reaches it is a witness. */
interface Witness {
	/** @param history before the step */
	isReached(history: History, step: HistoryStep): boolean;
}

/** Claim that the source makes about itself. Every search and every run checks it. Claims are in `claims/`, and listed in `ledger.ts`. */
export interface Claim {
	readonly id: string;
	readonly kinds: readonly ClaimKind[];
	/** Place in the source that states it: a function of event.c, its head comment, or the commit message. */
	readonly source: string;
	readonly sentence: string;
	/** What goes wrong where it is violated, in plain words, as a clause of the first sentence of a report; none if left out. */
	readonly impact?: string;
	/** Evaluates one step; undefined where the claim is not checked yet. */
	readonly check: Check | undefined;
	/** Whether a step that exercises the claim shows what it says: witnesses are such steps. All are if left out. */
	readonly shows?: (step: ObservedStep) => boolean;
	/**
	 * The same check on components of steps, for the search that does not compose whole steps. A claim without it is
	 * checked at every step of the specification by another search, which takes longer.
	 */
	readonly local?: LocalCheck;
	/** True if the check compares a step with the specification's: what a target does by itself does not decide it. */
	readonly needsSpecification?: true;
	/** Ids of claims that the check takes for granted, where it is a condition on single steps. */
	readonly restsOn?: readonly string[];
	/** Liveness that is checked on the complete state graph of a scope. */
	readonly liveness?: Liveness;
	/** Situation that the source admits, and that a search has to reach. */
	readonly witness?: Witness;
	/** Properties of designs that decide the claim; undefined where it is not a claim about designs. */
	readonly design?: readonly DesignCheck[];
	/**
	 * True if the check evaluates steps in which the target fails; others do not see such steps, since only the failure
	 * counts there.
	 */
	readonly seesFailures?: true;
}

/** A claim about liveness. */
export type LivenessClaim = Claim & { readonly liveness: Liveness };

/** A claim that a situation can be reached. */
export type WitnessClaim = Claim & { readonly witness: Witness };
