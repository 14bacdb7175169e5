import type { Action } from "../model/action.ts";
import type { Claim } from "../properties/ledger.ts";
import type { Limits, SearchProgress } from "./limits.ts";
import type { SavedSearch } from "./search.ts";

/** A violated claim with its shortest counterexample: the search is breadth first. */
export interface ProductFinding {
	readonly claim: Claim;
	/** The action kind that broke the claim, and how: findings are grouped by it. */
	readonly cause: string;
	readonly detail: string;
	readonly interleaving: readonly Action[];
	/** How many transitions broke the claim in this way. */
	readonly occurrences: number;
}

/** What a search of a target beside the specification came to. */
export interface ProductSearch {
	/** Distinct pairs of a state of the specification and a memory of the target. */
	readonly pairs: number;
	/** States of the specification among them. */
	readonly states: number;
	/** Enabled (pair, action) pairs over the pairs. */
	readonly transitions: number;
	/** The longest shortest path from the start. */
	readonly depth: number;
	readonly findings: readonly ProductFinding[];
	/** Transitions that broke a claim and were not followed. */
	readonly notFollowed: number;
	/** By claim id: how often the search exercised the claim. */
	readonly exercised: ReadonlyMap<string, number>;
	/** By claim id: which limit ended the check of this claim alone. */
	readonly stoppedFor: Readonly<Record<string, string>>;
	/** How many words of each entry behind the end of the list were left out of the state, since nothing reads them. */
	readonly unreadWords: number;
	/** The memory for the pairs and for what leads on from them, in bytes. */
	readonly bytes: number;
	/** How many threads searched. */
	readonly threads: number;
	/** Which limit ended the search; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** How a search of a target is to be done. */
export interface ProductOptions {
	readonly claims: readonly Claim[];
	/** Whether memory that nothing reads is part of the state too. */
	readonly allMemory: boolean;
	readonly limits: Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: ((progress: SearchProgress) => void) | undefined;
	/** Which actions are taken; all if left out. With fewer, what is not found need not be absent. */
	readonly allows?: (action: Action) => boolean;
	/** Called every now and then with a function that saves the search, which is a plain one then. */
	readonly onPause?: ((save: () => SavedSearch) => void) | undefined;
	/** A search that was saved, to go on with. */
	readonly resumed?: SavedSearch | undefined;
}
