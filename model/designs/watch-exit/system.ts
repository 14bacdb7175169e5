import type { DesignSystem } from "../design.ts";
import type { Party } from "../ipc-server/state.ts";
import { formatWatchExitAction, type WatchExitAction, watchExitAlphabet } from "./actions.ts";
import { WATCHER, type WatcherEvent } from "./server.ts";
import {
	checked,
	formatWatchExit,
	initialWatchExit,
	isNoted,
	type Note,
	type WatchExit,
	type WatchExitScope,
	withCall,
	withLife,
	withoutProcess,
} from "./state.ts";

const CALLS = { semget: "SEMGET", down: "DOWN" } as const;

/**
 * The predecessor of event.c: the IPC server has VM watch its callers, PM notes signals and exits in VM, and VM notifies the server.
 *
 * VM's table has a place for each process. The set is there all the time, and its semaphore has no units. PM tells VM of a signal
 * when it asks VFS to unpause the process, and of an exit before it tells VFS; then it waits for VFS alone. The server
 * takes all of VM's notes in one step.
 */
export class WatchExitSystem implements DesignSystem<WatchExit, WatchExitAction> {
	readonly initial: WatchExit;
	readonly alphabet: readonly WatchExitAction[];
	readonly #most: number;

	constructor(scope: WatchExitScope) {
		this.initial = initialWatchExit(scope);
		this.alphabet = watchExitAlphabet(scope.processes).filter(({ kind }) => !scope.without.includes(kind));
		this.#most = scope.processes;
	}

	step(state: WatchExit, action: WatchExitAction): WatchExit | undefined {
		if (state.mishap !== null) return undefined;
		switch (action.kind) {
			case "semget":
			case "down":
				return this.#call(state, action.process, action.kind);
			case "receive":
				return this.#receive(state);
			case "vmAnswer":
				return this.#vmAnswer(state);
			case "crash":
				return this.#crash(state);
			case "restart":
			case "restartRenamed":
				return this.restart(state, action.kind === "restart");
			case "clear":
				return this.#clear(state, action.process);
			default:
				return state.lives.includes("clearing") ? undefined : this.#pmStep(state, action.kind, action.process);
		}
	}

