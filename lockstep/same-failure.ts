import type { Target } from "../impl/target.ts";
import type { Action } from "../model/action.ts";
import type { Scope } from "../model/scope.ts";
import type { System } from "../model/system.ts";
import type { Claim } from "../properties/ledger.ts";
import type { Interleaving } from "./random.ts";
import { causeOf, runInterleaving } from "./run.ts";

/** Failure to preserve: a claim, broken by the same kind of action in the same way. */
export interface SameFailure {
	readonly claim: Claim;
	readonly cause: string;
	/** True if the history of an event shows it, and not the last step by itself. */
	readonly isOfTrace?: true;
}

/** Interleaving at a scope that has the failure. */
export interface Failing {
	readonly scope: Scope;
	readonly interleaving: Interleaving;
	/** Description of the violation in the last step, with names and numbers. */
	readonly detail: string;
}

/** Runs interleavings and recognises those with the same failure. */
export class Trial {
	readonly #failure: SameFailure;
	readonly #claims: readonly Claim[];
	readonly #system: System;
	readonly #target: Target;
	readonly #isOver: () => boolean;
	tries = 0;

	/** @param isOver true when no interleaving is to be run any more: none fails then */
	constructor(
		failure: SameFailure,
		claims: readonly Claim[],
		system: System,
		target: Target,
		isOver: () => boolean = () => false,
	) {
		this.#isOver = isOver;
		this.#failure = failure;
		this.#claims = claims;
		this.#system = system;
		this.#target = target;
	}

	get scope(): Scope {
		return this.#system.scope;
	}

	/** @returns the part of it that was executed; undefined where it does not fail in the same way */
	run(interleaving: Interleaving): Failing | undefined {
		if (this.#isOver()) return undefined;
		this.tries++;
		const taken: Action[] = [];
		const observer = {
			step: ({ action }: { readonly action: Action }) => void taken.push(action),
			exercised: () => {},
		};
		const broken = runInterleaving(this.#system, this.#target, this.#claims, interleaving, observer);
		const { claim, cause } = this.#failure;
		const same = broken.find((one) => one.claim === claim && causeOf(taken.at(-1)?.kind, one) === cause);
		return same && { scope: this.scope, interleaving: taken, detail: same.violation.detail };
	}
}
