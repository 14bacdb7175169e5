import { expect, test } from "vitest";
import { type Cast, type CastPlan, castOf, processOfRow } from "../../../explore/induction/cast.ts";
import { castsOf } from "../../../explore/induction/casts.ts";
import { CLASSES, partyOf, processOfClass } from "../../../explore/induction/classes.ts";
import { type Effect, effectOf } from "../../../explore/induction/effects.ts";
import { type Member, stepsFrom } from "../../../explore/induction/steps.ts";
import { type AbstractState, abstractionOf, abstractState } from "../../../explore/parametric/abstract-state.ts";
import { INDUCT } from "../../../impl/c/layout/induction.ts";
import { codeInC } from "../../../impl/result.ts";
import { ACTION_KINDS, type Action, actionOf } from "../../../model/action.ts";
import { type Callback, type Message, type State, sameState } from "../../../model/state.ts";
import { System } from "../../../model/system.ts";

const SCOPE = { users: 248, services: 8, slots: 4 };
const SYSTEM = new System(SCOPE);
/** Numbers of abstract states with up to four slots, far apart. */
const NUMBERS = [0, 19, 1_234, 123_456, 20_222_333];

function stateOf(cast: Cast, state: AbstractState): State {
	const processes = Array.from(cast.rows, (number) => processOfClass(classAt(number), cast.services));
	const slots = cast.services.map((service, place) => ({
		service,
		mask: state[place]?.mask ?? 0,
		waiting: processes.filter(({ waitsFor }) => waitsFor === service).length,
	}));
	return { processes, slots };
}

/** A cast with its services behind its users, as a scope has them. */
function castInScope(plan: CastPlan): Cast {
	return castOf(SCOPE, { ...plan, servicesFirst: false });
}

function classAt(number: number) {
	const found = CLASSES[number];
	if (!found) throw new RangeError(`there is no class ${number}`);
	return found;
}

function actionFor(kind: number, actor: Member, about: Member | undefined, operand: number): Action {
	const name = ACTION_KINDS[kind] ?? "spawn";
	if (name === "outsideReply") return actionOf(name, actor.row, [operand, 1]);
	return actionOf(name, actor.row, about ? [about.row, operand] : [operand]);
}

/** The state and the result after a step, from what is expected by the classes of the processes. */
function applied(cast: Cast, before: State, effect: Effect, action: Action, subject: number | undefined) {
	const services = effect.slots.map(({ origin }) =>
		origin === INDUCT.CALLER ? action.process : (cast.services[origin] ?? -1),
	);
	const after = Array.from(cast.rows, (number, row) =>
		row === subject ? effect.subject : (effect.after[number] ?? 0),
	);
	const processes = after.map((number) => processOfClass(classAt(number), services));
	const effects: (Message | Callback)[] = [];
	const rows = [...before.processes.keys()].filter((row) => row !== subject);
	for (const row of subject === undefined ? rows : [...rows, subject]) {
		const number = row === subject ? effect.subjectEffect : (effect.effects[cast.rows[row] ?? 0] ?? 0);
		if (number === INDUCT.EXIT_RESTART) effects.push({ name: "exit_restart", process: row });
		else if (number === INDUCT.RESTART_SIGS) effects.push({ name: "restart_sigs", process: row });
		else if (number > 0) {
			const event = processes[row]?.lifecycle === "departing" ? 1 : 2;
			effects.push({ to: cast.services[number - 1] ?? -1, about: row, event });
		}
	}
	const slots = effect.slots.map(({ mask }, place) => {
		const service = services[place] ?? -1;
		return { service, mask, waiting: processes.filter(({ waitsFor }) => waitsFor === service).length };
	});
	return { state: { processes, slots }, effects };
}

test("each memory is of a state that the abstract state stands for", () => {
	for (const number of NUMBERS) {
		const state = abstractState(number);
		for (const plan of castsOf(SCOPE, state, number, "likely")) {
			expect(abstractionOf(stateOf(castInScope(plan), state))).toEqual(state);
		}
	}
});

test("a memory with services in the first rows is that of the same processes in other rows", () => {
	const orders = NUMBERS.flatMap((number) =>
		[...castsOf(SCOPE, abstractState(number), number, "likely")].map((plan) => {
			const [rows, inScope] = [castOf(SCOPE, plan), castInScope(plan)];
			const isOfService = (row: number): boolean => classAt(rows.rows[row] ?? 0).isService;
			const services = [...rows.rows.keys()].filter(isOfService);
			expect(services).toEqual(Array.from({ length: 8 }, (_, row) => (plan.servicesFirst ? row : 248 + row)));
			expect(rows.services.filter((row) => !isOfService(row))).toEqual([]);
			if (plan.placement !== 2) {
				for (const [row, number] of rows.rows.entries())
					expect(inScope.rows[processOfRow(SCOPE, plan, row)]).toBe(number);
			}
			return plan.servicesFirst;
		}),
	);
	expect(new Set(orders)).toEqual(new Set([true, false]));
});

test("what is expected of a step by classes is what the specification does with 256 processes", () => {
	const kinds = new Set<string>();
	const wrong: Action[] = [];
	for (const number of NUMBERS) {
		const state = abstractState(number);
		const masks = state.map(({ mask }) => mask);
		const plans = [...castsOf(SCOPE, state, number, "likely")].slice(-2);
		for (const plan of plans) {
			const cast = castInScope(plan);
			const before = stateOf(cast, state);
			stepsFrom(state, cast, number, (kind, actor, about, operand, isAlone) => {
				const action = actionFor(kind, actor, about, operand);
				kinds.add(action.kind);
				const effect = effectOf(masks, SCOPE.slots, {
					...{ kind: action.kind, actor: partyOf(actor.id), operand, alone: isAlone ? actor.subscribed : undefined },
					about: about === actor ? "self" : about && partyOf(about.id),
				});
				const isOfNobody = ["setMask", "unknownMask", "outsideReply"].includes(action.kind);
				const found = applied(cast, before, effect, action, isOfNobody ? undefined : (about ?? actor).row);
				const step = SYSTEM.step(before, action);
				const results = [...step.result.messages, ...step.result.callbacks].toSorted(inOrderOf(found.effects));
				const isSame =
					sameState(found.state, step.state) &&
					JSON.stringify(found.effects) === JSON.stringify(results) &&
					effect.code === codeInC(step.result.code);
				if (!isSame) wrong.push(action);
			});
		}
	}
	expect(wrong).toEqual([]);
	expect([...kinds].toSorted()).toEqual(ACTION_KINDS.toSorted());
});

/** Messages and callbacks are compared in one list: their order among each other is not part of a result. */
function inOrderOf(all: readonly (Message | Callback)[]) {
	const rowOf = (one: Message | Callback): number => ("about" in one ? one.about : one.process);
	const place = (one: Message | Callback): number => all.findIndex((other) => rowOf(other) === rowOf(one));
	return (a: Message | Callback, b: Message | Callback): number => place(a) - place(b);
}
