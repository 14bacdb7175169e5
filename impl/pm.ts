import type { Action } from "../model/action.ts";
import { isService, nrProcs, type Scope } from "../model/scope.ts";
import { CALLBACK_NAMES, type MessageFault, processOf, type Slot } from "../model/state.ts";
import type { CompiledModule } from "./c/runtime/module.ts";
import { type Failure, TargetFailure } from "./failure.ts";
import { lifecycleOf } from "./image.ts";
import {
	EVENT_CALL,
	EXITING,
	earlierLife,
	IN_USE,
	nextLife,
	PRIV_PROC,
	PROC_STOPPED,
	processOfEndpoint,
	SIGKILL_PENDING,
	TOLD_PARENT,
	UNPAUSED,
	VFS_CALL,
} from "./minix.ts";
import type { ProcessTable } from "./process-table.ts";
import { NO_CODE, ResultRecord } from "./result.ts";
import type { DeadMemory, MemoryDump, Outcome, Subscriber, Target, View } from "./target.ts";

/** Functions of PM that event.c calls. */
export interface PmFunctions {
	readonly table: ProcessTable;
	/**
	 * Sends a PROC_EVENT message without waiting; never fails in this world.
	 *
	 * @param faults of the message beside process and event; its receiver is checked here
	 */
	asynsend3(to: number, aboutEndpoint: number, event: number, faults?: readonly MessageFault[]): void;
	/** Process number of an endpoint; undefined where no live process has it. */
	pmIsokendpt(endpoint: number): number | undefined;
	/** The exit event is over. */
	exitRestart(process: number): void;
	/** The signal event is over. */
	restartSigs(process: number): void;
	/** Prints a line; the text is computed only if it is read. */
	printf(text: () => string): void;
}

/** Implementation of the event facility: the three entry points of event.c, and access to its state. */
export interface Facility {
	/** Mirrors event.c::do_proceventmask; the caller and its mask are PM's `mp` and `m_in`. */
	doProceventmask(caller: number, mask: number): number;
	/** Mirrors event.c::do_proc_event_reply. */
	doProcEventReply(caller: number, endpoint: number, event: number): number;
	/** Mirrors event.c::publish_event. */
	publishEvent(process: number): void;
	/** Resets memory to PM's start, the process table excepted. */
	reset(): void;
	subscribers(): readonly Subscriber[];
	/** Every entry that the list has room for, those behind its end included, which keep their last values. */
	entries(): readonly Subscriber[];
	/** Place in the list at which a process waits, -1 if none; left out where `mp_eventsub` is that place. */
	readonly eventsub?: (process: number) => number;
	/** `nested`; undefined where the facility has no such counter. */
	nested(): number | undefined;
	/** Memory that later actions can read, the process table included. */
	readonly memory: Uint8Array;
	/** Undefined where accesses cannot be observed. */
	readonly deadMemory?: DeadMemory | undefined;
	/** Module that implements it; left out where it is not compiled. */
	readonly compiled?: CompiledModule;
	/** Hooks around each call of an entry point, where the facility does not observe its calls itself. */
	beginCall?(): void;
	endCall?(): void;
	/** Writes `nsubs`, and endpoint, mask and waiting of each subscriber, to `to` from `at` on; gives where it ended. */
	writeSubscribers(to: Int32Array, at: number): number;
}

/**
 * Lives of a row of the process table: `many`, with another endpoint each time, as in MINIX; or `one`, with the same
 * endpoint for ever, so that PM has finitely many states.
 */
export type Lives = "many" | "one";

/**
 * PM around the event facility: the process table, the replies of VFS, and the continuations after events.
 *
 * The same for the mirror and for compiled C: only the facility and the memory of the table differ.
 */
export class Pm implements Target, PmFunctions {
	readonly name: string;
	readonly scope: Scope;
	readonly table: ProcessTable;
	readonly #facility: Facility;
	/** True if the facility is notified of each call. */
	readonly #notifies: boolean;
	readonly record = new ResultRecord();
	readonly #lives: Lives;
	#isVerbose = true;
	#warnings: string[] = [];

