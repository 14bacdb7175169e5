import type { Property } from "./model.ts";

/** Interrupted search, as plain data. */
export interface SavedSearch {
	/** The words of the stored states, one after the other. */
	readonly words: Int32Array;
	/** Predecessor of each state; -1 for an initial one. */
	readonly parents: Int32Array;
	/** Frontier: states to be expanded, in order of their numbers; depth first, those on the stack. */
	readonly frontier: Int32Array;
	readonly counts: Readonly<Counts>;
	readonly found: readonly (readonly [string, Found])[];
	/** Numbers that the caller of the search stores with it. */
	readonly notes: Readonly<Record<string, number>>;
}

/** Counts of a search that is not over. */
export interface Counts {
	states: number;
	transitions: number;
	depth: number;
	/** The first state of the next level. */
	levelEnd: number;
	notFollowed: number;
}

/** A discovery as numbers. */
export interface Found {
	readonly kind: Property<unknown>["kind"];
	readonly name: string;
	readonly detail: string;
	/** The state that violates or witnesses, or that the transition which does starts from. */
	readonly state: number;
	/** That transition's action; undefined where it is the state. */
	readonly action: number | undefined;
	readonly occurrences: number;
}
