import type { Action } from "../model/action.ts";
import { FLIPPED_BITS, OUTSIDE_ENDPOINTS, UNKNOWN_EVENTS, UNKNOWN_MASKS } from "../model/outside.ts";
import { isService, nrProcs, type Scope } from "../model/scope.ts";
import { CALLBACK_NAMES, type MessageFault } from "../model/state.ts";
import type { CompiledModule } from "./c/runtime/module.ts";
import type { Facility, Lives, PmFunctions } from "./facility.ts";
import { type Failure, TargetFailure } from "./failure.ts";
import { viewProcess, viewSlot } from "./image.ts";
import {
	ALL_FOREIGN_FLAGS,
	EVENT_CALL,
	EXITING,
	earlierLife,
	forged,
	IN_USE,
	nextLife,
	ONLY_LIFE,
	otherLife,
	PRIV_PROC,
	PROC_EVENT_EXIT,
	PROC_EVENT_SIGNAL,
	PROC_STOPPED,
	processOfEndpoint,
	SIGKILL_PENDING,
	TOLD_PARENT,
	UNPAUSED,
	VFS_CALL,
} from "./minix.ts";
import type { ProcessTable } from "./process-table.ts";
import { NO_CODE, ResultRecord } from "./result.ts";
import type { CounterWords, DeadMemory, MemoryDump, Outcome, Target, View } from "./target.ts";

/** The most warnings of an action whose texts are kept. */
const MOST_WARNINGS = 100;

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
	#widensChars = false;
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
		this.table.reset(this.#lives === "one" ? ONLY_LIFE : 0);
	}

	get widensChars(): boolean {
		return this.#widensChars || (this.#facility.hasWidenedChars?.() ?? false);
	}

	noteWidening(): void {
		this.#widensChars = true;
	}

	get deadMemory(): DeadMemory | undefined {
		return this.#facility.deadMemory;
	}

	get counters(): CounterWords | undefined {
		return this.#facility.counters;
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
			this.#facility.checkView?.();
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
				if (this.#lives !== "one") table.setEndpoint(process, this.#nextLife(table.endpoint(process)));
				table.setFlags(
					process,
					(isService(this.scope, process) ? IN_USE | PRIV_PROC : IN_USE) | this.#foreign(process),
				);
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
				return this.#facility.doProcEventReply(process, this.#earlierLife(table.endpoint(action.about)), action.event);
			case "outsideReply": {
				const endpoint = OUTSIDE_ENDPOINTS[action.outside]?.of(table.nrProcs) ?? 0;
				return this.#facility.doProcEventReply(process, endpoint, action.event);
			}
			case "forgedReply": {
				const endpoint = forged(table.endpoint(action.about), FLIPPED_BITS[action.bit] ?? 0);
				const event = table.flags(action.about) & EXITING ? PROC_EVENT_EXIT : PROC_EVENT_SIGNAL;
				return this.#facility.doProcEventReply(process, endpoint, event);
			}
			case "unknownEventReply": {
				const event = UNKNOWN_EVENTS[action.unknownEvent] ?? 0;
				return this.#facility.doProcEventReply(process, table.endpoint(action.about), event);
			}
			case "unknownMask":
				return this.#facility.doProceventmask(process, UNKNOWN_MASKS[action.unknownMask] ?? 0);
			case "reap":
				this.#reap(process);
				return NO_CODE;
		}
	}

	/** Flags of a process that are none of the facility's. */
	#foreign(process: number): number {
		return this.#lives === "many" && process % 2 === 1 ? ALL_FOREIGN_FLAGS : 0;
	}

	/** Flags as they are shown: of those that are none of the facility's only what has changed. */
	#flags(process: number): number {
		const flags = this.table.flags(process);
		return (flags & IN_USE) === 0 ? flags : flags ^ this.#foreign(process);
	}

	#nextLife(endpoint: number): number {
		return this.#lives === "two" ? otherLife(endpoint) : nextLife(endpoint);
	}

	#earlierLife(endpoint: number): number {
		return this.#lives === "two" ? otherLife(endpoint) : earlierLife(endpoint);
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
		if ((this.table.flags(process) & (VFS_CALL | EVENT_CALL | EXITING)) !== 0) return;
		this.#clearFlags(process, UNPAUSED);
		const killed = (this.table.sigpending(process) & SIGKILL_PENDING) !== 0;
		this.table.setSigpending(process, 0);
		if (killed) this.#setFlags(process, EXITING | VFS_CALL);
		else this.#clearFlags(process, PROC_STOPPED);
	}

	printf(text: () => string): void {
		this.record.addWarning();
		if (this.#isVerbose && this.#warnings.length < MOST_WARNINGS) this.#warnings.push(text());
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
			flags[process] = this.#flags(process);
			processes[process] = viewProcess(this.table, process, subscribers[eventsub]);
		}
		const deadSlots: number[] = [];
		for (const [slot, { endpoint }] of subscribers.entries()) {
			if (this.pmIsokendpt(endpoint) === undefined) deadSlots.push(slot);
		}
		return {
			processes,
			slots: subscribers.map(viewSlot),
			eventsubs,
			flags,
			deadSlots,
			nested: this.#facility.nested(),
		};
	}

	image(to: Int32Array): number {
		const { nrProcs } = this.table;
		for (let process = 0; process < nrProcs; process++) {
			to[process * 3] = this.#flags(process);
			to[process * 3 + 1] = this.table.sigpending(process);
			to[process * 3 + 2] = this.#facility.eventsub?.(process) ?? this.table.eventsub(process);
		}
		to[nrProcs * 3] = this.#facility.nested() ?? 0;
		return this.#facility.writeSubscribers(to, nrProcs * 3 + 1);
	}

	dump(): MemoryDump {
		const rows = Array.from({ length: this.table.nrProcs }, (_, process) => ({
			flags: this.#flags(process),
			endpoint: this.table.endpoint(process),
			sigpending: this.table.sigpending(process),
			eventsub: this.table.eventsub(process),
		}));
		const { length } = this.#facility.subscribers();
		const isShown = this.#facility.eventsub !== undefined;
		return { rows, isShown, entries: this.#facility.entries(), nsubs: length, nested: this.#facility.nested() };
	}
}
