import { setImmediate } from "node:timers/promises";
import { brokenClaims, specificationStep } from "../lockstep/run.ts";
import type { Scope } from "../model/scope.ts";
import type { State } from "../model/state.ts";
import { System } from "../model/system.ts";
import type { Claim } from "../properties/ledger.ts";
import { SpecificationBroken } from "./fast/rows/monitors.ts";
import { type Limits, reachedLimit } from "./limits.ts";

/** Claims that a search exercised. */
export interface Exercise {
	/** By claim id: how often the claim was exercised. */
	readonly exercised: ReadonlyMap<string, number>;
	/** By claim id: which limit ended the check of this claim alone. */
	readonly stoppedFor: Readonly<Record<string, string>>;
}

/** How much a state takes, in bytes, as measured. */
const BYTES_PER_STATE = 600;
const STATES_PER_TURN = 64;

/**
 * Adds the claims without a local check to a search that came to its end: they are checked at every step of the
 * specification. A target's steps that equal the specification's satisfy what those do, and others were checked.
 *
 * @param started when the search started, which limits its time
 */
export async function withOtherClaims<Search extends Exercise & { readonly stoppedBy: string | undefined }>(
	scope: Scope,
	claims: readonly Claim[],
	search: Search,
	{ limits, signal }: { readonly limits: Limits; readonly signal: AbortSignal | undefined },
	started: number,
): Promise<Search> {
	const others = claims.filter(({ check, local }) => check && !local);
	if (others.length === 0 || search.stoppedBy !== undefined) return search;
	const timeMs = limits.timeMs - (performance.now() - started);
	const added = await exerciseOnSpecification(scope, others, { ...limits, timeMs }, signal);
	return { ...search, ...added, exercised: new Map([...search.exercised, ...added.exercised]) };
}

/**
 * Checks claims at every step of the specification at a scope, one by one in plain data.
 *
 * @throws SpecificationBroken where one does not hold
 */
export async function exerciseOnSpecification(
	scope: Scope,
	claims: readonly Claim[],
	limits: Limits,
	signal: AbortSignal | undefined,
): Promise<Exercise> {
	const started = performance.now();
	const system = new System(scope);
	const exercised = new Map<string, number>();
	const seen = new Set([JSON.stringify(system.initial)]);
	const stack = [system.initial];
	for (let state = stack.pop(), count = 1; state !== undefined; state = stack.pop(), count++) {
		for (const next of exerciseFrom(system, state, claims, exercised)) {
			const key = JSON.stringify(next);
			if (seen.has(key)) continue;
			seen.add(key);
			stack.push(next);
		}
		if (count % STATES_PER_TURN !== 0) continue;
		await setImmediate();
		const progress = { stored: seen.size, frontier: stack.length, depth: 0, bytes: seen.size * BYTES_PER_STATE };
		const by = reachedLimit({ limits, signal }, progress, performance.now() - started);
		if (by !== undefined) return { exercised, stoppedFor: Object.fromEntries(claims.map(({ id }) => [id, by])) };
	}
	return { exercised, stoppedFor: {} };
}

/** Checks claims at every step from a state, and counts those exercised. @returns the states that the steps lead to */
function exerciseFrom(
	system: System,
	state: State,
	claims: readonly Claim[],
	exercised: Map<string, number>,
): readonly State[] {
	return system.enabled(state).map((action) => {
		const expected = system.step(state, action);
		const step = specificationStep(system.scope, state, action, expected);
		const [first] = brokenClaims(claims, step, ({ id }) => exercised.set(id, (exercised.get(id) ?? 0) + 1));
		if (first) throw new SpecificationBroken(first.claim.id, first.violation.detail);
		return expected.state;
	});
}
