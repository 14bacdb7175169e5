import type { Action } from "../model/action.ts";
import type { ResultRecord } from "./record.ts";
import type { Snapshot } from "./snapshot.ts";

/** What is expected of every action that is enabled in one state. */
export interface ExpectedSteps {
	/** How many steps there are. */
	readonly length: number;
	/** The number of a step's action, and the action. */
	action(step: number): number;
	readonly alphabet: readonly Action[];
	/** The number of the result, and the result. */
	result(step: number): number;
	record(result: number): ResultRecord;
	/** Whether the step leads to another state of the specification. */
	changes(step: number): boolean;
	/** The numbers of the two lists that say what a target then looks like. */
	usersAfter(step: number): number;
	servicesAfter(step: number): number;
	/** Flags, pending signals and eventsub of each user; then by place how many users wait there. */
	usersLook(users: number): Int32Array;
	/** The same of each service; then nested, how many slots, and endpoint, mask and waiting services of each. */
	servicesLook(services: number): Int32Array;
	/** Which of several searchers keeps what the step leads to: the same for all targets that look alike. */
	owner(step: number): number;
	/** Whether what `Target.image` gave is what a target is to look like after the step. */
	looks(step: number, image: Int32Array, length: number): boolean;
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
	/** Makes the target's memory one that is kept: steps are then taken from there. */
	load(number: number): void;
	/**
	 * Takes steps from the memory that was loaded, and keeps what they lead to, or puts it into the outbox for its owner.
	 *
	 * @param from the step to begin with
	 * @returns the first step that did not do what is expected, which is not kept; `steps.length` where all did
	 */
	run(steps: ExpectedSteps, from: number): number;
	/** Keeps the target's memory as it is now, as what a step led to. */
	keep(steps: ExpectedSteps, step: number): void;
	/** What is kept, without a copy where it can be: to be used before anything else is kept. */
	save(): Snapshot;
	/** Takes over what was saved; nothing has to be kept yet but number 0. */
	restore(snapshot: Snapshot): void;
	origin(number: number): Origin;
	/** How many words one memory takes in an outbox: the owner, the origin's parent and action, and the memory. */
	readonly letterWords: number;
	/** What the others are to keep, since it was emptied last: so many words from the start. */
	readonly outbox: Int32Array;
	readonly outboxLength: number;
	emptyOutbox(): void;
	/** Keeps what another put into its outbox: `letterWords` words from `at` on. */
	receive(letters: Int32Array, at: number): void;
}
