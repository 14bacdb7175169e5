import type { Action } from "../model/action.ts";
import type { Scope } from "../model/scope.ts";
import type { Result, State } from "../model/state.ts";
import type { CompiledModule } from "./c/runtime/module.ts";
import type { Failure } from "./failure.ts";
import type { ResultRecord } from "./result.ts";

/** What an action did: its result, or the failure that stopped PM in the middle of it. */
export type Outcome =
	| { readonly ok: true; readonly result: Result }
	| { readonly ok: false; readonly failure: Failure };

/** What can be seen of an implementation between two actions. */
export interface View extends State {
	/** `mp_eventsub` of every process, as it stands; NO_EVENTSUB is -1. */
	readonly eventsubs: readonly number[];
	/** `mp_flags` of every process, as they stand. */
	readonly flags: readonly number[];
	/** The slots, by place in the list, whose endpoint is not that of a process in use. */
	readonly deadSlots: readonly number[];
	/** `nested`; undefined where the implementation has no such counter. */
	readonly nested: number | undefined;
}

/** One entry of the facility's list of subscribers, as it stands in memory. */
export interface Subscriber {
	readonly endpoint: number;
	readonly mask: number;
	readonly waiting: number;
}

/** Memory by name: what event.c and its mirror have in common, memory that no live slot shows included. */
export interface MemoryDump {
	readonly rows: readonly {
		readonly flags: number;
		readonly endpoint: number;
		readonly sigpending: number;
		readonly eventsub: number;
	}[];
	/** All of `subs[]`, also behind `nsubs`. */
	readonly entries: readonly Subscriber[];
	readonly nsubs: number;
	readonly nested: number | undefined;
}

/**
 * What the list of subscribers leaves in memory behind its end.
 *
 * Where nothing reads a word there before it is written, its value can never show, and a search need not tell two memories
 * apart that differ in nothing else. Whether that is so is not known beforehand: it is assumed, every access to the memory
 * is watched, and a search that finds an assumption wrong starts again without it. An entry that comes before the end has
 * to have been written by then, for later calls are to read it.
 */
export interface Leftovers {
	/** How many words of 32 bits an entry has, at most 8. */
	readonly words: number;
	/** Which words of an entry, a bit each, nothing is to read behind the end; they are cleared after each call. */
	assume(words: number): void;
	/** Which of the words assumed were read after all. */
	readonly read: number;
}

/** Anything under test: PM with an implementation of its event facility. */
export interface Target {
	/** What is under test, in one word or a file's name. */
	readonly name: string;
	readonly scope: Scope;
	/** Back to the start: every process free, no subscriber, all memory as at PM's start. */
	reset(): void;
	/**
	 * Takes one action, which has to be enabled.
	 * After a failure the memory is as the failure left it: only `reset` and `restore` are of use then.
	 */
	apply(action: Action): Outcome;
	/** Like `apply`, for searches: false after a failure, else the result is in `record`, its warning without text. */
	step(action: Action): boolean;
	readonly record: ResultRecord;
	view(): View;
	dump(): MemoryDump;
	/** What `view` shows, as integers: `imageOf` gives the same for a state of the specification. @returns its length */
	image(to: Int32Array): number;
	/** Undefined where there is no way to watch them. */
	readonly leftovers: Leftovers | undefined;
	/** The module that implements the facility, for rows with one life; undefined where there is none. */
	readonly compiled: CompiledModule | undefined;
	/** All memory that a later action can read; its bytes, written back, bring the target back. */
	readonly memory: Uint8Array;
}