	/** @param build makes the facility, which may keep the surroundings that it is given */
	constructor(
		name: string,
		scope: Scope,
		table: ProcessTable,
		build: (pm: PmFunctions) => Facility,
		lives: Lives = "many",
	) {
		this.#lives = lives;
		this.name = name;
		this.scope = scope;
		this.table = table;
		this.#facility = build(this);
		this.#notifies = this.#facility.beginCall !== undefined;
		this.reset();
	}

	reset(): void {
		this.#facility.reset();
		this.table.reset();
	}

	get deadMemory(): DeadMemory | undefined {
		return this.#facility.deadMemory;
	}

	get compiled(): CompiledModule | undefined {
		return this.#lives === "one" ? this.#facility.compiled : undefined;
	}

	get memory(): Uint8Array {
		return this.#facility.memory;
	}

	apply(action: Action): Outcome {
		this.#isVerbose = true;
		const failure = this.#run(action);
		if (failure) return { ok: false, failure };
		return { ok: true, result: this.record.result(this.#warnings) };
	}

	step(action: Action): boolean {
		this.#isVerbose = false;
		return this.#run(action) === undefined;
	}

	#run(action: Action): Failure | undefined {
		this.record.clear();
		this.#warnings = [];
		try {
			if (this.#notifies) this.#facility.beginCall?.();
			this.record.setCode(this.#perform(action));
			if (this.#notifies) this.#facility.endCall?.();
			return undefined;
		} catch (error) {
			if (error instanceof TargetFailure) return error.failure;
			throw error;
		}
	}

	/** Performs the action as docs/protocol.md defines it; returns the return code, or NO_CODE. */
	#perform(action: Action): number {
		const { table } = this;
		const { process } = action;
		switch (action.kind) {
			case "spawn":
				if (this.#lives === "many") table.setEndpoint(process, nextLife(table.endpoint(process)));
				table.setFlags(process, isService(this.scope, process) ? IN_USE | PRIV_PROC : IN_USE);
				return NO_CODE;
			case "signal":
				this.#setFlags(process, PROC_STOPPED | VFS_CALL);
				return NO_CODE;
			case "kill":
				table.setSigpending(process, SIGKILL_PENDING);
				return NO_CODE;
			case "exit":
				this.#setFlags(process, PROC_STOPPED | EXITING | VFS_CALL);
				return NO_CODE;
			case "vfsReply":
				this.#vfsReply(process);
				return NO_CODE;
			case "setMask":
				return this.#facility.doProceventmask(process, action.mask);
			case "reply":
				return this.#facility.doProcEventReply(process, table.endpoint(action.about), action.event);
			case "staleReply":
				return this.#facility.doProcEventReply(process, earlierLife(table.endpoint(action.about)), action.event);
			case "reap":
				this.#reap(process);
				return NO_CODE;
		}
	}

	#setFlags(process: number, flags: number): void {
		this.table.setFlags(process, this.table.flags(process) | flags);
	}

	#clearFlags(process: number, flags: number): void {
		this.table.setFlags(process, this.table.flags(process) & ~flags);
	}

	#vfsReply(process: number): void {
		this.#clearFlags(process, VFS_CALL);
		if ((this.table.flags(process) & EXITING) === 0) this.#setFlags(process, UNPAUSED);
		this.#facility.publishEvent(process);
	}

	#reap(process: number): void {
		const busy = (this.table.flags(process) & (VFS_CALL | EVENT_CALL)) !== 0;
		if (busy) this.#setFlags(process, TOLD_PARENT);
		else this.table.setFlags(process, 0);
	}

	asynsend3(to: number, aboutEndpoint: number, event: number, faults: readonly MessageFault[] = []): void {
		const about = this.pmIsokendpt(aboutEndpoint) ?? -1;
		const isKnown = this.pmIsokendpt(to) !== undefined;
		const all = isKnown ? faults : [...faults, { kind: "receiver", found: to } as const];
		this.record.addMessage(processOfEndpoint(to), about, event, all);
	}

