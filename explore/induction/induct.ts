import type { CompiledModule } from "../../impl/c/runtime/module.ts";
import { ACTION_KINDS, type Action, actionOf, EXIT, type Mask, renamed } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { type AbstractState, abstractState } from "../parametric/abstract-state.ts";
import { type CastPlan, castOf, processOfRow } from "./cast.ts";
import { type CountChoice, castsOf } from "./casts.ts";
import { partyOf } from "./classes.ts";
import { Driver, type Wrong } from "./driver.ts";
import { effectOf, OF_NOBODY } from "./effects.ts";
import { type Assumption, FILLINGS, filled, ZERO_FIELDS } from "./fillings.ts";
import type { ListLayout } from "./layout.ts";
import { type Member, type StepSink, stepsFrom } from "./steps.ts";

/** A step from a built memory that did not do what the specification does. */
export interface WrongStep {
	/** Number of the abstract state. */
	readonly state: number;
	readonly plan: CastPlan;
	/** An index into FILLINGS. */
	readonly filling: number;
	/** Undefined where no memory can hold the state. */
	readonly action: Action | undefined;
	readonly wrong: Wrong;
}

/** Counts of an induction, or of a part of it. */
export interface InductionCounts {
	/** Abstract states, memories that were built, steps that were taken. */
	readonly states: number;
	readonly memories: number;
	readonly steps: number;
	/** Steps that went wrong, and the first of each kind. */
	readonly wrong: number;
	readonly examples: readonly WrongStep[];
}

/** Counts before the first step. */
export const NO_COUNTS: InductionCounts = { states: 0, memories: 0, steps: 0, wrong: 0, examples: [] };

/** Counts of two parts together. */
export function sumOf(one: InductionCounts, other: InductionCounts): InductionCounts {
	const examples = new Map<string, WrongStep[]>();
	for (const example of [...one.examples, ...other.examples].toSorted((a, b) => a.state - b.state))
		keep(examples, example);
	return {
		states: one.states + other.states,
		memories: one.memories + other.memories,
		steps: one.steps + other.steps,
		wrong: one.wrong + other.wrong,
		examples: [...examples.values()].flat(),
	};
}

/** Examples of one kind that are kept: which of them can be reached from the start is not known. */
const MOST_OF_A_KIND = 3;

/** Choices of the memories that are built. */
export interface InductionChoices {
	readonly assumption: Assumption;
	readonly counts: CountChoice;
}

/** The induction step on one module: from every memory that stands for an abstract state, every action. */
export class Induction {
	readonly #scope: Scope;
	readonly #layout: ListLayout;
	readonly #driver: Driver;
	readonly #how: InductionChoices;
	readonly #endpointOf: (process: number) => number;
	/** Addresses of effects, by masks and action. */
	readonly #effects = new Map<string, Map<number, number>>();

	/** @param endpointOf the endpoint of each process, as the module's rows have it */
	constructor(
		module: CompiledModule,
		scope: Scope,
		layout: ListLayout,
		how: InductionChoices,
		endpointOf: (process: number) => number,
	) {
		this.#scope = scope;
		this.#layout = layout;
		this.#how = how;
		this.#endpointOf = endpointOf;
		this.#driver = new Driver(module, scope, layout);
		this.#driver.requireZeroBehind(ZERO_FIELDS[how.assumption]);
	}

