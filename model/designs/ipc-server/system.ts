import type { DesignSystem } from "../design.ts";
import { formatIpcAction, type IpcAction, ipcAlphabet } from "./actions.ts";
import type { CallEvent } from "./call.ts";
import { SemaphoreServer } from "./semaphore-server.ts";
import { type Revision, SERVERS } from "./server.ts";
import {
	type EventMessage,
	formatIpcState,
	type IpcState,
	initialIpcState,
	isSending,
	lifeOf,
	withCall,
	withLife,
	withoutProcess,
} from "./state.ts";

/** The messages that the kernel hands to the server first, where there are both kinds. */
export type Order = "regular-first" | "asynchronous-first";

/** Parameters of the model. */
export interface IpcOptions {
	readonly processes: number;
	readonly revision: Revision;
	readonly order: Order;
}

type PmAction = Exclude<IpcAction, { readonly kind: keyof typeof CALLS | "receive" | "crash" | "restart" | "clear" }>;

const CALLS = { semget: "SEMGET", down: "DOWN", up: "UP", remove: "REMOVE" } as const;

/**
 * Processes that use a semaphore, PM, the kernel's queue of senders, and the IPC server, which alone subscribes to events.
 *
 * The server handles a message in one step, unless it calls PM. PM handles one in one step, unless it waits for the scheduler at the end
 * of an exit. The new server starts when PM has removed the dead one from its subscribers. Left out: SIGKILL of a process whose
 * signal PM is handling, which PM puts off; other calls of processes, and signals that interrupt those.
 */
export class IpcSystem implements DesignSystem<IpcState, IpcAction> {
	readonly initial: IpcState;
	readonly alphabet: readonly IpcAction[];
	readonly server: SemaphoreServer;
	readonly #order: Order;

	constructor({ processes, revision, order }: IpcOptions, server = new SemaphoreServer(SERVERS[revision])) {
		this.initial = initialIpcState(processes, revision === "from-start");
		this.alphabet = ipcAlphabet(processes);
		this.server = server;
		this.#order = order;
	}

	step(state: IpcState, action: IpcAction): IpcState | undefined {
		if (state.failure !== null) return undefined;
		switch (action.kind) {
			case "semget":
			case "down":
			case "up":
			case "remove":
				return this.#call(state, action.process, CALLS[action.kind]);
			case "receive":
				return this.receive(state);
			case "crash":
				return this.#crash(state);
			case "restart":
				return this.server.move(state, "RESTART");
			case "clear":
				return this.clear(state, action.process);
			default:
				return state.lives.includes("clearing") ? undefined : this.#pmStep(state, action);
		}
	}

