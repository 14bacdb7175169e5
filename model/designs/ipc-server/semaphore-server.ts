import type { ServerChart, ServerEvent } from "./server.ts";
import { type EventMessage, type Failure, type IpcState, lifeOf, type Party, withCall } from "./state.ts";

/** Most units of the semaphore; giving one more is refused. */
const MOST_UNITS = 1;

const REQUESTS = {
	"semget queued": "SEMGET",
	"down queued": "DOWN",
	"up queued": "UP",
	"remove queued": "REMOVE",
} as const;

/** Handler of the messages of the IPC server: its chart, and its data. */
export class SemaphoreServer {
	readonly #chart: ServerChart;

	constructor(chart: ServerChart) {
		this.#chart = chart;
	}

	/** True where the server receives the next message. */
	isIdle({ server }: IpcState): boolean {
		return server === "empty" || server === "ready" || server === "listening";
	}

	/** Takes a transition of the chart, for the caller that is served; undefined where the state does not take the event. */
	move(state: IpcState, event: ServerEvent): IpcState | undefined {
		const move = this.#chart.take(state.server, event);
		if (!move) return undefined;
		const moved: IpcState = { ...state, server: move.to };
		const done = move.effects.reduce((next, effect) => this.#effect(next, effect), moved);
		return this.isIdle(done) ? { ...done, served: null } : done;
	}

	/** Handles the request of a caller. */
	handleRequest(state: IpcState, caller: number): IpcState {
		const request = REQUESTS[state.calls[caller] as keyof typeof REQUESTS];
		const received = withCall(state, caller, "RECEIVED") ?? state;
		const event = request === "DOWN" && state.value === 0 ? "DOWN_BLOCKS" : request;
		return this.move({ ...received, served: { process: caller, isGone: false } }, event) ?? received;
	}

	/** Handles a PROC_EVENT message, and acknowledges it. */
	handleEvent(state: IpcState, message: EventMessage): IpcState {
		const place = state.places.find(({ process }) => process === message.process);
		if (place && place.isGone !== message.isGone) return fail(state, "assertion: the place is of another endpoint");
		return this.acknowledge(place ? this.letGo(state, place, message.event) : state, message);
	}

	/** Lets a process that waits for a unit go: with EINTR for a signal, without an answer for an exit. */
	protected letGo(state: IpcState, place: Party, event: EventMessage["event"]): IpcState {
		const left = withoutPlace(state, place);
		return event === "SIGNAL" ? this.interrupt(left, place) : left;
	}

	/** Sends EINTR to a process. */
	protected interrupt(state: IpcState, { process, isGone }: Party): IpcState {
		if (isGone) return state;
		if (lifeOf(state, process) !== "signalled") return fail(state, "EINTR without a signal");
		return withCall(state, process, "INTERRUPT") ?? fail(state, "a reply to a process that waits for none");
	}

	/** Sends the reply to a PROC_EVENT message. */
	protected acknowledge(state: IpcState, message: EventMessage): IpcState {
		if (message.isGone) return state;
		return { ...state, replies: [...state.replies, message].toSorted((a, b) => a.process - b.process) };
	}

	/** Data of a server that has just died. */
	memoryAfterCrash(_state: IpcState): Pick<IpcState, "value" | "places"> {
		return { value: 0, places: [] };
	}

	#effect(state: IpcState, effect: string): IpcState {
		switch (effect) {
			case "answer":
				return state.served ? this.answer(state, state.served) : state;
			case "take":
				return { ...state, value: state.value - 1 };
			case "give":
				return this.give(state);
			case "suspend":
				return state.served ? this.suspend(state, state.served) : state;
			case "wake":
				return this.#wakeAll(state);
			default:
				return state;
		}
	}

	/** Answers a process; an answer to one that is gone is lost. */
	protected answer(state: IpcState, { process, isGone }: Party): IpcState {
		if (isGone || lifeOf(state, process) === "free") return state;
		return withCall(state, process, "ANSWER") ?? fail(state, "a reply to a process that waits for none");
	}

	/** Gives a unit: to the first process that waits for one, or to the semaphore. */
	protected give(state: IpcState): IpcState {
		const [first] = state.places;
		if (!first) return { ...state, value: Math.min(state.value + 1, MOST_UNITS) };
		if (first.isGone || isTold(state, first)) return fail(state, "a unit for a process that is gone");
		return this.answer(withoutPlace(state, first), first);
	}

	/** Gives a process that has to wait a place. */
	protected suspend(state: IpcState, caller: Party): IpcState {
		if (state.places.some(({ process }) => process === caller.process)) {
			return fail(state, "assertion: the process has a place already");
		}
		const suspended = { ...state, places: [...state.places, caller] };
		return caller.isGone ? suspended : (withCall(suspended, caller.process, "SUSPEND") ?? suspended);
	}

	#wakeAll(state: IpcState): IpcState {
		const woken = state.places.reduce((next, place) => this.answer(next, place), state);
		return { ...woken, places: [], value: 0 };
	}
}

/** True of a process whose exit the server has been asked about, and PM has gone on with. */
export function isTold(state: IpcState, { process }: Party): boolean {
	return ["clearing", "free"].includes(lifeOf(state, process));
}

function withoutPlace(state: IpcState, place: Party): IpcState {
	return { ...state, places: state.places.filter((one) => one !== place) };
}

function fail(state: IpcState, failure: Failure): IpcState {
	return { ...state, failure };
}
