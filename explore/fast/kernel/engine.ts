import type { ExpectedSteps } from "../expected/expected-steps.ts";
import type { FactoredState } from "../rows/components.ts";

/** Whom an engine tells what it finds. */
export interface Watcher {
	/** The state that the memory which is loaded looks like. */
	state(): FactoredState;
	/** A pair is expanded: the claims are put to its state. @throws SpecificationBroken */
	met(state: FactoredState): void;
	/**
	 * A step did not do what is expected. Afterwards the memory may be another, and other steps loaded.
	 *
	 * @param pair one from which it was taken
	 * @param pairs how many there are that differ from that one in who their users are only, whom the step does not touch
	 * @param alike the same number for all that differ in who their users are only; undefined where that is not known
	 * @returns whether it broke a claim, in all of these pairs alike; else it is to be kept, or they are to be asked one by one
	 */
	differs(pair: number, state: FactoredState, action: number, pairs: number, alike: number | undefined): boolean;
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
