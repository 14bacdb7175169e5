import { distinctScopes, type Scope } from "../../model/scope.ts";
import { countedAlphabet } from "../../model/system.ts";
import { CHARTS, type ChartName } from "../charts/graph.ts";
import type { Matchers } from "../charts/matchers.ts";
import { requirementKey } from "../charts/requirements.ts";
import type { Composed } from "../system/composed.ts";
import { type ComposedRequirements, composedRequirements } from "../system/composed-walk.ts";
import { type Feasible, feasibleRequirements } from "../system/feasible.ts";
import { simplePaths } from "../system/paths.ts";
import { type RunCoverage, setOf } from "./coverage-record.ts";

/** Reference for the runs of one scope: the specification's composed system, complete. */
export interface Reference {
	readonly composed: Composed;
	readonly matchers: Matchers;
	readonly feasible: Readonly<Record<ChartName, Feasible>>;
	readonly paths: ComposedRequirements;
}

/** @param simpleLength the greatest length of the simple paths that are asked for, in actions */
export function referenceOf(composed: Composed, matchers: Matchers, simpleLength: number): Reference {
	const feasible = feasibleRequirements(composed, matchers);
	return { composed, matchers, feasible, paths: composedRequirements(composed, simpleLength) };
}

/** Scopes of some runs that were searched completely. */
export interface References {
	readonly matchers: Matchers;
	readonly complete: readonly Reference[];
	/** Scopes that were not. */
	readonly tooLarge: readonly Scope[];
	/**
	 * Smaller scopes, searched completely, for each of those: everything that is feasible there is feasible in the
	 * larger one.
	 */
	readonly smaller: readonly Reference[];
}

/** References of a single scope. */
export function singleReference(reference: Reference): References {
	return { matchers: reference.matchers, complete: [reference], tooLarge: [], smaller: [] };
}

/** The scopes of some runs, each once. */
export function scopesOf(runs: readonly RunCoverage[]): readonly Scope[] {
	return distinctScopes(runs.map(({ scope }) => scope));
}

/**
 * Smaller scope that is searched in place of one that is too large.
 *
 * Every interleaving of it is one of the larger scope too, where the other processes stay free: it has as many slots.
 */
export function smallerScope({ users, services, slots }: Scope): Scope {
	return { users: Math.min(users, 1), services: Math.min(services, 2), slots };
}

/** Finds coverage in a run that its scope does not allow, described in words; undefined if there is none. */
export function misfitOf(run: RunCoverage, { composed, feasible, matchers, paths }: Reference): string | undefined {
	for (const chart of CHARTS) {
		for (const [index, { criterion, name }] of matchers[chart].requirements.entries()) {
			const isCovered = Object.hasOwn(run[chart], requirementKey(criterion, name));
			if (isCovered && !feasible[chart].has(index)) return `the infeasible ${criterion} ${name} is covered`;
		}
	}
	if (!run.composed) return "expected coverage of the composed system, found none";
	const { states, transitions, walked, simple, simpleLength } = run.composed;
	if (states !== composed.size || transitions !== composed.transitions) {
		return `expected ${composed.size} states and ${composed.transitions} transitions, found ${states} and ${transitions}`;
	}
	const simples = simpleLength === paths.simpleLength ? paths.simple : simplePaths(composed, simpleLength);
	if (simple.length !== simples.length) return `expected ${simples.length} simple paths, found ${simple.length}`;
	const actions = countedAlphabet(run.scope);
	const set = setOf(walked);
	for (let pair = 0; pair < set.length; pair++) {
		const isEnabled = composed.next(Math.floor(pair / actions.length), pair % actions.length) >= 0;
		if (set.has(pair) && !isEnabled) return "expected enabled actions only, found a disabled one";
	}
	return undefined;
}
