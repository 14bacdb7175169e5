/** Properties of a design that decide a claim: together they say what the claim says. */
export interface DesignCheck {
	/** The id of the design, and of its properties. */
	readonly design: string;
	readonly properties: readonly string[];
}

/** Counts of a search of a design at one scope. */
export interface DesignSearch {
	readonly scope: string;
	readonly states: number;
	readonly transitions: number;
	/** The longest shortest path from the start. */
	readonly depth: number;
	/** The limit that ended the search; undefined where it is complete. */
	readonly stoppedBy: string | undefined;
}

/** A run of a design in words: a witness, a counterexample or a lasso. */
export interface DesignTrace {
	readonly scope: string;
	/** The state that the run starts in. */
	readonly initial: string;
	/** Each action, with the state that it leads to. */
	readonly steps: readonly { readonly action: string; readonly state: string }[];
	/** The states as data, the initial one first. */
	readonly states: readonly unknown[];
	/** Of a lasso: the number of steps before the loop. */
	readonly loopStart: number | undefined;
}

/** A run that shows a property of a design, or that it does not hold. */
export interface DesignRun {
	readonly design: string;
	readonly property: string;
	readonly trace: DesignTrace;
}

/** The decision on one property of a design. */
export interface PropertyEvidence {
	readonly design: string;
	readonly property: string;
	readonly kind: "always" | "reachable" | "lasso";
	/** True or false where it is decided: see `isTrueOf`. */
	readonly isTrue: boolean | undefined;
	readonly searches: readonly DesignSearch[];
	/** The shortest counterexample of an `always` property; the shortest witness, or the lasso, of any other. */
	readonly trace: DesignTrace | undefined;
}

/** A property of a design that is false. Plain data. */
export interface RefutedProperty {
	readonly design: string;
	readonly property: string;
	/** States that were visited, in all scopes. */
	readonly states: number;
	/** The shortest run that breaks it, as actions; left out where a property was to be reached, and none does. */
	readonly counterexample?: { readonly scope: string; readonly actions: readonly string[] } | undefined;
}

/** The property as one that is false; undefined where it is true or open. */
export function refutedOf({
	design,
	property,
	isTrue,
	searches,
	trace,
}: PropertyEvidence): RefutedProperty | undefined {
	if (isTrue !== false) return undefined;
	const states = searches.reduce((sum, search) => sum + search.states, 0);
	if (!trace) return { design, property, states };
	const actions = trace.steps.map(({ action }) => action);
	return { design, property, states, counterexample: { scope: trace.scope, actions } };
}

/** Reason why a search leaves states out by design: its scope bounds them, and no limit does. */
export const SCOPE_BOUNDS = "the bounds of the scope";

/** Finds the limit or interruption that cut a search short; undefined where it visited all that its scope allows. */
export function cutShortBy({ stoppedBy }: DesignSearch): string | undefined {
	return stoppedBy === SCOPE_BOUNDS ? undefined : stoppedBy;
}

/**
 * Decides a property from its searches.
 *
 * A trace decides it at once. Without one it takes searches of all scopes to their end.
 */
export function isTrueOf(
	kind: PropertyEvidence["kind"],
	searches: readonly DesignSearch[],
	trace: DesignTrace | undefined,
): boolean | undefined {
	if (trace) return kind !== "always";
	return searches.every(({ stoppedBy }) => stoppedBy === undefined) ? kind === "always" : undefined;
}
