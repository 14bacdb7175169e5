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
	/** Whether what `Target.image` gave is what a target is to look like after the step. */
	looks(step: number, image: Int32Array, length: number): boolean;
}

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
	/** Keeps the target's memory as it is now, as number 0. */
	start(): void;
	/** Makes the target's memory one that is kept: steps are then taken from there. */
	load(number: number): void;
	/**
	 * Takes steps from the memory that was loaded, and keeps what they lead to.
	 *
	 * @param from the step to begin with
	 * @param onNew told of each step that led to a memory that was not kept yet
	 * @returns the first step that did not do what is expected, which is not kept; `steps.length` where all did
	 */
	run(steps: ExpectedSteps, from: number, onNew: (step: number) => void): number;
	/** Keeps the target's memory as it is now, as what an action led to. @returns whether it was not kept yet */
	keep(action: number): boolean;
	/** What is kept, without a copy where it can be: to be used before anything else is kept. */
	save(): Snapshot;
	/** Takes over what was saved; nothing has to be kept yet but number 0. */
	restore(snapshot: Snapshot): void;
	/** The numbers of the actions that lead from number 0 to a memory. */
	path(number: number): readonly number[];
}
