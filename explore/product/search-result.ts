import type { WarningNote } from "../../lockstep/warnings.ts";
import type { Action } from "../../model/action.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { Limits, SearchProgress } from "../limits.ts";
import type { SavedSearch } from "../search.ts";

/** A violated claim with its shortest counterexample: the search is breadth first. */
export interface ProductFinding {
	readonly claim: Claim;
	/** The kind of the violating action, and how it violates the claim: findings are grouped by it. */
	readonly cause: string;
	readonly detail: string;
	readonly interleaving: readonly Action[];
	/** Transitions that violate the claim in this way. */
	readonly occurrences: number;
}

/** Symmetry reduction of a target: one of the product states is kept that differ in the names of users or of services. */
export interface TargetSymmetry {
	/** Product states that were kept. */
	readonly stored: number;
	/** Steps that were compared with the same under other names. */
	readonly compared: number;
	/** True if there were more that were not, because there is a limit to their number. */
	readonly isExhausted: boolean;
}

/** The result of a search of a target side by side with the specification. */
export interface ProductSearch {
	/** Distinct product states: pairs of a state of the specification and a memory of the target. With symmetry, all that the stored ones stand for. */
	readonly pairs: number;
	/** Symmetry reduction; undefined where every product state was stored. */
	readonly symmetry?: TargetSymmetry | undefined;
	/** An action that did something else under other names, for which the search went on without symmetry reduction. */
	readonly asymmetric?: Action | undefined;
	/** Distinct states of the specification among them. */
	readonly states: number;
	/** Enabled (pair, action) pairs over the product states. */
	readonly transitions: number;
	/** The longest shortest path from the start. */
	readonly depth: number;
	readonly findings: readonly ProductFinding[];
	/** Transitions that violated a claim and were not followed. */
	readonly notFollowed: number;
	/** True if those that were followed reach all states of the specification; left out where the search does not find that out. */
	readonly reachesAll?: boolean;
	/** Counts by claim id of how often the search exercised the claim. */
	readonly exercised: ReadonlyMap<string, number>;
	/** The limit that ended the check of one claim alone, by claim id. */
	readonly stoppedFor: Readonly<Record<string, string>>;
	/** Parts of each entry behind the end of the list, words or bytes, that were left out of the state: dead memory. */
	readonly unreadParts: number;
	/** Differences in warnings at steps that violate nothing. */
	readonly warns: readonly WarningNote[];
	/** Names of variables that are only copied and printed, and are left out of the state. */
	readonly countsOnly?: readonly string[];
	/** Names of variables that take ever more values, where a limit stopped the search. */
	readonly grows?: readonly string[];
	/** Memory for the product states and for the steps from them, in bytes. */
	readonly bytes: number;
	/** Threads that searched. */
	readonly threads: number;
	/** The limit that ended the search; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** The way in which a search of a target is to be done. */
export interface ProductOptions {
	readonly claims: readonly Claim[];
	/** True if dead memory is part of the state too. */
	readonly allMemory: boolean;
	/** True to store one of the product states that differ in the names of users or of services, where a kernel searches. */
	readonly symmetry?: boolean | undefined;
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: SearchProgress) => void) | undefined;
	/** Actions that are taken; all if left out. With fewer, what is not found need not be absent. */
	readonly allows?: (action: Action) => boolean;
	/** Called every now and then with a function that saves the search, which is a plain one then. */
	readonly onPause?: ((save: () => SavedSearch) => void) | undefined;
	/** A search that was saved, to go on with. */
	readonly resumed?: SavedSearch | undefined;
}