	/** Takes the steps from the states with numbers from one on and before another. @param isOver true to stop before the next */
	run(from: number, to: number, isOver: () => boolean = () => false): InductionCounts {
		let [states, memories, steps, wrong] = [0, 0, 0, 0];
		const examples = new Map<string, WrongStep[]>();
		for (let number = from; number < to && !isOver(); number++, states++) {
			const state = abstractState(number);
			let turn = number;
			for (const plan of castsOf(this.#scope, state, number, this.#how.counts)) {
				const filling = turn++ % FILLINGS.length;
				memories++;
				steps += this.#take(state, plan, filling, number, (action, what) => {
					wrong++;
					keep(examples, { state: number, plan, filling, action, wrong: what });
				});
			}
		}
		return { states, memories, steps, wrong, examples: [...examples.values()].flat() };
	}

	#take(
		state: AbstractState,
		plan: CastPlan,
		filling: number,
		number: number,
		onWrong: (action: Action | undefined, wrong: Wrong) => void,
	): number {
		const cast = castOf(this.#scope, plan);
		const masks = state.map(({ mask }) => mask);
		const effects = this.#effectsOf(masks);
		const driver = this.#driver;
		driver.begin(cast, masks, filled(this.#layout, filling, this.#how.assumption, cast, this.#endpointOf));
		stepsFrom(state, cast, number + filling, (kind, actor, about, operand, isAlone) => {
			const key = keyOf(kind, actor, about, operand, isAlone);
			const effect = effects.get(key) ?? this.#addEffect(masks, effects, key, [kind, actor, about, operand, isAlone]);
			driver.addStep(bytesOf(kind, actor, about, operand), subjectOf(kind, actor, about), effect);
		});
		const named = (action: Action): Action => renamed(action, (row) => processOfRow(this.#scope, plan, row));
		return driver.run((step, wrong) => onWrong(step < 0 ? undefined : named(actionIn(driver.actionAt(step))), wrong));
	}

	#effectsOf(masks: readonly Mask[]): Map<number, number> {
		const key = masks.join("");
		const known = this.#effects.get(key);
		if (known) return known;
		const made = new Map<number, number>();
		this.#effects.set(key, made);
		return made;
	}

	#addEffect(
		masks: readonly Mask[],
		effects: Map<number, number>,
		key: number,
		[kind, actor, about, operand, isAlone]: Parameters<StepSink>,
	): number {
		const address = this.#driver.keepEffect(
			effectOf(masks, this.#scope.slots, {
				kind: ACTION_KINDS[kind] ?? "spawn",
				actor: partyOf(actor.id),
				about: about === actor ? "self" : about && partyOf(about.id),
				operand,
				alone: isAlone ? actor.subscribed : undefined,
			}),
		);
		effects.set(key, address);
		return address;
	}
}

function keep(examples: Map<string, WrongStep[]>, example: WrongStep): void {
	const key = kindOf(example);
	const known = examples.get(key) ?? [];
	if (known.length < MOST_OF_A_KIND) known.push(example);
	examples.set(key, known);
}

/** Key of the kind of a wrong step: the action kind, and the difference. */
export function kindOf({ action, wrong }: WrongStep): string {
	const how = wrong.kind === "failure" ? `${wrong.failure.kind} ${wrong.failure.text}` : wrong.kind;
	return `${action?.kind} ${how}`;
}

const OUTSIDE = ACTION_KINDS.indexOf("outsideReply");
const NUMBERS_OF_NOBODY = OF_NOBODY.map((kind) => ACTION_KINDS.indexOf(kind));

/** A step's action as `struct kernel_action` in a word. */
function bytesOf(kind: number, { row }: Member, about: Member | undefined, operand: number): number {
	const [first, second] = about ? [about.row, operand] : [operand, kind === OUTSIDE ? EXIT : 0];
	return kind | (row << 8) | (first << 16) | (second << 24);
}

/** The action in such a word. */
function actionIn(bytes: number): Action {
	const [kind, process, first, second] = [bytes & 0xff, (bytes >>> 8) & 0xff, (bytes >>> 16) & 0xff, bytes >>> 24];
	return actionOf(ACTION_KINDS[kind] ?? "spawn", process, [first, second]);
}

/** The row that changes by itself: of whom a reply is about, and else the actor's; -1 for none. */
function subjectOf(kind: number, { row }: Member, about: Member | undefined): number {
	return NUMBERS_OF_NOBODY.includes(kind) ? -1 : (about?.row ?? row);
}

const NOBODY = 0xff;

/** A step's action by its parties, as a number. An operand has at most seven bits. */
function keyOf(kind: number, actor: Member, about: Member | undefined, operand: number, isAlone: boolean): number {
	const other = about === undefined ? NOBODY : about === actor ? NOBODY - 1 : about.id;
	return (((((kind << 8) | actor.id) << 8) | other) << 8) | (operand << 1) | (isAlone ? 1 : 0);
}
