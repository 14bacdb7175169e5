import { isService, rowOf, type Scope } from "../model/scope.ts";
import { KNOWN_BITS, type Lifecycle, type Process, processOf, type Slot, type State } from "../model/state.ts";
import { endpointOf, ONLY_LIFE } from "./lives.ts";
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
import type { ProcessFields } from "./process-table.ts";
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
		...[endpointOf(rowOf(scope, service), ONLY_LIFE), mask & KNOWN_BITS, waiting],
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

/** The state of a process by its row. @param asked the process that its index leads to, which there need not be among so many */
export function viewProcess(table: ProcessFields, process: number, asked: number, processes: number): Process {
	const flags = table.flags(process);
	const killed = (table.sigpending(process) & SIGKILL_PENDING) !== 0;
	// A broken list may hold any number for an endpoint: then the process waits for no existing process.
	const waitsFor = (flags & EVENT_CALL) !== 0 && asked < processes ? asked : undefined;
	return processOf(lifecycleOf(flags), killed, (flags & TOLD_PARENT) !== 0, waitsFor);
}

/** The slot of a subscriber. */
export function viewSlot(service: number, { mask, waiting }: Subscriber): Slot {
	return { service, mask: mask & KNOWN_BITS, waiting };
}
