import { INDUCT } from "../../impl/c/layout/induction.ts";
import { codeInC } from "../../impl/result.ts";
import { type Action, type ActionKind, actionOf, EXIT, type Mask } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import type { Process, Result, State } from "../../model/state.ts";
import { type Step, System } from "../../model/system.ts";
import { CLASSES, classNumber, eventOfClass, type Party, type ProcessClass, processOfClass } from "./classes.ts";

/** An action by its parties, of whatever numbers. */
export interface PartyAction {
	readonly kind: ActionKind;
	readonly actor: Party;
	/** The process that a reply is about: "self" for the actor; undefined where the action names no other. */
	readonly about: Party | "self" | undefined;
	/** The operand beside the processes: a mask, an event, or a number of an unknown one. */
	readonly operand: number;
	/** A place at which nobody waits beside the process that a reply is about; undefined where that decides nothing. */
	readonly alone: number | undefined;
}

/** Slot after a step: its place before it, or INDUCT.CALLER, and its mask. */
interface SlotAfter {
	readonly origin: number;
	readonly mask: number;
}

/** Effect of a step, by the classes of the processes. */
export interface Effect {
	/** The return code as a number of C. */
	readonly code: number;
	readonly slots: readonly SlotAfter[];
	/** True if processes change that the action does not name. */
	readonly moves: boolean;
	/** Class after it, and effect on it, of the process that the action is about; of none where it is about none. */
	readonly subject: number;
	readonly subjectEffect: number;
	/** For each class: the class after it, and its effect on each process. */
	readonly after: Uint8Array;
	readonly effects: Uint8Array;
}

/** State with one process of every class, and the processes that an action names beside them. */
interface Representative {
	readonly scope: Scope;
	readonly state: State;
	readonly action: Action;
	/** The process of each class. */
	readonly members: ReadonlyMap<number, number>;
	/** The process that the action is about, or undefined. */
	readonly subject: number | undefined;
}

/**
 * Expected effect of an action, as the specification has it.
 *
 * The specification takes the action in a state with one process of each class. Whoever is of the same class is treated alike, so
 * this says what becomes of any number of processes.
 *
 * @param masks of the subscribers, in the order of the list
 * @param slots NR_SUBS
 */
export function effectOf(masks: readonly Mask[], slots: number, action: PartyAction): Effect {
	const representative = representativeOf(masks, slots, action);
	const { scope, state, members, subject } = representative;
	const step = new System(scope).step(state, representative.action);
	const [after, effects] = [new Uint8Array(INDUCT.MAX_CLASSES), new Uint8Array(INDUCT.MAX_CLASSES)];
	for (const number of after.keys()) after[number] = number;
	for (const [number, process] of members) {
		after[number] = classAfter(step, scope, process);
		effects[number] = effectOn(step.result, state, process);
	}
	const changed = [...members.keys()].some((number) => after[number] !== number || effects[number] !== 0);
	expectEvents(step);
	return {
		...{ code: codeInC(step.result.code), slots: slotsAfter(state, step), moves: changed, after, effects },
		subject: subject === undefined ? 0 : classAfter(step, scope, subject),
		subjectEffect: subject === undefined ? 0 : effectOn(step.result, state, subject),
	};
}

