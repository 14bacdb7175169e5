import type { Action } from "../model/action.ts";
import { FLIPPED_BITS, OUTSIDE_ENDPOINTS, UNKNOWN_EVENTS, UNKNOWN_MASKS } from "../model/outside.ts";
import { isService, nrProcs, processOfRow, rowOf, type Scope } from "../model/scope.ts";
import { CALLBACK_NAMES, type MessageFault } from "../model/state.ts";
import type { Facility, PmFunctions } from "./facility.ts";
import { type Failure, TargetFailure } from "./failure.ts";
import { Views } from "./image.ts";
import {
	endpointAfter,
	endpointBefore,
	foreignFlagsOf,
	forged,
	type Lives,
	ONLY_LIFE,
	rowOfEndpoint,
} from "./lives.ts";
import {
	EVENT_CALL,
	EXITING,
	IN_USE,
	NO_EVENTSUB,
	PRIV_PROC,
	PROC_EVENT_EXIT,
	PROC_EVENT_SIGNAL,
	PROC_STOPPED,
	SIGKILL_PENDING,
	TOLD_PARENT,
	UNPAUSED,
	VFS_CALL,
} from "./minix.ts";
import { type ProcessFields, type ProcessTable, SharedRows } from "./process-table.ts";
import { NO_CODE, ResultRecord } from "./result.ts";
import type { MemoryDump, Outcome, Target, View } from "./target.ts";

