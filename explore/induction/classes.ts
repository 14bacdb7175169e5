import { INDUCT } from "../../impl/c/layout/induction.ts";
import { flagsOf } from "../../impl/image.ts";
import { NO_EVENTSUB, SIGKILL_PENDING } from "../../impl/minix.ts";
import { type Event, EXIT, SIGNAL } from "../../model/action.ts";
import { eventOf, type Lifecycle, type Process, processOf } from "../../model/state.ts";

// The classes of processes that the specification treats alike: what a step does to one, it does to all of its class.

/** Processes that differ in nothing but their numbers. */
export interface ProcessClass {
	readonly lifecycle: Lifecycle;
	readonly killed: boolean;
	readonly told: boolean;
	readonly isService: boolean;
	/** The place in the list of the subscriber that they wait for; undefined where they wait for none. */
	readonly place: number | undefined;
}

const [PLAIN, KILLED, TOLD] = [
	{ killed: false, told: false },
	{ killed: true, told: false },
	{ killed: false, told: true },
];

/** Classes of processes that wait for no subscriber. */
const AT_REST: readonly Omit<ProcessClass, "place">[] = [
	...(["free", "running", "unpausing", "exiting", "zombie"] as const).map((lifecycle) => user(lifecycle, PLAIN)),
	user("unpausing", KILLED),
	user("exiting", TOLD),
	...(["free", "running", "exiting", "zombie"] as const).map((lifecycle) => service(lifecycle, PLAIN)),
	service("exiting", TOLD),
];

/** Classes of processes that wait for a subscriber. */
const WAITING: readonly Omit<ProcessClass, "place">[] = [
	...[user("signalled", PLAIN), user("signalled", KILLED), user("departing", PLAIN), user("departing", TOLD)],
	...[service("departing", PLAIN), service("departing", TOLD)],
];

function user(lifecycle: Lifecycle, bits: typeof PLAIN): Omit<ProcessClass, "place"> {
	return { lifecycle, ...bits, isService: false };
}

function service(lifecycle: Lifecycle, bits: typeof PLAIN): Omit<ProcessClass, "place"> {
	return { lifecycle, ...bits, isService: true };
}

/** All classes, by their numbers: those at rest, then by place those that wait there. */
export const CLASSES: readonly ProcessClass[] = [
	...AT_REST.map((one) => ({ ...one, place: undefined })),
	...Array.from({ length: INDUCT.MAX_SLOTS }, (_, place) => WAITING.map((one) => ({ ...one, place }))).flat(),
];

/** Numbers of the classes that wait at a place. */
export function waitingClasses(place: number): readonly number[] {
	const first = AT_REST.length + place * WAITING.length;
	return WAITING.map((_, index) => first + index);
}

const NUMBERS = new Map(CLASSES.map((one, number) => [keyOf(one), number]));

function keyOf({ lifecycle, killed, told, isService, place }: ProcessClass): string {
	return `${lifecycle} ${killed} ${told} ${isService} ${place}`;
}

/** The number of a class. @throws RangeError where there is none such */
export function classNumber(one: ProcessClass): number {
	const number = NUMBERS.get(keyOf(one));
	if (number === undefined) throw new RangeError(`no class of processes is ${keyOf(one)}`);
	return number;
}

/** The number of a class at rest, without a bit unless one is given. */
export function restClass(lifecycle: Lifecycle, isService: boolean, bit?: "killed" | "told"): number {
	return classNumber({ lifecycle, killed: bit === "killed", told: bit === "told", isService, place: undefined });
}

/** The event that the processes of a class wait for a reply about; undefined for none. */
export function eventOfClass({ lifecycle }: ProcessClass): Event | undefined {
	return lifecycle === "signalled" ? SIGNAL : lifecycle === "departing" ? EXIT : undefined;
}

/** A process of a class. @param services the subscribers, in the order of the list */
export function processOfClass(one: ProcessClass, services: readonly number[]): Process {
	return processOf(one.lifecycle, one.killed, one.told, one.place === undefined ? undefined : services[one.place]);
}

/** The row of mproc[] of each process of a class. */
export function rowOfClass(one: ProcessClass): Readonly<Record<"flags" | "sigpending" | "eventsub" | "event", number>> {
	const process = processOf(one.lifecycle, one.killed, one.told, one.place);
	return {
		flags: flagsOf(process, one.isService),
		sigpending: one.killed ? SIGKILL_PENDING : 0,
		eventsub: one.place ?? NO_EVENTSUB,
		event: eventOf(process) ?? 0,
	};
}

/** A process that a step names, as a number: its class and, of a subscriber, its place in the list. */
export type PartyId = number;

/** Numbers of processes that are subscribed begin here, behind all classes; each place has as many as there are classes at rest. */
const FIRST_SUBSCRIBED = 96;
const PER_PLACE = 16;

/** A process that a step names. */
export interface Party {
	readonly class: number;
	/** Undefined for a process that is not subscribed. */
	readonly subscribed: number | undefined;
}

/** @param subscribed the place; less than 0 for a process that is not subscribed */
export function partyId(number: number, subscribed: number): PartyId {
	return subscribed < 0 ? number : FIRST_SUBSCRIBED + PER_PLACE * subscribed + number;
}

/** The party of a number: the inverse of `partyId`. */
export function partyOf(id: PartyId): Party {
	if (id < FIRST_SUBSCRIBED) return { class: id, subscribed: undefined };
	const rest = id - FIRST_SUBSCRIBED;
	return { class: rest % PER_PLACE, subscribed: Math.floor(rest / PER_PLACE) };
}
