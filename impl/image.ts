import { isService, nrProcs, type Scope } from "../model/scope.ts";
import { KNOWN_BITS, type Lifecycle, type Process, processOf, type Slot, type State } from "../model/state.ts";
import { onlyEndpoint } from "./lives.ts";
import {
	EVENT_CALL,
	EXITING,
	IN_USE,
	NO_EVENTSUB,
	PRIV_PROC,
	PROC_STOPPED,
	SIGKILL_PENDING,
	TOLD_PARENT,
	UNPAUSED,
	VFS_CALL,
} from "./minix.ts";
import type { ProcessFields, ProcessTable } from "./process-table.ts";
import type { Subscriber, View } from "./target.ts";

/** The flags of docs/protocol.md's row for the process. */
export function flagsOf(process: Process, service: boolean): number {
	const priv = service ? PRIV_PROC : 0;
	const told = process.told ? TOLD_PARENT : 0;
	switch (process.lifecycle) {
		case "free":
			return 0;
		case "running":
			return IN_USE | priv;
		case "unpausing":
			return IN_USE | priv | PROC_STOPPED | VFS_CALL;
		case "signalled":
			return IN_USE | priv | PROC_STOPPED | UNPAUSED | EVENT_CALL;
		case "exiting":
			return IN_USE | priv | PROC_STOPPED | EXITING | VFS_CALL | told;
		case "departing":
			return IN_USE | priv | PROC_STOPPED | EXITING | EVENT_CALL | told;
		case "zombie":
			return IN_USE | priv | PROC_STOPPED | EXITING;
	}
}

/** Place of the subscriber that a process waits for; NO_EVENTSUB for none. */
export function eventsubOf(state: State, process: Process): number {
	if (process.waitsFor === undefined) return NO_EVENTSUB;
	return state.slots.findIndex(({ service }) => service === process.waitsFor);
}

/** View of a target that is in this state of the specification. */
export function specificationView(scope: Scope, state: State): View {
	return {
		...state,
		eventsubs: state.processes.map((process) => eventsubOf(state, process)),
		flags: state.processes.map((process, index) => flagsOf(process, isService(scope, index))),
		deadSlots: [],
		nested: 0,
	};
}

/** The integers that `Target.image` gives in this state, where each row of the process table has one life. */
export function imageOf(scope: Scope, state: State): Int32Array {
	const rows = state.processes.flatMap((process, index) => [
		flagsOf(process, isService(scope, index)),
		process.killed ? SIGKILL_PENDING : 0,
		eventsubOf(state, process),
	]);
	const slots = state.slots.flatMap(({ service, mask, waiting }) => [
		...[onlyEndpoint(scope, service), mask & KNOWN_BITS, waiting],
	]);
	return Int32Array.from([...rows, 0, state.slots.length, ...slots]);
}

/** Row of docs/protocol.md's table that is closest to the flags; they need not be exactly that row's, which `flagsOf` gives. */
function lifecycleOf(flags: number): Lifecycle {
	if ((flags & IN_USE) === 0) return "free";
	if ((flags & EXITING) !== 0) {
		if ((flags & EVENT_CALL) !== 0) return "departing";
		return (flags & VFS_CALL) !== 0 ? "exiting" : "zombie";
	}
	if ((flags & EVENT_CALL) !== 0) return "signalled";
	return (flags & VFS_CALL) !== 0 ? "unpausing" : "running";
}

/** Parts of PM that a view is made of. */
interface Viewed {
	readonly scope: Scope;
	readonly table: ProcessTable;
	/** The table by process. */
	readonly processes: ProcessFields;
	/** True if the table alone has a process's flags and its place in the list, in a row of the process's number. */
	readonly isInTable: boolean;
	flags(process: number): number;
	eventsub(process: number): number;
	/** The process that an endpoint of the list belongs to; it may be none of the scope. */
	serviceOf(endpoint: number): number;
}

/** Parts of a view about processes and slots. */
type Viewing = Pick<View, "processes" | "eventsubs" | "flags" | "slots">;

/** Reader of one view after the other. It reads only processes whose rows have changed; all of them where the list has other subscribers. */
export class Views {
	readonly #pm: Viewed;
	readonly #all: readonly number[];
	readonly #seen: Int32Array;
	#services: readonly number[] | undefined;
	#last: Omit<Viewing, "slots"> = { processes: [], eventsubs: [], flags: [] };

	constructor(pm: Viewed) {
		this.#pm = pm;
		this.#all = Array.from({ length: nrProcs(pm.scope) }, (_, process) => process);
		this.#seen = new Int32Array(pm.table.words);
	}

	next(subscribers: readonly Subscriber[]): Viewing {
		const services = subscribers.map(({ endpoint }) => this.#pm.serviceOf(endpoint));
		const changed = this.#pm.table.bringUpToDate(this.#seen);
		const isSame = this.#pm.isInTable && this.#services !== undefined && areEqual(services, this.#services);
		const anew = isSame ? changed : this.#all;
		if (anew.length > 0) this.#read(anew, services);
		this.#services = services;
		const slots = subscribers.map(({ mask, waiting }, place): Slot => {
			return { service: services[place] ?? 0, mask: mask & KNOWN_BITS, waiting };
		});
		const { processes, eventsubs, flags } = this.#last;
		return { processes, eventsubs, flags, slots };
	}

	#read(anew: readonly number[], services: readonly number[]): void {
		const processes = this.#last.processes.slice();
		const eventsubs = this.#last.eventsubs.slice();
		const flags = this.#last.flags.slice();
		for (const process of anew) {
			const eventsub = this.#pm.eventsub(process);
			eventsubs[process] = eventsub;
			flags[process] = this.#pm.flags(process);
			processes[process] = this.#processAt(process, services[eventsub]);
		}
		this.#last = { processes, eventsubs, flags };
	}

	/** The state of a process by its row. @param asked the process that its index leads to */
	#processAt(process: number, asked: number | undefined): Process {
		const { processes } = this.#pm;
		const flags = processes.flags(process);
		const killed = (processes.sigpending(process) & SIGKILL_PENDING) !== 0;
		// A broken list may hold any number for an endpoint: then the process waits for no existing process.
		const isAsked = (flags & EVENT_CALL) !== 0 && asked !== undefined && asked < this.#all.length;
		return processOf(lifecycleOf(flags), killed, (flags & TOLD_PARENT) !== 0, isAsked ? asked : undefined);
	}
}

function areEqual(some: readonly number[], others: readonly number[]): boolean {
	return some.length === others.length && some.every((one, index) => one === others[index]);
}