function representativeOf(masks: readonly Mask[], slots: number, action: PartyAction): Representative {
	const isThere = ({ place }: ProcessClass): boolean =>
		place === undefined || (place < masks.length && place !== action.alone);
	const named = [action.actor, ...(typeof action.about === "object" ? [action.about] : [])];
	const own = named.filter(({ subscribed }) => subscribed === undefined).map((party) => party.class);
	const classes = [...CLASSES.keys()].filter((number) => isThere(CLASSES[number] as ProcessClass));
	const isOfUser = (number: number): boolean => CLASSES[number]?.isService === false;
	const users = [...classes.filter(isOfUser), ...own.filter(isOfUser)];
	const others = [...classes, ...own].filter((number) => !isOfUser(number));
	const subscribers = masks.map((_, place) => users.length + place);
	const subscriberClass = (place: number): number =>
		named.find(({ subscribed }) => subscribed === place)?.class ?? RUNNING_SERVICE;
	const all = [...users, ...masks.map((_, place) => subscriberClass(place)), ...others];
	const processes = all.map((number) => processOfClass(CLASSES[number] as ProcessClass, subscribers));
	// The processes of the action are behind those of the same class that stand for all others.
	const rowOf = ({ class: number, subscribed }: Party): number =>
		subscribed === undefined ? all.lastIndexOf(number) : (subscribers[subscribed] ?? 0);
	const isRest = (row: number): boolean => !subscribers.includes(row) && !named.some((party) => rowOf(party) === row);
	const members = new Map([...all.entries()].filter(([row]) => isRest(row)).map(([row, number]) => [number, row]));
	const actor = rowOf(action.actor);
	const about = action.about === "self" ? actor : action.about && rowOf(action.about);
	return {
		scope: { users: users.length, services: all.length - users.length, slots },
		state: stateOf(processes, subscribers, masks),
		action: concreteAction(action, actor, about),
		members,
		subject: subjectOf(action.kind, actor, about),
	};
}

const RUNNING_SERVICE = classNumber({
	lifecycle: "running",
	killed: false,
	told: false,
	isService: true,
	place: undefined,
});

/** A state with as many waiting as there are. */
function stateOf(processes: readonly Process[], services: readonly number[], masks: readonly number[]): State {
	return {
		processes,
		slots: services.map((service, place) => ({
			service,
			mask: masks[place] ?? 0,
			waiting: processes.filter(({ waitsFor }) => waitsFor === service).length,
		})),
	};
}

/** The action by process numbers. */
function concreteAction({ kind, operand }: PartyAction, actor: number, about: number | undefined): Action {
	if (kind === "outsideReply") return actionOf(kind, actor, [operand, EXIT]);
	return actionOf(kind, actor, about === undefined ? [operand] : [about, operand]);
}

/** Kinds of actions that change no process by itself. */
export const OF_NOBODY: readonly ActionKind[] = ["setMask", "unknownMask", "outsideReply"];

/** The process that changes by itself: the one that a reply is about, none where a mask is set, and else the actor. */
function subjectOf(kind: ActionKind, actor: number, about: number | undefined): number | undefined {
	return OF_NOBODY.includes(kind) ? undefined : (about ?? actor);
}

function slotsAfter(before: State, { state }: Step): readonly SlotAfter[] {
	return state.slots.map(({ service, mask }) => {
		const place = before.slots.findIndex((slot) => slot.service === service);
		return { origin: place < 0 ? INDUCT.CALLER : place, mask };
	});
}

function classAfter({ state }: Step, { users }: Scope, number: number): number {
	const process = state.processes[number];
	if (!process) throw new RangeError(`there is no process ${number}`);
	const { lifecycle, killed, told, waitsFor } = process;
	const place = waitsFor === undefined ? undefined : state.slots.findIndex(({ service }) => service === waitsFor);
	return classNumber({ lifecycle, killed, told, isService: number >= users, place });
}

/** The one message or callback about a process, as a number. */
function effectOn({ messages, callbacks }: Result, before: State, process: number): number {
	const message = messages.find(({ about }) => about === process);
	if (message) return 1 + before.slots.findIndex(({ service }) => service === message.to);
	const callback = callbacks.find((one) => one.process === process);
	if (!callback) return 0;
	return callback.name === "exit_restart" ? INDUCT.EXIT_RESTART : INDUCT.RESTART_SIGS;
}

/** A message has the event of the call that its process is in after the step: the module derives it from the class. */
function expectEvents({ result, state }: Step): void {
	for (const { about, event } of result.messages) {
		const process = state.processes[about];
		const expected = process && eventOfClass({ ...process, isService: false, place: undefined });
		if (event !== expected) throw new Error(`a message about ${about} has event ${event}, its call ${expected}`);
	}
}
