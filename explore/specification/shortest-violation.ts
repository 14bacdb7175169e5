import { type BrokenClaim, brokenClaims, specificationStep } from "../../lockstep/run.ts";
import type { State } from "../../model/state.ts";
import type { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { ObservedStep } from "../../properties/step.ts";
import type { Limits } from "../limits.ts";
import { SystemModel } from "../models/system-model.ts";
import { search } from "../search.ts";

/** A violation of a claim by the specification itself. */
export interface BrokenSpecification {
	/** The claims that the last step violates. */
	readonly broken: readonly [BrokenClaim, ...BrokenClaim[]];
	/** The steps from the start to the violation: as few as there can be. */
	readonly steps: readonly ObservedStep[];
}

/**
 * Finds the shortest interleaving by which the specification violates one of the claims, in plain data and by the
 * claims' own checks. It is slow, and used only once a search has found a violation.
 *
 * @returns undefined where no step within the limits violates one
 */
export async function shortestViolation(
	system: System,
	claims: readonly Claim[],
	limits: Limits,
	signal: AbortSignal | undefined,
): Promise<BrokenSpecification | undefined> {
	const model = new SystemModel(system);
	const observed = (before: State, action: number): ObservedStep =>
		specificationStep(system.scope, before, model.action(action), model.step);
	const check = (before: State, action: number) =>
		brokenClaims(claims, observed(before, action), () => {}).map(({ violation: { detail } }) => ({
			key: "broken",
			detail,
		}));
	const how = { limits, signal, symmetry: false, isOverWhenFound: true };
	const { discoveries } = await search(model, [{ kind: "step", check }], how);
	const trace = discoveries[0]?.trace;
	if (!trace) return undefined;
	const steps = trace.actions.map((action, index) => {
		const before = trace.states[index] ?? system.initial;
		const taken = model.action(action);
		return specificationStep(system.scope, before, taken, system.step(before, taken));
	});
	const [first, ...others] = steps.slice(-1).flatMap((last) => brokenClaims(claims, last, () => {}));
	return first && { broken: [first, ...others], steps };
}
