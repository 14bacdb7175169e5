import fc from "fast-check";
import {
	ACTION_KINDS,
	type Action,
	type ActionKind,
	actionOf,
	byKind,
	EVENTS,
	type Event,
	OPERANDS,
	operandValues,
} from "../model/action.ts";
import { ACTIONS } from "../model/action-table.ts";
import { variedMask } from "../model/outside.ts";
import { nrProcs, type Scope, serviceAt } from "../model/scope.ts";
import { eventOf, type Lifecycle, type State } from "../model/state.ts";
import type { System } from "../model/system.ts";
import { begin, type Prologue } from "./prologue.ts";

/** A sequence of actions. */
export type Interleaving = readonly Action[];

/**
 * Factors for the weights of action kinds: each interleaving draws one for each kind, so that some have few replies and
 * some few crashes.
 */
const MOODS = [0.2, 1, 1, 3];

/**
 * Factors where there are many processes: an interleaving leaves out a third of the action kinds, so that one may let
 * dozens of processes wait because nobody replies (swarm testing).
 */
const MANY_MOODS = [0, 1, 3];

/** Number of processes from which on interleavings leave out action kinds. */
const MANY_PROCESSES = 16;

/** Percentage of replies that are pending replies. */
const OWED_REPLIES = 80;

/** The most actions behind a prologue. */
const AFTER_PROLOGUE = 120;

/** Number of times that an operand is drawn again for an action kind that is not enabled with it. */
const TRIES = 6;

/**
 * Generates interleavings over the whole alphabet, in which every action is enabled when it is reached.
 *
 * They are drawn along the specification, so that deep states are reached, and consist of concrete actions, so that
 * they have the same meaning without it. fast-check does not shrink them: minimize.ts does.
 *
 * @param maxActions the greatest length, at least 1
 * @param without action kinds that are left out, not all of them
 * @param prologue the beginning of each; none if left out
 */
export function interleavings(
	system: System,
	maxActions: number,
	without: readonly ActionKind[] = [],
	prologue?: Prologue,
): fc.Arbitrary<Interleaving> {
	return new InterleavingArbitrary(system, maxActions, without, prologue);
}

/** The values of each operand of each action kind, `process` left out. */
type OperandValues = Readonly<Record<ActionKind, readonly (readonly number[])[]>>;

class InterleavingArbitrary extends fc.Arbitrary<Interleaving> {
	readonly #system: System;
	readonly #maxActions: number;
	readonly #without: readonly ActionKind[];
	readonly #prologue: Prologue | undefined;
	readonly #values: OperandValues;

