import type { Action } from "../model/action.ts";
import type { Scope } from "../model/scope.ts";
import type { Result, State } from "../model/state.ts";
import type { CompiledModule } from "./c/runtime/module.ts";
import type { Failure } from "./failure.ts";
import type { ResultRecord } from "./result.ts";

/** Outcome of an action: its result, or the failure that stopped PM in the middle of it. */
export type Outcome =
	| { readonly ok: true; readonly result: Result }
	| { readonly ok: false; readonly failure: Failure };

/** Observable state of an implementation between two actions. */
export interface View extends State {
	/** Slots whose masks have the bits that stand for events; `withGivenMasks` adds the others. */
	readonly slots: State["slots"];
	/** `mp_eventsub` of every process, as it stands; NO_EVENTSUB is -1. */
	readonly eventsubs: readonly number[];
	/** `mp_flags` of every process, as they stand. */
	readonly flags: readonly number[];
	/** Places of slots whose endpoint is not that of a process in use. */
	readonly deadSlots: readonly number[];
	/** `nested`; undefined where the implementation has no such counter. */
	readonly nested: number | undefined;
}

/** Entry of the facility's list of subscribers, as it is in memory. */
export interface Subscriber {
	readonly endpoint: number;
	readonly mask: number;
	readonly waiting: number;
}

/** Memory by name: everything that event.c and its mirror have in common, memory that no live slot shows included. */
export interface MemoryDump {
	readonly rows: readonly {
		readonly flags: number;
		readonly endpoint: number;
		readonly sigpending: number;
		readonly eventsub: number;
	}[];
	/** True where functions of the source show its subscribers: there is no entry behind the end then. */
	readonly isShown: boolean;
	/** All of `subs[]`, also behind `nsubs`. */
	readonly entries: readonly Subscriber[];
	readonly nsubs: number;
	readonly nested: number | undefined;
}

/**
 * Dead memory of the list of subscribers: the entries behind its end.
 *
 * If nothing reads a word there before it is written, its value is never observable, and a search can treat memories
 * that differ only in such words as one state. That is not known in advance: it is assumed, every access is watched,
 * and a search that disproves an assumption starts again without it. An entry that becomes live has to have been
 * written by then, since later calls read it.
 */
export interface DeadMemory {
	/** Number of parts of an entry: 32-bit words, or bytes where it is not made of words; at most 31. */
	readonly parts: number;
	/** Assumes that these parts of an entry, a bit each, are never read behind the end; clears them after each call. */
	assume(parts: number): void;
	/** Assumed parts that were read after all, a bit each. */
	readonly read: number;
}

/**
 * Words of memory that decide nothing: the source only copies and prints them, as a counter for statistics.
 *
 * A search can leave them out of the state. That is assumed, and every access is watched; a search that disproves the assumption
 * starts again without it. Signed sums with small constants are taken not to overflow.
 */
export interface CounterWords {
	/** The module that they are of: its instances have the same words. */
	readonly module: object;
	/** Watches all words, while a few actions are run. @returns those that were written and decided nothing, by address */
	candidates(run: () => void): readonly number[];
	/** Takes these words to decide nothing, and clears them after each call. */
	assume(words: readonly number[]): void;
	/** True once an assumed word decided something. */
	readonly isRefuted: boolean;
	/** Assumed words that decided something after all. */
	refuted(): readonly number[];
	/** Names of the variables that words belong to. */
	namesOf(words: readonly number[]): readonly string[];
	/** Addresses of all words beside the process table. */
	readonly words: readonly number[];
	valueOf(word: number): number;
}

/**
 * Names of processes in a target's memory. Users are interchangeable, and so are services, as long as the target treats them
 * alike: a search can then keep one of the memories that differ in names only.
 */
export interface ProcessNames {
	/** Gives two users, or two services, each other's names: exchanges what their rows have, and their endpoints in the list. */
	swap(one: number, other: number): void;
	/** Orders two users, or two services, by all that they have but names; 0 if exchanging their names changes nothing. */
	compare(one: number, other: number): number;
}

/** Implementation under test: PM with an event facility. `recipe.ts` lists the kinds; `checker/open-target.ts` opens them. */
export interface Target {
	/** Name of the target, in one word or as a file's name. */
	readonly name: string;
	readonly scope: Scope;
	/** Resets to PM's start: every process free, no subscriber, all memory as at the start. */
	reset(): void;
	/**
	 * Performs one action, which has to be enabled.
	 * After a failure the memory is as the failure left it: only `reset` and `restore` are useful then.
	 *
	 * @param hasTexts false to leave out the texts of warnings, of which each is empty then; true if left out
	 */
	apply(action: Action, hasTexts?: boolean): Outcome;
	/** Like `apply`, for searches: false after a failure, else the result is in `record`, with no text of a warning. */
	step(action: Action): boolean;
	readonly record: ResultRecord;
	view(): View;
	dump(): MemoryDump;
	/**
	 * Writes `view` as integers; `imageOf` gives the same for a state of the specification. @returns the number of
	 * integers
	 */
	image(to: Int32Array): number;
	/**
	 * True once the signedness of C's plain `char` decided something: a negative one was made an int. What a target did before
	 * it would do with the other signedness too.
	 */
	readonly widensChars: boolean;
	/** Notes that another instance of the target, in another thread, widened such a char. */
	noteWidening(): void;
	/** Undefined where accesses cannot be observed. */
	readonly deadMemory: DeadMemory | undefined;
	/** Left out where accesses cannot be observed. */
	readonly counters?: CounterWords | undefined;
	/** Left out where processes cannot be renamed, and where rows have several lives. */
	readonly names?: ProcessNames | undefined;
	/** The module that implements the facility, for rows with one life; undefined where there is none. */
	readonly compiled: CompiledModule | undefined;
	/** Memory that later actions can read; writing its bytes back restores the target. */
	readonly memory: Uint8Array;
}
