import { CALL, type Call, type CallEvent } from "../ipc-server/call.ts";
import { LIFE, type Life, type LifeEvent } from "../ipc-server/life.ts";
import type { Party } from "../ipc-server/state.ts";
import type { WatchExitAction } from "./actions.ts";
import type { Watcher } from "./server.ts";

/** An entry of VM's table. VM itself keeps the endpoint only, and not the events that the entry stands for. */
export interface Note extends Party {
	readonly events: readonly ("SIGNAL" | "EXIT")[];
}

/** A caller whose request waits until VM answers. */
interface Served extends Party {
	readonly request: "semget" | "down";
}

/** End of a run: EINTR for the wrong call, a note that VM's table does not hold, or a place that nobody will take back. */
type Mishap = "EINTR for an earlier signal" | "the table is full" | "a place for a process that is gone";

/** Bounds of a search. */
export interface WatchExitScope {
	readonly processes: number;
	/** The most crashes of the server. */
	readonly crashes: number;
	/** Kinds of actions that are left out. */
	readonly without: readonly WatchExitAction["kind"][];
}

/** A state of processes, PM, VM, kernel and IPC server. */
export interface WatchExit {
	/** For each process. */
	readonly lives: readonly Life[];
	readonly calls: readonly Call[];
	/** For each process: true if VM watches it. */
	readonly watched: readonly boolean[];
	readonly notes: readonly Note[];
	readonly server: Watcher;
	/** True if the server's process is named "ipc". */
	readonly isNamedIpc: boolean;
	/** True of a notification from VM that the server has not received. */
	readonly isNotified: boolean;
	readonly served: Served | null;
	/** Processes that are blocked in semop, the first one first. */
	readonly places: readonly Party[];
	readonly senders: readonly number[];
	readonly mishap: Mishap | null;
	/** Crashes of the server that the scope has left. */
	readonly crashesLeft: number;
}

/** All processes running and watched by nobody, the semaphore without units. */
export function initialWatchExit({ processes, crashes }: WatchExitScope): WatchExit {
	const each = <Value>(value: Value): readonly Value[] => Array.from({ length: processes }, () => value);
	return {
		lives: each("running"),
		calls: each("none"),
		watched: each(false),
		notes: [],
		server: "idle",
		isNamedIpc: true,
		isNotified: false,
		served: null,
		places: [],
		senders: [],
		mishap: null,
		crashesLeft: crashes,
	};
}

/** Takes a transition of a process's life; undefined where that does not take the event. */
export function withLife(state: WatchExit, process: number, event: LifeEvent): WatchExit | undefined {
	const move = LIFE.take(state.lives[process] ?? "free", event);
	return move && { ...state, lives: state.lives.with(process, move.to) };
}

/** Takes a transition of a process's call; undefined where that does not take the event. */
export function withCall(state: WatchExit, process: number, event: CallEvent): WatchExit | undefined {
	const move = CALL.take(state.calls[process] ?? "none", event);
	return move && { ...state, calls: state.calls.with(process, move.to) };
}

/** Marks every mention of a process as of an earlier life, drops its message, and stops watching it. */
export function withoutProcess(state: WatchExit, process: number): WatchExit {
	const mark = <P extends Party>(party: P): P => (party.process === process ? { ...party, isGone: true } : party);
	return checked({
		...state,
		calls: state.calls.with(process, "none"),
		watched: state.watched.with(process, false),
		notes: state.notes.map(mark),
		served: state.served && mark(state.served),
		places: state.places.map(mark),
		senders: state.senders.filter((sender) => sender !== process),
	});
}

/** The state, with a mishap where a process that is gone has a place and VM has no note of it. */
export function checked(state: WatchExit): WatchExit {
	const goneOf = (parties: readonly Party[], process: number): number =>
		parties.filter((party) => party.isGone && party.process === process).length;
	const isKept = state.lives.some((_, process) => goneOf(state.places, process) > goneOf(state.notes, process));
	return isKept ? { ...state, mishap: "a place for a process that is gone" } : state;
}

/** True of a process that VM has a note of. */
export function isNoted({ notes }: WatchExit, process: number): boolean {
	return notes.some((note) => note.process === process && !note.isGone);
}

/** A state as people read it; what is empty is left out. */
export function formatWatchExit(state: WatchExit): string {
	const { lives, calls, watched, notes, server, isNamedIpc, isNotified, places, senders, mishap } = state;
	const processes = lives.map((life, index) => {
		const call = calls[index];
		return `p${index} ${life}${call === "none" ? "" : `, ${call}`}${watched[index] ? ", watched" : ""}`;
	});
	const list = (name: string, items: readonly string[]) => (items.length > 0 ? [`${name}: ${items.join(" ")}`] : []);
	const party = ({ process, isGone }: Party) => `p${process}${isGone ? " of an earlier life" : ""}`;
	return [
		...processes,
		`server ${server}${isNamedIpc ? "" : " under another name"}${isNotified ? ", notified" : ""}`,
		...list("blocked", places.map(party)),
		...list(
			"senders",
			senders.map((process) => `p${process}`),
		),
		...list(
			"noted",
			notes.map((note) => `${note.events.join("+")}(${party(note)})`),
		),
		...(mishap === null ? [] : [mishap]),
	].join("; ");
}