	/** A step of PM, which takes none while it waits for the scheduler. */
	#pmStep(state: IpcState, action: PmAction): IpcState | undefined {
		switch (action.kind) {
			case "signal":
				return lifeOf(state, action.process) === "running" ? this.stop(state, action.process) : undefined;
			case "notice":
				return lifeOf(state, action.process) === "noticed" ? this.stop(state, action.process) : undefined;
			case "exit":
				return this.exit(state, action.process);
			case "spawn":
				return withLife(state, action.process, "SPAWN");
			case "vfsReply":
				return this.#vfsReply(state, action.process);
			case "acknowledge":
				return this.#acknowledge(state, action.process);
			case "pmAnswer":
				return this.pmAnswer(state);
			case "removeSubscriber":
				return this.removeSubscriber(state);
		}
	}

	#call(state: IpcState, process: number, call: CallEvent): IpcState | undefined {
		const isStopped = !["running", "noticed"].includes(lifeOf(state, process));
		if (isStopped || state.server === "dead" || state.server === "removed") return undefined;
		const called = withCall(state, process, call);
		return called && { ...called, senders: [...called.senders, process] };
	}

	/** Hands the server its next message. */
	protected receive(state: IpcState): IpcState | undefined {
		if (!this.server.isIdle(state)) return undefined;
		const [event] = state.events;
		const [sender] = state.senders;
		const isEventNext = event && (this.#order === "asynchronous-first" || sender === undefined);
		if (isEventNext) return this.server.handleEvent({ ...state, events: state.events.slice(1) }, event);
		return sender === undefined ? undefined : this.#receiveRequest(state, sender);
	}

	#receiveRequest(state: IpcState, sender: number): IpcState {
		const taken = { ...state, senders: state.senders.slice(1) };
		return this.server.handleRequest(withLife(taken, sender, "RECEIVED") ?? taken, sender);
	}

	/** Stops a process for a signal: with the delay call, only when its message has been received. */
	protected stop(state: IpcState, process: number): IpcState | undefined {
		return withLife(state, process, isSending(state, process) ? "SIGNAL_WHILE_SENDING" : "SIGNAL");
	}

	/** Starts the exit of a process: its message, if it is sending one, stays in the kernel's queue. */
	protected exit(state: IpcState, process: number): IpcState | undefined {
		return withLife(state, process, "EXIT");
	}

	#vfsReply(state: IpcState, process: number): IpcState | undefined {
		const replied = withLife(state, process, "VFS_REPLY");
		if (!replied) return undefined;
		const event = lifeOf(replied, process) === "signalled" ? "SIGNAL" : "EXIT";
		return this.publish(replied, { process, event, isGone: false });
	}

	/** Asks the server about an event, if it is a subscriber; what is sent to a dead one is lost. */
	protected publish(state: IpcState, message: EventMessage): IpcState {
		if (!state.isSubscribed) return this.endEvent(state, message.process);
		return state.server === "dead" ? state : { ...state, events: [...state.events, message] };
	}

	#acknowledge(state: IpcState, process: number): IpcState | undefined {
		const reply = state.replies.find((one) => one.process === process);
		if (!reply) return undefined;
		const taken = { ...state, replies: state.replies.filter((one) => one !== reply) };
		const isWaiting = lifeOf(state, process) === (reply.event === "SIGNAL" ? "signalled" : "departing");
		return isWaiting ? this.endEvent(taken, process) : taken;
	}

	/** Goes on with a process whose event is over. */
	protected endEvent(state: IpcState, process: number): IpcState {
		const over = withLife(state, process, "EVENT_OVER") ?? state;
		return lifeOf(over, process) === "running" ? (withCall(over, process, "RESUME") ?? over) : over;
	}

	/** Clears an exited process in the kernel: its message and its endpoint are gone. */
	protected clear(state: IpcState, process: number): IpcState | undefined {
		const cleared = withLife(state, process, "CLEAR");
		return cleared && withoutProcess(cleared, process);
	}

	/** Answers the server's call, which sets its event mask. */
	protected pmAnswer(state: IpcState): IpcState | undefined {
		const isSubscribed = state.server !== "removing";
		return this.server.move({ ...state, isSubscribed }, "PM_ANSWERS");
	}

	/** The server dies: calls to it fail, and its messages are lost. */
	#crash(state: IpcState): IpcState | undefined {
		const dead = this.server.move(state, "CRASH");
		if (!dead) return undefined;
		const all = [...state.calls.keys()];
		const failed = all.reduce((next, process) => {
			const received = withLife(next, process, "RECEIVED") ?? next;
			return withCall(received, process, "GONE") ?? received;
		}, dead);
		return { ...failed, served: null, ...this.server.memoryAfterCrash(state), senders: [], events: [], replies: [] };
	}

	/** PM removes the dead server from its subscribers, and moves on who waits for it. */
	protected removeSubscriber(state: IpcState): IpcState | undefined {
		const moved = this.server.move(state, "REMOVE_SUBSCRIBER");
		if (!moved) return undefined;
		const waiting = [...state.lives.keys()].filter((process) =>
			["signalled", "departing"].includes(lifeOf(state, process)),
		);
		const removed: IpcState = { ...moved, isSubscribed: false };
		return waiting.reduce((next, process) => this.endEvent(next, process), removed);
	}

	formatAction(action: IpcAction): string {
		return formatIpcAction(action);
	}

	formatState(state: IpcState): string {
		return formatIpcState(state);
	}
}
