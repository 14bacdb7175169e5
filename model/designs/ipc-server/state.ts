import { CALL, type Call, type CallEvent } from "./call.ts";
import { LIFE, type Life, type LifeEvent } from "./life.ts";
import type { Server } from "./server.ts";

/** A process by its slot and endpoint. */
export interface Party {
	readonly process: number;
	/** True of the endpoint of an earlier life of the slot. */
	readonly isGone: boolean;
}

/** A PROC_EVENT message, or the reply to one. */
export interface EventMessage extends Party {
	readonly event: "SIGNAL" | "EXIT";
}

/** End of a run: a failed assertion of the server, a lost unit, or a reply that nobody may send. */
export type Failure =
	| "assertion: the process has a place already"
	| "assertion: the place is of another endpoint"
	| "a unit for a process that is gone"
	| "EINTR without a signal"
	| "a reply to a process that waits for none";

/** A state of processes, PM, kernel and IPC server. */
export interface IpcState {
	/** For each process. */
	readonly lives: readonly Life[];
	readonly calls: readonly Call[];
	readonly server: Server;
	/** The caller whose request waits until PM answers the server. */
	readonly served: Party | null;
	/** Units of the semaphore. */
	readonly value: number;
	/** Processes that wait for a unit, the first one first. */
	readonly places: readonly Party[];
	/** True if PM has the server among its subscribers. */
	readonly isSubscribed: boolean;
	/** Processes that are sending to the server, in the order in which the kernel queued them. */
	readonly senders: readonly number[];
	/** PROC_EVENT messages from PM that the server has not received. */
	readonly events: readonly EventMessage[];
	/** Replies to them that PM has not received. */
	readonly replies: readonly EventMessage[];
	readonly failure: Failure | null;
}

/** All processes running, no set; subscribed where the server subscribes at its start. */
export function initialIpcState(processes: number, isSubscribed: boolean): IpcState {
	return {
		lives: Array.from({ length: processes }, () => "running" as const),
		calls: Array.from({ length: processes }, () => "none" as const),
		server: "empty",
		served: null,
		value: 0,
		places: [],
		isSubscribed,
		senders: [],
		events: [],
		replies: [],
		failure: null,
	};
}

/** The life of a process. */
export function lifeOf({ lives }: IpcState, process: number): Life {
	return lives[process] ?? "free";
}

/** True of a process whose message is still in the kernel's queue. */
export function isSending({ senders }: IpcState, process: number): boolean {
	return senders.includes(process);
}

/** Takes a transition of a process's life; undefined where that does not take the event. */
export function withLife(state: IpcState, process: number, event: LifeEvent): IpcState | undefined {
	const move = LIFE.take(lifeOf(state, process), event);
	return move && { ...state, lives: state.lives.with(process, move.to) };
}

/** Takes a transition of a process's call; undefined where that does not take the event. */
export function withCall(state: IpcState, process: number, event: CallEvent): IpcState | undefined {
	const move = CALL.take(state.calls[process] ?? "none", event);
	return move && { ...state, calls: state.calls.with(process, move.to) };
}

/** Marks every mention of a process as of an earlier life, and drops its message and what PM would no longer take. */
export function withoutProcess(state: IpcState, process: number): IpcState {
	const mark = <P extends Party>(party: P): P => (party.process === process ? { ...party, isGone: true } : party);
	return {
		...state,
		calls: state.calls.with(process, "none"),
		served: state.served && mark(state.served),
		places: state.places.map(mark),
		senders: state.senders.filter((sender) => sender !== process),
		events: state.events.map(mark),
		replies: state.replies.filter((reply) => reply.process !== process),
	};
}

/** A state as people read it; what is empty is left out. */
export function formatIpcState(state: IpcState): string {
	const { lives, calls, server, value, places, isSubscribed, senders, events, replies, failure } = state;
	const processes = lives.map((life, index) => {
		const call = calls[index];
		return `p${index} ${life}${call === "none" ? "" : `, ${call}`}`;
	});
	const list = (name: string, items: readonly string[]) => (items.length > 0 ? [`${name}: ${items.join(" ")}`] : []);
	const messages = (all: readonly EventMessage[]) => all.map((one) => `${one.event}(${partyName(one)})`);
	return [
		...processes,
		`server ${server}${isSubscribed ? ", subscribed" : ""}, ${value} ${value === 1 ? "unit" : "units"}`,
		...list("waiting for a unit", places.map(partyName)),
		...list(
			"senders",
			senders.map((process) => `p${process}`),
		),
		...list("events", messages(events)),
		...list("replies", messages(replies)),
		...(failure === null ? [] : [failure]),
	].join("; ");
}

function partyName({ process, isGone }: Party): string {
	return `p${process}${isGone ? " of an earlier life" : ""}`;
}
