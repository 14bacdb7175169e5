import { UnstableTarget } from "../impl/failure.ts";
import type { Target } from "../impl/target.ts";
import { type Action, formatAction } from "../model/action.ts";
import { statecharts } from "../model/charts/table.ts";
import { nrProcs, type Scope } from "../model/scope.ts";
import { type Step, System } from "../model/system.ts";
import type { Claim } from "../properties/ledger.ts";
import type { ObservedStep } from "../properties/step.ts";
import type { Interleaving } from "./random.ts";
import { type BrokenClaim, causeOf, type Recording, runInterleaving } from "./run.ts";

/** A claim as a run broke it. */
export interface Broken {
	readonly claim: Claim;
	readonly cause: string;
	readonly detail: string;
	/** True if the history of an event shows it, and not the last step by itself. */
	readonly isOfTrace?: true;
}

/** Result of an interleaving on one target. */
export interface Replay {
	/** Actions that were executed; those that were not enabled were skipped and are left out. */
	readonly taken: Interleaving;
	/** The claims that the last of them broke; empty if none did. */
	readonly broken: readonly Broken[];
}

/**
 * Runs an interleaving on a target.
 *
 * @param claims those that stop it when it breaks them
 * @param recording records its coverage; none if left out
 */
export function replayOn(
	target: Target,
	claims: readonly Claim[],
	interleaving: Interleaving,
	recording?: Recording,
): Replay {
	const taken: Action[] = [];
	const observer = {
		step: ({ action, outcome }: ObservedStep, broken: readonly BrokenClaim[]): void => {
			taken.push(action);
			if (broken.length > 0 || !outcome.ok) recording?.discard();
			else recording?.commit(action);
		},
		exercised: () => {},
	};
	recording?.begin();
	const broken = runInterleaving(recording?.system ?? new System(target.scope), target, claims, interleaving, observer);
	recording?.end();
	return {
		taken,
		broken: broken.map((one) => ({
			claim: one.claim,
			cause: causeOf(taken.at(-1)?.kind, one),
			detail: one.violation.detail,
			...(one.violation.isOfTrace ? { isOfTrace: true } : {}),
		})),
	};
}

/**
 * Runs an interleaving on the statecharts as XState steps them, next to the tables used everywhere else.
 *
 * @throws Error where the two differ, which is an internal error
 */
export function replayOnStatecharts(scope: Scope, interleaving: Interleaving): void {
	const [charts, tables] = [new System(scope, statecharts(nrProcs(scope))), new System(scope)];
	let state = charts.initial;
	for (const [index, action] of interleaving.entries()) {
		const steps = [charts, tables].map((system): Step | undefined =>
			system.isEnabled(state, action) ? system.step(state, action) : undefined,
		);
		const [byCharts, byTables] = steps;
		if (JSON.stringify(byCharts) !== JSON.stringify(byTables)) {
			const where = `action ${index + 1}, ${formatAction(scope, action)}`;
			throw new Error(`statecharts and tables differ at ${where} of ${textOf(scope, interleaving)}`);
		}
		state = byCharts?.state ?? state;
	}
}

/**
 * Checks that a failure happens again: on the statecharts themselves, and on another target.
 *
 * @throws UnstableTarget where it does not: it must not be shown as a finding
 */
export function expectReproduced(
	target: Target,
	claims: readonly Claim[],
	{ claim, cause }: Pick<Broken, "claim" | "cause">,
	interleaving: Interleaving,
): void {
	replayOnStatecharts(target.scope, interleaving);
	const { broken } = replayOn(target, claims, interleaving);
	const isSame = broken.some((one) => one.claim === claim && one.cause === cause);
	if (isSame) return;
	const found = broken.map((one) => `${one.claim.id} (${one.cause})`).join(", ") || "nothing broken";
	throw new UnstableTarget(
		`a failure was not reproduced: expected ${claim.id} (${cause}), found ${found}, at ${textOf(target.scope, interleaving)}`,
	);
}

function textOf(scope: Scope, interleaving: Interleaving): string {
	return interleaving.map((action) => formatAction(scope, action)).join(" ");
}
