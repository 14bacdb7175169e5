import { ACTION_KINDS, type ActionKind, EVENTS, MASKS } from "../../model/action.ts";
import { FLIPPED_BITS, OUTSIDE_ENDPOINTS, UNKNOWN_EVENTS, UNKNOWN_MASKS } from "../../model/outside.ts";
import type { AbstractState } from "../parametric/abstract-state.ts";
import { type Cast, SERVICE_ROLES, USER_ROLES } from "./cast.ts";
import { CLASSES, eventOfClass, type PartyId, partyId, restClass, waitingClasses } from "./classes.ts";

// The steps that are taken from a cast: every action kind, once for each distinct choice of who acts and about whom. There
// are some hundred of them from each of very many casts, so they are numbers.

/** A process of a cast. */
export interface Member {
	readonly id: PartyId;
	/** Its row, its class, and the event that it waits for a reply about, 0 for none. */
	readonly row: number;
	readonly class: number;
	readonly event: number;
	/** The place that it is subscribed at; -1 for none. */
	readonly subscribed: number;
}

/**
 * Receives a step.
 *
 * @param kind index into ACTION_KINDS
 * @param about the process that a reply is about; undefined where the action names no other
 * @param isAlone true where nobody waits for the actor but the process that the reply is about, and that decides what happens
 */
export type StepSink = (
	kind: number,
	actor: Member,
	about: Member | undefined,
	operand: number,
	isAlone: boolean,
) => void;

const KIND = Object.fromEntries(ACTION_KINDS.map((kind, index) => [kind, index])) as Record<ActionKind, number>;
const RUNNING_USER = restClass("running", false);
const RUNNING_SERVICE = restClass("running", true);

const EVENT_OF = CLASSES.map((one) => eventOfClass(one) ?? 0);

/** Generates the steps from a cast. @param turn a number that chooses among operands which no specification tells apart */
export function stepsFrom(state: AbstractState, cast: Cast, turn: number, sink: StepSink): void {
	const subscribers = cast.services.map((row, place) => member(cast.serviceClasses[place] ?? 0, row, place));
	const users = membersOf(cast, USER_ROLES);
	const services = membersOf(cast, SERVICE_ROLES);
	const waiting = state.map((_, place) => membersOf(cast, waitingClasses(place)));
	const others = [...users, ...waiting.flatMap((some) => some.slice(0, 1))];
	const callers = [...subscribers, ...services.slice(0, 1), ...users].filter(isCaller);
	for (const caller of callers) {
		const asked = waiting[caller.subscribed] ?? NOBODY;
		callsBy(caller, state, asked, turn, sink);
		unawaitedBy(caller, others, turn, sink);
		if (asked.length > 0) awaitedBy(caller, asked, turn, sink);
	}
	for (const own of [users, services, subscribers]) for (const one of own) byPm(one, sink);
	for (const some of waiting) for (const one of some.slice(0, 2)) byPm(one, sink);
}

const NOBODY: readonly Member[] = [];

function member(number: number, row: number, subscribed: number): Member {
	return { id: partyId(number, subscribed), row, class: number, event: EVENT_OF[number] ?? 0, subscribed };
}

/** The processes of each class, the first and the last of it. */
function membersOf({ first, last }: Cast, classes: readonly number[]): readonly Member[] {
	const members: Member[] = [];
	for (const number of classes) {
		const [one = -1, other = -1] = [first[number], last[number]];
		if (one >= 0) members.push(member(number, one, -1));
		if (other !== one) members.push(member(number, other, -1));
	}
	return members;
}

/** True for a process that can call PM. */
function isCaller({ class: number }: Member): boolean {
	return number === RUNNING_SERVICE || number === RUNNING_USER;
}

function callsBy(caller: Member, state: AbstractState, asked: readonly Member[], turn: number, sink: StepSink): void {
	const isAlone = caller.subscribed >= 0 && asked.length === 0 && state[caller.subscribed]?.mask !== 0;
	for (const mask of MASKS) sink(KIND.setMask, caller, undefined, mask, isAlone);
	sink(KIND.unknownMask, caller, undefined, turn % UNKNOWN_MASKS.length, isAlone);
}

/** Replies that nobody waits for: about no process, about the wrong one, by the wrong one, or for the wrong event. */
function unawaitedBy(caller: Member, others: readonly Member[], turn: number, sink: StepSink): void {
	sink(KIND.outsideReply, caller, undefined, turn % OUTSIDE_ENDPOINTS.length, false);
	for (const event of EVENTS) {
		for (const about of others)
			if (about !== caller && !isAwaited(caller, about, event)) sink(KIND.reply, caller, about, event, false);
		sink(KIND.reply, caller, caller, event, false);
	}
}

function isAwaited(caller: Member, about: Member, event: number): boolean {
	return caller.subscribed >= 0 && CLASSES[about.class]?.place === caller.subscribed && about.event === event;
}

/** Replies about those who wait for the caller; and such a reply about an earlier life, a forged one, and one for an unknown event. */
function awaitedBy(caller: Member, asked: readonly Member[], turn: number, sink: StepSink): void {
	for (const about of asked) sink(KIND.reply, caller, about, about.event, asked.length === 1);
	const [first] = asked;
	if (!first) return;
	sink(KIND.staleReply, caller, first, first.event, false);
	sink(KIND.forgedReply, caller, first, turn % FLIPPED_BITS.length, false);
	sink(KIND.unknownEventReply, caller, first, turn % UNKNOWN_EVENTS.length, false);
}

/** Steps of a process itself, and VFS's replies. */
function byPm(one: Member, sink: StepSink): void {
	for (const kind of KINDS_OF[one.class] ?? []) sink(kind, one, undefined, 0, false);
}

/** The actions of PM alone that are enabled for each class, by their indexes. */
const KINDS_OF: readonly (readonly number[])[] = CLASSES.map(({ lifecycle, killed, told, isService }) => {
	const enabled: Partial<Record<ActionKind, boolean>> = {
		spawn: lifecycle === "free",
		signal: lifecycle === "running" && !isService,
		kill: (lifecycle === "unpausing" || lifecycle === "signalled") && !killed,
		exit: lifecycle === "running",
		vfsReply: lifecycle === "unpausing" || lifecycle === "exiting",
		reap: lifecycle === "zombie" || ((lifecycle === "exiting" || lifecycle === "departing") && !told),
	};
	return ACTION_KINDS.flatMap((kind, index) => (enabled[kind] ? [index] : []));
});
