import { specificationView } from "../../impl/image.ts";
import type { View } from "../../impl/target.ts";
import { brokenClaims, specificationStep } from "../../lockstep/run.ts";
import { ACTION_KINDS, type Action, type ActionKind, alphabet } from "../../model/action.ts";
import { ACTIONS } from "../../model/action-table.ts";
import { type Charts, tabulatedCharts } from "../../model/charts/table.ts";
import { nrProcs, type Scope } from "../../model/scope.ts";
import type { State } from "../../model/state.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import { brokenClause, type Clause } from "./invariant.ts";
import { type Representative, representatives } from "./representatives.ts";

/** Creates the specification at a scope. */
export type Specification = (scope: Scope, charts: Charts) => System;

/** A step from a state that the invariant admits. */
export interface ConstructedStep {
	readonly scope: Scope;
	readonly before: State;
	readonly action: Action;
}

/** A claim that a step breaks, whether or not its state is reached from the start. */
export interface BrokenStep extends ConstructedStep {
	readonly cause: string;
	readonly detail: string;
}

/** Result of checking every representative step. */
export interface Decision {
	/** Representative states, and steps by action kind. */
	readonly states: number;
	readonly steps: Readonly<Record<ActionKind, number>>;
	/** Number of steps that exercised each claim, by claim id. */
	readonly exercised: ReadonlyMap<string, number>;
	/** The first step that breaks each claim, by claim id. */
	readonly broken: ReadonlyMap<string, BrokenStep>;
	/** The first step that leads out of the invariant; undefined where it is inductive. */
	readonly notInductive: (ConstructedStep & { readonly clause: Clause }) | undefined;
}

/** Bound of the chart's wait count: more than the processes of any representative, and of one step from it. */
const BOUND = 12;

/**
 * Checks claims at every representative step: with the invariant they stand for all steps of any number of processes and slots.
 *
 * @param createSystem the specification; model/system.ts unless given
 */
export function decide(
	claims: readonly Claim[],
	createSystem: Specification = (scope, charts) => new System(scope, charts),
): Decision {
	const charts = tabulatedCharts(BOUND);
	const systems = new Map<string, OneScope>();
	const run = new Run(claims);
	for (const one of representatives(charts)) {
		const key = `${one.scope.users} ${one.scope.services} ${one.scope.slots}`;
		const known = systems.get(key) ?? { system: createSystem(one.scope, charts), actions: actionsByProcess(one.scope) };
		systems.set(key, known);
		run.check(one, known);
		if (run.isOver) break;
	}
	return run.decision();
}

/** The specification at a scope, and its alphabet by the process that acts. */
interface OneScope {
	readonly system: System;
	readonly actions: readonly (readonly Action[])[];
}

function actionsByProcess(scope: Scope): readonly (readonly Action[])[] {
	const all = alphabet(scope);
	return Array.from({ length: nrProcs(scope) }, (_, actor) => all.filter(({ process }) => process === actor));
}

class Run {
	readonly #claims: readonly Claim[];
	#states = 0;
	readonly #steps = Object.fromEntries(ACTION_KINDS.map((kind) => [kind, 0])) as Record<ActionKind, number>;
	readonly #exercised = new Map<string, number>();
	readonly #broken = new Map<string, BrokenStep>();
	#notInductive: Decision["notInductive"];

	constructor(claims: readonly Claim[]) {
		this.#claims = claims;
	}

	/** True if every claim is broken: other steps decide nothing more. */
	get isOver(): boolean {
		return this.#broken.size === this.#claims.length;
	}

	/** Takes every action of the actors in a representative state. */
	check({ scope, state, actors, subjects }: Representative, { system, actions }: OneScope): void {
		this.#states++;
		const view = specificationView(scope, state);
		for (const actor of actors) {
			for (const action of actions[actor] ?? []) {
				if ("about" in action && !subjects.includes(action.about)) continue;
				// The others are refused, or as setMask with known bits, whatever the slots are.
				if (!ACTIONS[action.kind].isCounted && state.slots.length > 1) continue;
				if (system.isEnabled(state, action)) this.#take(system, { scope, before: state, action }, view);
			}
		}
	}

	#take(system: System, constructed: ConstructedStep, view: View): void {
		const { scope, before, action } = constructed;
		this.#steps[action.kind]++;
		const expected = system.step(before, action);
		if (expected.state !== before && !this.#notInductive) {
			const clause = brokenClause(scope, expected.state);
			this.#notInductive = clause && { ...constructed, clause };
		}
		const step = specificationStep(scope, before, action, expected, view);
		const broken = brokenClaims(this.#claims, step, ({ id }) =>
			this.#exercised.set(id, (this.#exercised.get(id) ?? 0) + 1),
		);
		for (const { claim, violation } of broken) {
			if (!this.#broken.has(claim.id)) this.#broken.set(claim.id, { ...constructed, ...violation });
		}
	}

	decision(): Decision {
		return {
			states: this.#states,
			steps: this.#steps,
			exercised: this.#exercised,
			broken: this.#broken,
			notInductive: this.#notInductive,
		};
	}
}
