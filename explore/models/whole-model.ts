import type { Target, View } from "../../impl/target.ts";
import { brokenClaims, causeOf, observe } from "../../lockstep/run.ts";
import { type WarningNote, warningNoteOf } from "../../lockstep/warnings.ts";
import { type Action, formatAction } from "../../model/action.ts";
import { type State, withGivenMasks } from "../../model/state.ts";
import type { Step, System } from "../../model/system.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { Model, Property } from "../model.ts";
import { hasWords } from "./memory-model.ts";
import type { ClaimBreach } from "./product-model.ts";

/** State of the specification with the memory of a target. */
interface WholeState {
	/** Number of the specification's state. */
	readonly system: number;
	readonly memory: Int32Array;
}

/** Step of the specification, with the number of the state that it leads to. */
interface NumberedStep {
	readonly expected: Step;
	readonly to: number;
}

const NO_BREACHES: readonly ClaimBreach[] = [];

/**
 * A target side by side with the specification, with every action that there is: those beside the counted alphabet, too.
 *
 * The specification's state is kept next to the memory, so that masks with unknown bits need no encoding. Slow: for small
 * scopes. The target's rows have at most two lives.
 */
export class WholeModel implements Model<WholeState> {
	readonly width: number;
	readonly alphabet: readonly Action[];
	readonly #system: System;
	readonly #target: Target;
	readonly #claims: readonly Claim[];
	readonly #memory: Int32Array;
	readonly #states: State[] = [];
	readonly #numbers = new Map<string, number>();
	/** Steps of the specification by number of the state, then by action; undefined where not enabled. */
	readonly #steps: (readonly (NumberedStep | undefined)[])[] = [];
	readonly #exercised: Map<string, number>;
	readonly #warns = new Set<WarningNote>();
	#breaches = NO_BREACHES;
	readonly #noteExercised = ({ id }: Claim): void => {
		this.#exercised.set(id, (this.#exercised.get(id) ?? 0) + 1);
	};

	/** @param actions that are taken where they are enabled @param exercised receives by claim id how many steps exercised the claim */
	constructor(
		system: System,
		target: Target,
		claims: readonly Claim[],
		actions: readonly Action[],
		exercised: Map<string, number>,
	) {
		const { buffer, byteOffset, byteLength } = target.memory;
		this.#system = system;
		this.#target = target;
		this.#claims = claims;
		this.#exercised = exercised;
		this.#memory = new Int32Array(buffer, byteOffset, byteLength / 4);
		this.alphabet = actions;
		this.width = this.#memory.length + 1;
	}

	/** The claims, as a property of the steps that are being emitted. */
	get property(): Property<WholeState> {
		return { kind: "step", check: () => this.#breaches };
	}

	/** The claim and the cause of a violation, by its key. */
	breachOf(key: string): Pick<ClaimBreach, "claim" | "cause"> {
		const claim = this.#claims.find(({ id }) => key.startsWith(`${id} `));
		if (!claim) throw new RangeError(`no claim is violated by ${key}`);
		return { claim, cause: key.slice(claim.id.length + 1) };
	}

	/** Distinct states of the specification that were met. */
	get states(): number {
		return this.#states.length;
	}

	/** True if transitions were taken from all states of the specification that were met, also from those that violating ones lead to. */
	get reachesAll(): boolean {
		return this.#states.every((_, number) => this.#steps[number] !== undefined);
	}

	/** Differences in warnings at steps that violate nothing. */
	get warns(): readonly WarningNote[] {
		return [...this.#warns];
	}

	initial(): readonly WholeState[] {
		this.#target.reset();
		return [{ system: this.#numberOf(this.#system.initial), memory: this.#memory.slice() }];
	}

	successors(state: WholeState, emit: (action: number, next: WholeState) => void): void {
		this.#memory.set(state.memory);
		const before = withGivenMasks(this.#target.view(), this.#stateOf(state.system).slots);
		for (const [index, step] of this.#stepsOf(state.system).entries()) {
			if (!step) continue;
			this.#memory.set(state.memory);
			this.#take(state, before, index, step, emit);
		}
	}

	/** Takes an action from a state, whose memory the target has. @param before the target's view of that */
	#take(
		state: WholeState,
		before: View,
		index: number,
		{ expected, to }: NumberedStep,
		emit: (action: number, next: WholeState) => void,
	): void {
		const action = this.action(index);
		let isSame = false;
		const changes = (): boolean => {
			isSame = to === state.system && hasWords(this.#memory, state.memory);
			return !isSame;
		};
		const step = observe(this.#target, action, before, expected, changes);
		this.#breaches = brokenClaims(this.#claims, step, this.#noteExercised).map((broken): ClaimBreach => {
			const cause = causeOf(action.kind, broken);
			const key = `${broken.claim.id} ${cause}`;
			return { key, detail: broken.violation.detail, claim: broken.claim, cause };
		});
		const note = this.#breaches.length === 0 ? warningNoteOf(step) : undefined;
		if (note !== undefined) this.#warns.add(note);
		emit(index, isSame ? state : { system: to, memory: this.#memory });
		this.#breaches = NO_BREACHES;
	}

	#stepsOf(number: number): readonly (NumberedStep | undefined)[] {
		const known = this.#steps[number];
		if (known) return known;
		const state = this.#stateOf(number);
		const steps = this.alphabet.map((action) => {
			if (!this.#system.isEnabled(state, action)) return undefined;
			const expected = this.#system.step(state, action);
			return { expected, to: expected.state === state ? number : this.#numberOf(expected.state) };
		});
		this.#steps[number] = steps;
		return steps;
	}

	#stateOf(number: number): State {
		return this.#states[number] ?? this.#system.initial;
	}

	#numberOf(state: State): number {
		const key = JSON.stringify(state);
		const known = this.#numbers.get(key);
		if (known !== undefined) return known;
		this.#numbers.set(key, this.#states.length);
		return this.#states.push(state) - 1;
	}

	action(index: number): Action {
		const action = this.alphabet[index];
		if (!action) throw new RangeError(`there is no action ${index}`);
		return action;
	}

	encode({ system, memory }: WholeState, words: Int32Array): void {
		words[0] = system;
		words.set(memory, 1);
	}

	decode(words: Int32Array): WholeState {
		return { system: words[0] ?? 0, memory: words.slice(1) };
	}

	actionName(action: number): string {
		return formatAction(this.#system.scope, this.action(action));
	}
}