	/** A step of PM, which takes none while it waits for the scheduler. */
	#pmStep(state: WatchExit, kind: "signal" | "exit" | "notice" | "vfsReply" | "spawn", process: number) {
		switch (kind) {
			case "signal":
				return state.lives[process] === "running" ? this.#stop(state, process) : undefined;
			case "notice":
				return state.lives[process] === "noticed" ? this.#stop(state, process) : undefined;
			case "exit": {
				const exiting = withLife(state, process, "EXIT");
				return exiting && this.note(exiting, process, "EXIT");
			}
			case "spawn": {
				const spawned = withLife(state, process, "SPAWN");
				return spawned && { ...spawned, watched: spawned.watched.with(process, this.isWatchedFromBirth()) };
			}
			case "vfsReply":
				return this.vfsReply(state, process);
		}
	}

	/** True where VM watches processes that have not called the server yet. */
	protected isWatchedFromBirth(): boolean {
		return false;
	}

	#call(state: WatchExit, process: number, call: keyof typeof CALLS): WatchExit | undefined {
		const isStopped = !["running", "noticed"].includes(state.lives[process] ?? "free");
		if (isStopped || state.server === "dead") return undefined;
		const called = withCall(state, process, CALLS[call]);
		return called && { ...called, senders: [...called.senders, process] };
	}

	#stop(state: WatchExit, process: number): WatchExit | undefined {
		if (state.senders.includes(process)) return withLife(state, process, "SIGNAL_WHILE_SENDING");
		const stopped = withLife(state, process, "SIGNAL");
		return stopped && this.noteSignal(stopped, process);
	}

	/** Notes a signal at VM, before VFS has unpaused the process. */
	protected noteSignal(state: WatchExit, process: number): WatchExit {
		return this.note(state, process, "SIGNAL");
	}

	/** VM notes an event of a watched process, once for each endpoint, and notifies the process named "ipc". */
	protected note(state: WatchExit, process: number, event: Note["events"][number]): WatchExit {
		if (!state.watched[process]) return state;
		const known = state.notes.findIndex((note) => note.process === process && !note.isGone);
		const events = [...new Set([...(state.notes[known]?.events ?? []), event])];
		const note: Note = { process, isGone: false, events };
		if (known < 0 && state.notes.length >= this.#most) return { ...state, mishap: "the table is full" };
		const notes = known < 0 ? [...state.notes, note] : state.notes.with(known, note);
		return { ...state, notes, isNotified: state.server !== "dead" && this.isHeard(state) };
	}

	/** True of a server that VM notifies. */
	protected isHeard(state: WatchExit): boolean {
		return state.isNamedIpc;
	}

	/** PM goes on when VFS has answered, whatever the server has received. */
	protected vfsReply(state: WatchExit, process: number): WatchExit | undefined {
		const replied = withLife(state, process, "VFS_REPLY");
		const over = replied && withLife(replied, process, "EVENT_OVER");
		return over?.lives[process] === "running" ? (withCall(over, process, "RESUME") ?? over) : over;
	}

	#clear(state: WatchExit, process: number): WatchExit | undefined {
		const cleared = withLife(state, process, "CLEAR");
		return cleared && withoutProcess(cleared, process);
	}

	/** The server receives: a notification before any request. */
	#receive(state: WatchExit): WatchExit | undefined {
		if (state.server !== "idle") return undefined;
		if (state.isNotified) return this.#query({ ...state, isNotified: false });
		const [sender, ...senders] = state.senders;
		if (sender === undefined) return undefined;
		const request = state.calls[sender] === "down queued" ? "down" : "semget";
		const taken = { ...state, senders, served: { process: sender, isGone: false, request } } as const;
		const received = withCall(withLife(taken, sender, "RECEIVED") ?? taken, sender, "RECEIVED");
		return received && this.#move(received, "REQUEST");
	}

	/** The server asks VM for its notes, and lets each process that they name go with EINTR. */
	#query(state: WatchExit): WatchExit {
		let next: WatchExit = { ...state, notes: [] };
		for (const note of state.notes) {
			const place = next.places.find(({ process, isGone }) => process === note.process && isGone === note.isGone);
			if (!place) continue;
			const places = next.places.filter((one) => one !== place);
			next = this.#interrupt({ ...next, places }, place);
		}
		return next;
	}

	#interrupt(state: WatchExit, { process, isGone }: Party): WatchExit {
		if (isGone) return state;
		if (state.calls[process] === "overslept") return withCall(state, process, "ANSWER") ?? state;
		if (state.lives[process] === "running") return { ...state, mishap: "EINTR for an earlier signal" };
		return withCall(state, process, "INTERRUPT") ?? state;
	}

	/** VM watches the caller from now on, and the server serves its request. */
	#vmAnswer(state: WatchExit): WatchExit | undefined {
		const answered = this.#move({ ...state, served: null }, "VM_ANSWERS");
		if (!answered || !state.served) return undefined;
		const { process, isGone, request } = state.served;
		const places = request === "down" ? [...state.places, { process, isGone }] : state.places;
		if (isGone) return checked({ ...answered, places });
		const watched = { ...answered, places, watched: answered.watched.with(process, true) };
		return withCall(watched, process, request === "down" ? "SUSPEND" : "ANSWER") ?? watched;
	}

	#crash(state: WatchExit): WatchExit | undefined {
		const crashesLeft = state.crashesLeft - 1;
		const dead = this.#move({ ...state, crashesLeft }, "CRASH");
		if (!dead || crashesLeft < 0) return undefined;
		const failed = [...state.calls.keys()].reduce((next, process) => {
			const received = withLife(next, process, "RECEIVED") ?? next;
			return withCall(received, process, "GONE") ?? received;
		}, dead);
		return { ...failed, isNotified: false, served: null, places: [], senders: [] };
	}

	/** Starts the server again, without a note of what VM has noted meanwhile. */
	protected restart(state: WatchExit, isNamedIpc: boolean): WatchExit | undefined {
		return this.#move({ ...state, isNamedIpc }, "RESTART");
	}

	#move(state: WatchExit, event: WatcherEvent): WatchExit | undefined {
		const move = WATCHER.take(state.server, event);
		return move && { ...state, server: move.to };
	}

	formatAction(action: WatchExitAction): string {
		return formatWatchExitAction(action);
	}

	formatState(state: WatchExit): string {
		return formatWatchExit(state);
	}
}

/** True of a process that sleeps on in semop although its signal is over. */
export function oversleeps(state: WatchExit, isWithNote: boolean): boolean {
	return state.calls.some((call, process) => call === "overslept" && isNoted(state, process) === isWithNote);
}