	constructor(system: System, maxActions: number, without: readonly ActionKind[], prologue: Prologue | undefined) {
		super();
		[this.#system, this.#maxActions, this.#without, this.#prologue] = [system, maxActions, without, prologue];
		this.#values = byKind((_, kind) => OPERANDS[kind].map(({ type }) => operandValues(system.scope, type)));
	}

	override generate(random: fc.Random): fc.Value<Interleaving> {
		const begun = this.#prologue && begin(this.#prologue, this.#system, random, this.#maxActions);
		const most = begun ? Math.min(AFTER_PROLOGUE, this.#maxActions - begun.actions.length) : this.#maxActions;
		const more = random.nextInt(Math.ceil(most / 4), most);
		const draw = new ActionDraw(this.#system.scope, this.#values, random, this.#without);
		const interleaving: Action[] = [...(begun?.actions ?? [])];
		const length = interleaving.length + more;
		let state = begun?.state ?? this.#system.initial;
		for (let tries = 0; interleaving.length < length && tries < more * TRIES; tries++) {
			const action = varied(draw.next(state), interleaving.length);
			if (!this.#system.isEnabled(state, action)) continue;
			interleaving.push(action);
			state = this.#system.step(state, action).state;
		}
		return new fc.Value(interleaving, undefined);
	}

	override canShrinkWithoutContext(value: unknown): value is Interleaving {
		return Array.isArray(value);
	}

	override shrink(): fc.Stream<fc.Value<Interleaving>> {
		return fc.Stream.nil();
	}
}

/** An action at a place of an interleaving: unknown masks have other bits at each. */
function varied(action: Action, place: number): Action {
	return action.kind === "unknownMask" ? { ...action, unknownMask: variedMask(action.unknownMask, place) } : action;
}

/** Draws actions that are mostly enabled in the state. */
class ActionDraw {
	readonly #scope: Scope;
	readonly #values: OperandValues;
	readonly #random: fc.Random;
	readonly #weights: readonly number[];
	readonly #total: number;

	constructor(scope: Scope, values: OperandValues, random: fc.Random, without: readonly ActionKind[]) {
		this.#scope = scope;
		this.#values = values;
		this.#random = random;
		const moods = nrProcs(scope) < MANY_PROCESSES ? MOODS : MANY_MOODS;
		this.#weights = ACTION_KINDS.map((kind) => {
			if (without.includes(kind)) return 0;
			const mood = this.#pick(moods);
			// Nothing happens without processes.
			return ACTIONS[kind].weight * (kind === "spawn" && mood === 0 ? 1 : mood);
		});
		this.#total = Math.floor(10 * this.#weights.reduce((sum, weight) => sum + weight, 0));
	}

	/** The next action, which need not be enabled. */
	next(state: State): Action {
		const kind = this.#kind();
		switch (ACTIONS[kind].drawn) {
			case "free":
				return this.#of(kind, state, (lifecycle) => lifecycle === "free");
			case "running":
				return this.#of(kind, state, (lifecycle) => lifecycle === "running");
			case "stopped":
				return this.#of(kind, state, (lifecycle) => lifecycle !== "free" && lifecycle !== "running");
			case "caller":
				return actionOf(kind, this.#caller(), this.#operands(kind));
			case "replier":
				return this.#reply(state);
		}
	}

	#of(kind: ActionKind, { processes }: State, fits: (lifecycle: Lifecycle | undefined) => boolean): Action {
		let process = this.#process();
		for (let tries = 0; tries < TRIES && !fits(processes[process]?.lifecycle) && processes.length > 1; tries++)
			process = this.#process();
		return actionOf(kind, process, this.#operands(kind));
	}

	#operands(kind: ActionKind): readonly number[] {
		return this.#values[kind].map((values) => this.#pick(values));
	}

	#reply(state: State): Action {
		const about = this.#process();
		const stray: Action = { kind: "reply", process: this.#caller(), about, event: this.#pick(EVENTS) };
		if (this.#random.nextInt(1, 100) > OWED_REPLIES) return stray;
		for (let tries = 0; tries < 2 * TRIES; tries++) {
			const waiting = this.#process();
			const process = state.processes[waiting];
			const event: Event | undefined = process && eventOf(process);
			if (process?.waitsFor !== undefined && event)
				return { kind: "reply", process: process.waitsFor, about: waiting, event };
		}
		return stray;
	}

	#kind(): ActionKind {
		let rest = this.#random.nextInt(0, this.#total - 1) / 10;
		for (let index = 0; index < this.#weights.length; index++) {
			rest -= this.#weights[index] ?? 0;
			if (rest < 0) return ACTION_KINDS[index] ?? "spawn";
		}
		return "spawn";
	}

	#process(): number {
		return this.#random.nextInt(0, nrProcs(this.#scope) - 1);
	}

	/** Mostly a service, since a user's call is refused. */
	#caller(): number {
		const { users, services } = this.#scope;
		if (services === 0 || (users > 0 && this.#random.nextInt(1, 20) === 1)) return this.#process();
		return serviceAt(this.#scope, this.#random.nextInt(0, services - 1));
	}

	#pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
		const item = items[this.#random.nextInt(0, items.length - 1)];
		if (item === undefined) throw new RangeError("nothing to pick from");
		return item;
	}
}