	pmIsokendpt(endpoint: number): number | undefined {
		const process = processOfEndpoint(endpoint);
		if (process >= this.table.nrProcs || this.table.endpoint(process) !== endpoint) return undefined;
		return (this.table.flags(process) & IN_USE) === 0 ? undefined : process;
	}

	exitRestart(process: number): void {
		this.record.addCallback(CALLBACK_NAMES.indexOf("exit_restart"), process);
		if ((this.table.flags(process) & TOLD_PARENT) !== 0) this.table.setFlags(process, 0);
	}

	restartSigs(process: number): void {
		this.record.addCallback(CALLBACK_NAMES.indexOf("restart_sigs"), process);
		this.#clearFlags(process, UNPAUSED);
		const killed = (this.table.sigpending(process) & SIGKILL_PENDING) !== 0;
		this.table.setSigpending(process, 0);
		if (killed) this.#setFlags(process, EXITING | VFS_CALL);
		else this.#clearFlags(process, PROC_STOPPED);
	}

	printf(text: () => string): void {
		this.record.addWarning();
		if (this.#isVerbose) this.#warnings.push(text());
	}

	view(): View {
		const subscribers = this.#facility.subscribers();
		const count = nrProcs(this.scope);
		const processes = new Array(count);
		const eventsubs = new Array<number>(count);
		const flags = new Array<number>(count);
		for (let process = 0; process < count; process++) {
			const eventsub = this.#facility.eventsub?.(process) ?? this.table.eventsub(process);
			eventsubs[process] = eventsub;
			flags[process] = this.table.flags(process);
			processes[process] = this.#viewProcess(process, subscribers[eventsub]);
		}
		const dead = (slot: number): boolean => this.pmIsokendpt(subscribers[slot]?.endpoint ?? -1) === undefined;
		return {
			processes,
			slots: subscribers.map(viewSlot),
			eventsubs,
			flags,
			deadSlots: [...subscribers.keys()].filter(dead),
			nested: this.#facility.nested(),
		};
	}

	image(to: Int32Array): number {
		const { nrProcs } = this.table;
		for (let process = 0; process < nrProcs; process++) {
			to[process * 3] = this.table.flags(process);
			to[process * 3 + 1] = this.table.sigpending(process);
			to[process * 3 + 2] = this.#facility.eventsub?.(process) ?? this.table.eventsub(process);
		}
		to[nrProcs * 3] = this.#facility.nested() ?? 0;
		return this.#facility.writeSubscribers(to, nrProcs * 3 + 1);
	}

	dump(): MemoryDump {
		const rows = Array.from({ length: this.table.nrProcs }, (_, process) => ({
			flags: this.table.flags(process),
			endpoint: this.table.endpoint(process),
			sigpending: this.table.sigpending(process),
			eventsub: this.table.eventsub(process),
		}));
		const { length } = this.#facility.subscribers();
		return { rows, entries: this.#facility.entries(), nsubs: length, nested: this.#facility.nested() };
	}

	#viewProcess(process: number, subscriber: Subscriber | undefined) {
		const flags = this.table.flags(process);
		const killed = (this.table.sigpending(process) & SIGKILL_PENDING) !== 0;
		const asked = subscriber ? processOfEndpoint(subscriber.endpoint) : this.table.nrProcs;
		// A broken list may hold any number for an endpoint: then the process waits for no existing process.
		const waitsFor = (flags & EVENT_CALL) !== 0 && asked < this.table.nrProcs ? asked : undefined;
		return processOf(lifecycleOf(flags), killed, (flags & TOLD_PARENT) !== 0, waitsFor);
	}
}

function viewSlot(subscriber: Subscriber): Slot {
	return {
		service: processOfEndpoint(subscriber.endpoint),
		mask: subscriber.mask,
		waiting: subscriber.waiting,
	};
}