/** The most warnings of an action that are kept. */
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
	/** The table by process. */
	readonly #processes: ProcessFields;
	/** Where a user and a service have a row in turn. */
	readonly #shared: SharedRows | undefined;
	readonly #facility: Facility;
	readonly #views: Views;
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
		this.#shared = scope.rows === "shared" ? new SharedRows(table, scope, lives) : undefined;
		this.#processes = this.#shared ?? table;
		this.#facility = build(this);
		this.#views = new Views({
			...{ scope, table, processes: this.#processes },
			isInTable: this.#shared === undefined && this.#facility.eventsub === undefined,
			flags: (process) => this.#flags(process),
			eventsub: (process) => this.#eventsub(process),
			serviceOf: (endpoint) => this.#subscriberOf(endpoint),
		});
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

	get deadMemory(): Target["deadMemory"] {
		return this.#facility.deadMemory;
	}

	get counters(): Target["counters"] {
		return this.#facility.counters;
	}

	get names(): Target["names"] {
		return this.#lives === "one" && this.scope.rows === undefined ? this.#facility.names : undefined;
	}

	get compiled(): Target["compiled"] {
		return this.#lives === "one" ? this.#facility.compiled : undefined;
	}

	get memory(): Uint8Array {
		return this.#facility.memory;
	}

	apply(action: Action, hasTexts = true): Outcome {
		this.#isVerbose = hasTexts;
		const failure = this.#run(action);
		if (failure) return { ok: false, failure };
		const length = Math.min(this.record.warnings, MOST_WARNINGS);
		const warnings = hasTexts ? this.#warnings : Array.from({ length }, () => "");
		return { ok: true, result: this.record.result(warnings) };
	}

	step(action: Action): boolean {
		this.#isVerbose = false;
		return this.#run(action) === undefined;
	}

	#run(action: Action): Failure | undefined {
		this.record.clear();
		this.#warnings = [];
		try {
			this.#facility.beginCall?.();
			this.record.setCode(this.#perform(action));
			this.#facility.endCall?.();
			this.#shared?.settle();
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
		const facility = this.#facility;
		const { process } = action;
		const row = rowOf(this.scope, process);
		switch (action.kind) {
			case "spawn":
				table.setEndpoint(row, endpointAfter(this.scope, process, table.endpoint(row), this.#lives));
				this.#change(row, ~0, IN_USE | (isService(this.scope, process) ? PRIV_PROC : 0));
				return NO_CODE;
			case "signal":
				this.#change(row, 0, PROC_STOPPED | VFS_CALL);
				return NO_CODE;
			case "kill":
				table.setSigpending(row, SIGKILL_PENDING);
				return NO_CODE;
			case "exit":
				this.#change(row, 0, PROC_STOPPED | EXITING | VFS_CALL);
				return NO_CODE;
			case "vfsReply":
				table.clearFlags(row, VFS_CALL);
				if ((table.flags(row) & EXITING) === 0) table.addFlags(row, UNPAUSED);
				facility.publishEvent(row);
				return NO_CODE;
			case "setMask":
				return facility.doProceventmask(row, action.mask);
			case "reply":
				return facility.doProcEventReply(row, this.#processes.endpoint(action.about), action.event);
			case "staleReply": {
				const endpoint = endpointBefore(table.endpoint(rowOf(this.scope, action.about)), this.#lives);
				return facility.doProcEventReply(row, endpoint, action.event);
			}
			case "outsideReply":
				return facility.doProcEventReply(row, OUTSIDE_ENDPOINTS[action.outside]?.of(table.nrProcs) ?? 0, action.event);
			case "forgedReply": {
				const endpoint = forged(table.endpoint(rowOf(this.scope, action.about)), FLIPPED_BITS[action.bit] ?? 0);
				const event = table.flags(rowOf(this.scope, action.about)) & EXITING ? PROC_EVENT_EXIT : PROC_EVENT_SIGNAL;
				return facility.doProcEventReply(row, endpoint, event);
			}
			case "unknownEventReply": {
				const event = UNKNOWN_EVENTS[action.unknownEvent] ?? 0;
				return facility.doProcEventReply(row, this.#processes.endpoint(action.about), event);
			}
			case "unknownMask":
				return facility.doProceventmask(row, UNKNOWN_MASKS[action.unknownMask] ?? 0);
			case "reap":
				if ((table.flags(row) & (VFS_CALL | EVENT_CALL)) !== 0) table.addFlags(row, TOLD_PARENT);
				else table.setFlags(row, 0);
				return NO_CODE;
		}
	}

	/** Clears flags of a row and sets others. Those that are none of the facility's follow, where they depend on what the process does. */
	#change(row: number, clear: number, set: number): void {
		const foreign = (): number => this.#foreign(this.#processOf(row));
		const before = foreign();
		this.table.setFlags(row, (this.table.flags(row) & ~clear) | set);
		this.table.setFlags(row, this.table.flags(row) ^ before ^ foreign());
	}

	/** Flags of a process that are none of the facility's. */
	#foreign(process: number): number {
		if (this.#lives === "one") return 0;
		return foreignFlagsOf(process, this.#processes.endpoint(process), this.#processes.flags(process));
	}

	/** Flags as they are shown: of those that are none of the facility's only what has changed. */
	#flags(process: number): number {
		return this.#processes.flags(process) ^ this.#foreign(process);
	}

	asynsend3(to: number, aboutEndpoint: number, event: number, faults: readonly MessageFault[] = []): void {
		const about = this.pmIsokendpt(aboutEndpoint);
		const isKnown = this.pmIsokendpt(to) !== undefined;
		const all = isKnown ? faults : [...faults, { kind: "receiver", found: to } as const];
		this.record.addMessage(this.#subscriberOf(to), about === undefined ? -1 : this.#processOf(about), event, all);
	}

	pmIsokendpt(endpoint: number): number | undefined {
		const row = rowOfEndpoint(endpoint);
		if (row >= this.table.nrProcs || this.table.endpoint(row) !== endpoint) return undefined;
		return (this.table.flags(row) & IN_USE) === 0 ? undefined : row;
	}

	#processOf(row: number): number {
		return this.#shared?.processOf(row) ?? row;
	}

	/** The process that an endpoint of the list belongs to; a dead one may have lost its row. */
	#subscriberOf(endpoint: number): number {
		const row = rowOfEndpoint(endpoint);
		return this.pmIsokendpt(endpoint) === undefined ? processOfRow(this.scope, row) : this.#processOf(row);
	}

	exitRestart(row: number): void {
		this.record.addCallback(CALLBACK_NAMES.indexOf("exit_restart"), this.#processOf(row));
		if ((this.table.flags(row) & TOLD_PARENT) !== 0) this.table.setFlags(row, 0);
	}

	restartSigs(row: number): void {
		this.record.addCallback(CALLBACK_NAMES.indexOf("restart_sigs"), this.#processOf(row));
		if ((this.table.flags(row) & (VFS_CALL | EVENT_CALL | EXITING)) !== 0) return;
		this.table.clearFlags(row, UNPAUSED);
		const killed = (this.table.sigpending(row) & SIGKILL_PENDING) !== 0;
		this.table.setSigpending(row, 0);
		if (killed) this.#change(row, 0, EXITING | VFS_CALL);
		else this.#change(row, PROC_STOPPED, 0);
	}

	printf(text: () => string): void {
		this.record.addWarning();
		if (this.#isVerbose && this.#warnings.length < MOST_WARNINGS) this.#warnings.push(text());
	}

	view(): View {
		const subscribers = this.#facility.subscribers();
		const deadSlots: number[] = [];
		for (let slot = 0; slot < subscribers.length; slot++) {
			if (this.pmIsokendpt(subscribers[slot]?.endpoint ?? -1) === undefined) deadSlots.push(slot);
		}
		const { processes, slots, eventsubs, flags } = this.#views.next(subscribers);
		return { processes, slots, eventsubs, flags, deadSlots, nested: this.#facility.nested() };
	}

	#eventsub(process: number): number {
		if (this.#shared?.isAway(process)) return NO_EVENTSUB;
		return this.#facility.eventsub?.(rowOf(this.scope, process)) ?? this.#processes.eventsub(process);
	}

	image(to: Int32Array): number {
		const count = nrProcs(this.scope);
		for (let process = 0; process < count; process++) {
			to[process * 3] = this.#flags(process);
			to[process * 3 + 1] = this.#processes.sigpending(process);
			to[process * 3 + 2] = this.#eventsub(process);
		}
		to[count * 3] = this.#facility.nested() ?? 0;
		return this.#facility.writeSubscribers(to, count * 3 + 1);
	}

	dump(): MemoryDump {
		const rows = Array.from({ length: nrProcs(this.scope) }, (_, process) => ({
			flags: this.#flags(process),
			endpoint: this.#processes.endpoint(process),
			sigpending: this.#processes.sigpending(process),
			eventsub: this.#processes.eventsub(process),
		}));
		const isShown = this.#facility.eventsub !== undefined;
		const { length } = this.#facility.subscribers();
		return { rows, isShown, entries: this.#facility.entries(), nsubs: length, nested: this.#facility.nested() };
	}
}
