import { imageOf, specificationView } from "../impl/image.ts";
import { ResultRecord } from "../impl/record.ts";
import type { View } from "../impl/target.ts";
import type { Action } from "../model/action.ts";
import { nrProcs, type Scope } from "../model/scope.ts";
import type { Result, State } from "../model/state.ts";
import { countedAlphabet, type Step, type System } from "../model/system.ts";
import { tabulatedCharts } from "../model/tables.ts";
import type { Claim } from "../properties/claims.ts";
import { type BrokenClaim, brokenClaims } from "../properties/conformance.ts";
import { turnsOf } from "../properties/step.ts";
import { type Alphabets, alphabetsOf, encode } from "./digits.ts";
import { type Ranking, rawRanking } from "./ranks.ts";

/** One state of the specification and all that a target can do from it. */
export interface Node {
	readonly state: State;
	/** What a target in this state looks like. */
	readonly image: Int32Array;
	/** The enabled actions, by their number in the counted alphabet. */
	readonly actions: Uint16Array;
	/** By enabled action: the node it leads to. */
	readonly targets: Int32Array;
	/** By enabled action: the result, by its number in `records`. */
	readonly results: Int32Array;
}

/** A claim that the specification itself breaks, which is a mistake in the specification or in the claim. */
export interface BrokenSpecification {
	readonly broken: BrokenClaim;
	readonly state: State;
	readonly action: Action;
}

/**
 * The specification as a graph that is worked out where a search comes by, each transition once.
 *
 * The claims are put to each transition here. A target whose result and look are those of the transition satisfies them
 * too, because a claim's check sees nothing else; so a search of a target compares integers, and only where they differ
 * asks which claim is broken.
 */
export class SpecificationGraph {
	readonly alphabet: readonly Action[];
	readonly records: ResultRecord[] = [];
	readonly broken: BrokenSpecification[] = [];
	/** How many transitions put a claim to the test, by claim id. */
	readonly exercised = new Map<string, number>();
	readonly #system: System;
	readonly #scope: Scope;
	readonly #claims: readonly Claim[];
	readonly #alphabets: Alphabets;
	readonly #ranking: Ranking;
	readonly #numbers = new Map<number, number>();
	readonly #states: State[] = [];
	readonly #nodes: (Node | undefined)[] = [];
	readonly #recordNumbers = new Map<string, number>();

	constructor(system: System, claims: readonly Claim[]) {
		this.#system = system;
		this.#scope = system.scope;
		this.#claims = claims;
		this.alphabet = countedAlphabet(this.#scope);
		this.#alphabets = alphabetsOf(this.#scope, tabulatedCharts(nrProcs(this.#scope)));
		const { user, service } = this.#alphabets;
		this.#ranking = rawRanking(this.#scope.users, user.digits.length, this.#scope.services, service.digits.length);
		if (this.#ranking.size > Number.MAX_SAFE_INTEGER) throw new RangeError("the scope has too many states to number");
		this.#number(system.initial);
	}

	/** How many states have been met. */
	get size(): number {
		return this.#states.length;
	}

	/** The node of a number that `targets` gave; 0 is the start. */
	node(number: number): Node {
		const known = this.#nodes[number];
		if (known) return known;
		const node = this.#expand(number, this.#states[number] ?? this.#system.initial);
		this.#nodes[number] = node;
		return node;
	}

	#expand(own: number, state: State): Node {
		const actions: number[] = [];
		const targets: number[] = [];
		const results: number[] = [];
		const before = specificationView(this.#scope, state);
		for (const [number, action] of this.alphabet.entries()) {
			if (!this.#system.isEnabled(state, action)) continue;
			const step = this.#system.step(state, action);
			this.#check(before, state, action, step);
			actions.push(number);
			targets.push(step.state === state ? own : this.#number(step.state));
			results.push(this.#recordOf(step.result));
		}
		return {
			state,
			image: imageOf(this.#scope, state),
			actions: Uint16Array.from(actions),
			targets: Int32Array.from(targets),
			results: Int32Array.from(results),
		};
	}

	#check(before: View, state: State, action: Action, expected: Step): void {
		const after = expected.state === state ? before : specificationView(this.#scope, expected.state);
		const outcome = { ok: true, result: expected.result } as const;
		const turns = turnsOf(action, before, outcome, after);
		const step = { scope: this.#scope, action, before, outcome, after, expected, turns };
		const broken = brokenClaims(this.#claims, step, (claim) => {
			this.exercised.set(claim.id, (this.exercised.get(claim.id) ?? 0) + 1);
		});
		this.broken.push(...broken.map((one) => ({ broken: one, state, action })));
	}

	#number(state: State): number {
		const rank = this.#ranking.rank(encode(this.#scope, this.#alphabets, state));
		const known = this.#numbers.get(rank);
		if (known !== undefined) return known;
		const number = this.#states.length;
		this.#numbers.set(rank, number);
		this.#states.push(state);
		return number;
	}

	#recordOf(result: Result): number {
		const { code, messages, callbacks, warning } = result;
		const key = `${code} ${warning === undefined} ${messages.map(({ to, about, event }) => `${to},${about},${event}`)} ${callbacks.map(({ name, process }) => `${name},${process}`)}`;
		const known = this.#recordNumbers.get(key);
		if (known !== undefined) return known;
		const record = new ResultRecord();
		record.take(result);
		const number = this.records.length;
		this.#recordNumbers.set(key, number);
		this.records.push(record);
		return number;
	}
}
