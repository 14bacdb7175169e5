import { specificationView } from "../../impl/image.ts";
import type { View } from "../../impl/target.ts";
import { brokenClaims, specificationStep } from "../../lockstep/run.ts";
import type { Scope } from "../../model/scope.ts";
import type { State } from "../../model/state.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { Limits } from "../limits.ts";
import { SystemModel } from "../models/system-model.ts";
import { search } from "../search.ts";
import { SpecificationViolated } from "./specification-violated.ts";

/** Claims that a search exercised. */
export interface Exercise {
	/** Number of times that each claim was exercised, by claim id. */
	readonly exercised: ReadonlyMap<string, number>;
	/** Limit that ended the check of one claim alone, by claim id. */
	readonly stoppedFor: Readonly<Record<string, string>>;
}

/**
 * Checks the claims without a local check, after a complete search: at every step of the specification. A target's
 * steps that equal the specification's satisfy the same claims, and others were checked.
 *
 * @param started start of the search, which limits its time
 */
export async function withOtherClaims<Search extends Exercise & { readonly stoppedBy: string | undefined }>(
	scope: Scope,
	claims: readonly Claim[],
	found: Search,
	{ limits, signal }: { readonly limits: Limits; readonly signal: AbortSignal | undefined },
	started: number,
): Promise<Search> {
	const others = claims.filter(({ check, local }) => check && !local);
	if (others.length === 0 || found.stoppedBy !== undefined) return found;
	const timeMs = limits.timeMs - (performance.now() - started);
	const { exercised, stoppedFor } = await exerciseOnSpecification(scope, others, { ...limits, timeMs }, signal);
	return { ...found, stoppedFor, exercised: new Map([...found.exercised, ...exercised]) };
}

/**
 * Checks claims at every step of the specification at a scope, one by one in plain data.
 *
 * @returns the number of states that it visited, too
 * @throws SpecificationViolated where one does not hold
 */
export async function exerciseOnSpecification(
	scope: Scope,
	claims: readonly Claim[],
	limits: Limits,
	signal: AbortSignal | undefined,
): Promise<Exercise & { readonly states: number }> {
	const exercised = new Map<string, number>();
	const model = new SystemModel(new System(scope));
	// Steps come a state at a time.
	let last: { readonly state: State; readonly view: View } | undefined;
	const check = (before: State, action: number): readonly never[] => {
		if (last?.state !== before) last = { state: before, view: specificationView(scope, before) };
		const step = specificationStep(scope, before, model.action(action), model.step, last.view);
		const [first] = brokenClaims(claims, step, ({ id }) => exercised.set(id, (exercised.get(id) ?? 0) + 1));
		if (first) throw new SpecificationViolated(first.claim.id, first.violation.detail);
		return [];
	};
	// A claim may tell processes apart, so states that differ in names are searched each.
	const { stored: states, stoppedBy } = await search(model, [{ kind: "step", check }], {
		limits,
		signal,
		symmetry: false,
	});
	if (stoppedBy === undefined) return { exercised, stoppedFor: {}, states };
	return { exercised, states, stoppedFor: Object.fromEntries(claims.map(({ id }) => [id, stoppedBy])) };
}
