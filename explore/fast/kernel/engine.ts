import type { ResultRecord } from "../../../impl/result.ts";
import type { Action } from "../../../model/action.ts";

/** The numbers of a state's two parts: who its users are, and what its services and slots are. */
export interface StateParts {
	readonly user: number;
	readonly service: number;
}

/**
 * The steps from a state, by what they have to do with: services and slots alone; those and how many users wait at each
 * place, but not who they are; one user alone; a reply about a user that is not awaited; and services and users together.
 */
export const SECTIONS = ["services", "counted", "users", "refused", "both"] as const;
export type Section = (typeof SECTIONS)[number];

/** A reply about a user, which is refused unless that user is in an event call with the service that replies. */
export interface ReplyAbout {
	/** The number of the action. */
	readonly action: number;
	/** The user's position. */
	readonly about: number;
	/** What `waits` says of a user for whom it is awaited. */
	readonly awaited: number;
}

/** A user that waits, whose turn it is when VFS or the subscriber replies. */
interface Turn {
	readonly position: number;
	readonly event: number;
	/** The place of the subscriber that it waits for; less than 0 for VFS. */
	readonly place: number;
}

/** What users do that has to do with services. */
export interface UserTurns {
	readonly turns: readonly Turn[];
	/** The greatest place that a user waits at; less than 0 if none. */
	readonly last: number;
	/** By place: who waits there and for which event, as a number; 0 for nobody. */
	readonly waiters: Int32Array;
}

/** Whom an event is asked of next: a place and the process there, both less than 0 for nobody. */
export interface Asked {
	readonly place: number;
	readonly told: number;
}

/** A step by which a subscriber leaves, so that users who wait go on or move up. */
export interface Leaver {
	/** The number of the action; less than 0 where the reply of a user's turn has the subscriber leave. */
	readonly action: number;
	readonly place: number;
	/** Whether it leaves even where users wait for it. */
	readonly isForced: boolean;
	/** The services that it leads to. */
	readonly services: number;
	/** What that does to users, as a number: the same for all that do the same. */
	readonly removal: number;
	/** By event, the first of them 1: whom those are asked of next who waited for it. */
	readonly asked: readonly Asked[];
}

/** What services make of the turns of users. */
export interface ServiceTurns {
	/** By event: of whom it is asked first. */
	readonly first: readonly Asked[];
	/** By place, and by event: of whom it is asked behind that place. */
	readonly behind: readonly (readonly Asked[])[];
	/** By place: the subscriber, a process number; less than 0 where it cannot reply. */
	readonly callers: readonly number[];
	/** By place: how many services wait there. */
	readonly owed: readonly number[];
	/** By place: how its last reply has the subscriber leave; undefined where it does not. */
	readonly lingering: readonly (Leaver | undefined)[];
	readonly leavers: readonly Leaver[];
}

/** What is expected of every action that is enabled in one state, a step for each. */
export interface ExpectedSteps {
	readonly alphabet: readonly Action[];
	/** Works out the steps of all sections in their order, or of one section. @throws SpecificationBroken */
	load(state: StateParts, section?: Section): void;
	/** How many steps there are. */
	readonly length: number;
	/** The number of a step's action. */
	action(step: number): number;
	/** The number of the result, and the result. */
	result(step: number): number;
	record(result: number): ResultRecord;
	/** Whether the step leads to another state of the specification: with other users, with other services. */
	changes(step: number): boolean;
	changesUsers(step: number): boolean;
	changesServices(step: number): boolean;
	/** The numbers of the two parts that the step leads to. */
	usersAfter(step: number): number;
	servicesAfter(step: number): number;
	/** The replies about users from services like these. What a refused one does: the number of its result. */
	replies(services: number): readonly ReplyAbout[];
	readonly refused: number;
	/** By user: which reply is awaited; less than 0 for none. */
	waits(users: number): Int32Array;
	/** What the steps of section "both" are made of: of users, and of services. */
	userTurns(users: number): UserTurns;
	serviceTurns(services: number): ServiceTurns;
	/** The step of an action; undefined if it is not among those loaded. */
	indexOf(action: number): number | undefined;
	/** Flags, pending signals and eventsub of each user; then by place how many users wait there. */
	usersLook(users: number): Int32Array;
	/** The same of each service; then nested, how many slots, and endpoint, mask and waiting services of each. */
	servicesLook(services: number): Int32Array;
	/** Which of several searchers keeps states with these services. */
	owner(services: number): number;
	/** Whether what `Target.image` gave is what a target is to look like after the step. */
	looks(step: number, image: Int32Array, length: number): boolean;
}

/** Whom an engine tells what it finds. */
export interface Watcher {
	/** The state that the memory which is loaded looks like. */
	state(): StateParts;
	/** A pair is expanded: the claims are put to its state. @throws SpecificationBroken */
	met(state: StateParts): void;
	/**
	 * A step did not do what is expected. Afterwards the memory may be another, and other steps loaded.
	 *
	 * @param pair one from which it was taken
	 * @param pairs how many there are that differ from that one in who their users are only, whom the step does not touch
	 * @param alike the same number for all that differ in who their users are only; undefined where that is not known
	 * @returns whether it broke a claim, in all of these pairs alike; else it is to be kept, or they are to be asked one by one
	 */
	differs(pair: number, state: StateParts, action: number, pairs: number, alike: number | undefined): boolean;
}

/** How a memory was first reached. */
export interface Origin {
	/** The number of the memory before, times the number of searchers, plus which of them kept it; 0 for the start. */
	readonly parent: number;
	/** The number of the action. */
	readonly action: number;
}

/** One of several that share a search. */
export interface Searcher {
	/** Which one, from 0. */
	readonly me: number;
	/** How many there are. */
	readonly count: number;
}

/** A search that nobody shares. */
export const ALONE: Searcher = { me: 0, count: 1 };

/**
 * What keeps the memories of a target that a search meets, and takes steps from them.
 *
 * Memories are numbered from 0 in the order in which they come, and compared in full.
 */
export interface Engine {
	/** How many memories are kept. */
	readonly size: number;
	/** What that takes, in bytes. */
	readonly bytes: number;
	/** Whether there is no room for more: what came after was not kept. */
	readonly isFull: boolean;
	/** Keeps the target's memory as it is now, as number 0: for the one of the searchers that starts. */
	start(): void;
	/**
	 * The numbers from one on and before another in an order in which those that are alike come together: what is looked
	 * up for one is then at hand for the next.
	 */
	order(from: number, to: number): Float64Array;
	/** Whether two that are kept differ in who their users are only, so that much of what is done from them is the same. */
	areAlike(one: number, other: number): boolean;
	/** Need not load those before this number any more: they stay known, and how they were reached. */
	forget(before: number): void;
	/** Makes the target's memory one that is kept, and not forgotten. */
	load(number: number): void;
	/** Takes every step from memories that are alike, and keeps what it leads to, or puts it into the outbox for its owner. */
	expand(numbers: readonly number[], steps: ExpectedSteps, watcher: Watcher): void;
	origin(number: number): Origin;
	/** What another is to keep, in this engine's own words, since its outbox was emptied last. */
	outbox(owner: number): Int32Array;
	/** How many words the fullest outbox has. */
	readonly outboxLength: number;
	emptyOutbox(owner: number): void;
	/** Keeps what others put into their outboxes for this one. */
	receive(letters: Int32Array): void;
}
