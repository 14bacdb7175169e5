import type { Target } from "../../impl/target.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { type BrokenClaim, runInterleaving } from "../../lockstep/run.ts";
import { formatAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { sameState } from "../../model/state.ts";
import { System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { ObservedStep } from "../../properties/step.ts";

/** Further violations after a counterexample, where PM goes on. */
export interface Consequences {
	/** Number of further actions that were tried, in every combination that changes something. */
	readonly lookAhead: number;
	/** Sentences, code in them between backticks: claims that are then violated too, each by the fewest actions. */
	readonly sentences: readonly string[];
}

const MOST_ACTIONS = 3;
const MOST_RUNS = 10_000;

/**
 * Continues a counterexample and finds the claims that are then violated too.
 *
 * @param claims those that the counterexample itself does not break
 */
export function consequencesOf(target: Target, claims: readonly Claim[], counterexample: Interleaving): Consequences {
	const system = new System(target.scope);
	const broken = new Map<Claim, string>();
	let paths: readonly Interleaving[] = [[]];
	for (let lookAhead = 1; lookAhead <= MOST_ACTIONS; lookAhead++) {
		const ways = paths.flatMap((path) => waysOn(system, target, counterexample, path));
		if (ways.length === 0 || ways.length > MOST_RUNS)
			return { lookAhead: lookAhead - 1, sentences: [...broken.values()] };
		paths = ways.flatMap(({ actions, changes }) => {
			const found = run(system, target, claims, [...counterexample, ...actions]).broken;
			for (const one of found) {
				if (!broken.has(one.claim)) broken.set(one.claim, sentence(target.scope, actions, one));
			}
			return found.length === 0 && changes ? [actions] : [];
		});
	}
	return { lookAhead: MOST_ACTIONS, sentences: [...broken.values()] };
}

/** A path with each action that can come next, and whether that changes anything in the specification. */
function waysOn(system: System, target: Target, counterexample: Interleaving, path: Interleaving) {
	const { last } = run(system, target, [], [...counterexample, ...path]);
	const state = last?.expected?.state;
	if (!state || !last.outcome.ok) return [];
	return system.enabled(state).map((action) => ({
		actions: [...path, action],
		changes: !sameState(system.step(state, action).state, state),
	}));
}

function sentence(scope: Scope, actions: Interleaving, { claim, violation }: BrokenClaim): string {
	const names = actions.map((action) => `\`${formatAction(scope, action)}\``);
	return `${names.join(", ")}: ${violation.detail}. This breaks \`${claim.id}\`: ${claim.sentence}.`;
}

function run(system: System, target: Target, claims: readonly Claim[], interleaving: Interleaving) {
	const steps: ObservedStep[] = [];
	const observer = { step: (step: ObservedStep) => void steps.push(step), exercised: () => {} };
	return { broken: runInterleaving(system, target, claims, interleaving, observer), last: steps.at(-1) };
}
