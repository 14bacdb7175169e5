import { TargetFailure } from "../impl/failure.ts";
import { specificationView } from "../impl/image.ts";
import type { Outcome, Target, View } from "../impl/target.ts";
import { type Action, type ActionKind, maskSetBy } from "../model/action.ts";
import type { Scope } from "../model/scope.ts";
import { type Slot, type State, withGivenMasks } from "../model/state.ts";
import type { Step, System } from "../model/system.ts";
import type { Violation } from "../properties/check.ts";
import { type EventTraces, NO_TRACES, nextTraces } from "../properties/event-traces.ts";
import type { Claim } from "../properties/ledger.ts";
import { callChangesOf, type ObservedStep } from "../properties/step.ts";

/** A claim that a step broke, and how. */
export interface BrokenClaim {
	readonly claim: Claim;
	readonly violation: Violation;
}

/** Listener that receives every step of a running interleaving. */
export interface Observer {
	/** @param broken the claims that the step broke; the run ends with it unless this is empty */
	step(step: ObservedStep, broken: readonly BrokenClaim[]): void;
	/** A step exercised the claim, and it held. */
	exercised(claim: Claim): void;
}

/** Records the coverage of interleavings, step by step. */
export interface Recording {
	/** The system whose moves are recorded: interleavings that are to be recorded run on it. */
	readonly system: System;
	/** An interleaving begins. */
	begin(): void;
	/** The target did what the specification did at the action. */
	commit(action: Action): void;
	/** It did not. */
	discard(): void;
	/** No more interleavings are to be recorded. */
	end(): void;
}

/**
 * Runs an interleaving on the specification and on a target, side by side, and checks the claims at every step.
 *
 * An action that is not enabled is skipped. The run stops at the first step that breaks a claim, since from there on
 * the two are in different states, and at a failure of the target, whichever claims are checked.
 *
 * @param claims those that have a check are checked
 * @returns the claims that the last step broke; empty if none did
 */
export function runInterleaving(
	system: System,
	target: Target,
	claims: readonly Claim[],
	interleaving: readonly Action[],
	observer: Observer,
): readonly BrokenClaim[] {
	target.reset();
	let state = system.initial;
	let before = target.view();
	let traces = NO_TRACES;
	for (const action of interleaving) {
		if (!system.isEnabled(state, action)) continue;
		const expected = system.step(state, action);
		const [step, next] = withMistakes(traces, observe(target, action, before, expected));
		const broken = brokenClaims(claims, step, (claim) => observer.exercised(claim));
		observer.step(step, broken);
		if (broken.length > 0 || !step.outcome.ok) return broken;
		[state, traces] = [expected.state, next];
		before = step.after;
	}
	return [];
}

/** A step with the mistakes that it completes in its trace, and the monitor behind it. @param traces the monitor before it */
export function withMistakes(traces: EventTraces, step: ObservedStep): readonly [ObservedStep, EventTraces] {
	const next = nextTraces(traces, step);
	const { scope, action, before, outcome, after, expected, callChanges } = step;
	// By its parts: spreading is slow, and there is one for each step of all random runs.
	return [{ scope, action, before, outcome, after, expected, callChanges, mistakes: next.mistakes }, next.traces];
}

/** Step of the specification itself, in the form that claims check. @param before view of the state */
export function specificationStep(
	scope: Scope,
	state: State,
	action: Action,
	expected: Step,
	before: View = specificationView(scope, state),
): ObservedStep {
	const after = expected.state === state ? before : specificationView(scope, expected.state);
	const outcome = { ok: true, result: expected.result } as const;
	return {
		scope,
		action,
		before,
		outcome,
		after,
		expected,
		callChanges: callChangesOf(action, before, outcome, after),
	};
}

/**
 * Performs one action on a target and returns everything that claims read.
 *
 * @param expected undefined where there is none
 * @param changes false if target and specification are after the action as they were before it. It is for searches: where it is
 *   given, warnings have no texts
 */
export function observe(
	target: Target,
	action: Action,
	before: View,
	expected: Step | undefined,
	changes?: () => boolean,
): ObservedStep {
	const { scope } = target;
	const outcome = target.apply(action, changes === undefined);
	const shown = (changes?.() ?? true) ? viewOf(target) : before;
	if ("failure" in shown) return { scope, action, before, outcome: shown, after: before, expected, callChanges: [] };
	const after = withGivenMasks(shown, expected?.state.slots ?? givenBy(action, before));
	return {
		scope,
		action,
		before,
		outcome,
		after,
		expected,
		callChanges: callChangesOf(action, before, outcome, after),
	};
}

/** Slots of a state, with the mask that the action gives one of them. */
function givenBy(action: Action, { slots }: View): readonly Slot[] {
	const mask = maskSetBy(action);
	if (mask === undefined) return slots;
	const { process: service } = action;
	return [{ service, mask, waiting: 0 }, ...slots.filter((slot) => slot.service !== service)];
}

/** View of the target, or its failure, where a source's own view of itself fails. */
function viewOf(target: Target): View | (Outcome & { readonly ok: false }) {
	try {
		return target.view();
	} catch (error) {
		if (error instanceof TargetFailure) return { ok: false, failure: error.failure };
		throw error;
	}
}

/**
 * Checks one step against the claims.
 *
 * @param exercised called with each claim that the step exercises and that holds
 */
export function brokenClaims(
	claims: readonly Claim[],
	step: ObservedStep,
	exercised: (claim: Claim) => void,
): readonly BrokenClaim[] {
	const broken: BrokenClaim[] = [];
	for (const claim of claims) {
		// After a failure the target is in the middle of an action, where only the failure itself means anything.
		if (!claim.check || (!step.outcome.ok && !claim.seesFailures)) continue;
		const result = claim.check(step);
		if (typeof result === "object") broken.push({ claim, violation: result });
		else if (result === "holds") exercised(claim);
	}
	return broken;
}

/** Actions of an interleaving that are enabled when they are reached. */
export function enabledPart(system: System, interleaving: readonly Action[]): readonly Action[] {
	let state: State = system.initial;
	return interleaving.filter((action) => {
		if (!system.isEnabled(state, action)) return false;
		state = system.step(state, action).state;
		return true;
	});
}

/** Key by which findings are grouped: the kind of action that broke a claim, and the cause. */
export function causeOf(action: ActionKind | undefined, broken: BrokenClaim): string {
	return `${action}: ${broken.violation.cause}`;
}
