import type { MessageFault } from "../model/state.ts";
import type { CompiledModule } from "./c/runtime/module.ts";
import type { ProcessTable } from "./process-table.ts";
import type { CounterWords, DeadMemory, ProcessNames, Subscriber } from "./target.ts";

/** Functions of PM that event.c calls. */
export interface PmFunctions {
	readonly table: ProcessTable;
	/**
	 * Sends a PROC_EVENT message without waiting; never fails in this world.
	 *
	 * @param faults of the message beside process and event; its receiver is checked here
	 */
	asynsend3(to: number, aboutEndpoint: number, event: number, faults?: readonly MessageFault[]): void;
	/** The row of an endpoint; undefined where no live process has it. */
	pmIsokendpt(endpoint: number): number | undefined;
	/** The exit event is over. */
	exitRestart(row: number): void;
	/** The signal event is over. */
	restartSigs(row: number): void;
	/** Prints a line; the text is computed only if it is read. */
	printf(text: () => string): void;
}

/** Implementation of the event facility: the three entry points of event.c, and access to its state. */
export interface Facility {
	/** Mirrors event.c::do_proceventmask; the caller's row and its mask are PM's `mp` and `m_in`. */
	doProceventmask(caller: number, mask: number): number;
	/** Mirrors event.c::do_proc_event_reply. */
	doProcEventReply(caller: number, endpoint: number, event: number): number;
	/** Mirrors event.c::publish_event. */
	publishEvent(row: number): void;
	/** Resets memory to PM's start, the process table excepted. */
	reset(): void;
	subscribers(): readonly Subscriber[];
	/** Every entry that the list has room for, those behind its end included, which keep their last values. */
	entries(): readonly Subscriber[];
	/** Place in the list at which the process of a row waits, -1 if none; left out where `mp_eventsub` is that place. */
	readonly eventsub?: (row: number) => number;
	/** `nested`; undefined where the facility has no such counter. */
	nested(): number | undefined;
	/** Memory that later actions can read, the process table included. */
	readonly memory: Uint8Array;
	/** True once a negative char was made an int; left out where there are no chars. */
	readonly hasWidenedChars?: () => boolean;
	/** Undefined where accesses cannot be observed. */
	readonly deadMemory?: DeadMemory | undefined;
	/** Left out where accesses cannot be observed. */
	readonly counters?: CounterWords | undefined;
	/** Left out where it is not known which words of its memory are names of processes. */
	readonly names?: ProcessNames;
	/** Module that implements it; left out where it is not compiled. */
	readonly compiled?: CompiledModule;
	/**
	 * Hooks called before and after each call of an entry point, where the facility does not observe its calls itself.
	 */
	beginCall?(): void;
	endCall?(): void;
	/**
	 * Looks at the subscribers, where that may fail: a failing view is a failure of the action before it.
	 *
	 * @throws TargetFailure
	 */
	readonly checkView?: () => void;
	/** Writes `nsubs`, and endpoint, mask and waiting of each subscriber, to `to` from `at` on; gives where it ended. */
	writeSubscribers(to: Int32Array, at: number): number;
}
