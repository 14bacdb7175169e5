import type { Design, DesignProperty } from "../design.ts";
import type { IpcAction } from "./actions.ts";
import { isTold } from "./semaphore-server.ts";
import { type IpcState, lifeOf } from "./state.ts";
import { type IpcOptions, IpcSystem } from "./system.ts";

type Property = DesignProperty<IpcState>;

const INTERRUPTS: Property = {
	id: "interrupts",
	sentence: "a process that is blocked in semop gets EINTR",
	source: "IPC server, sem_process_event",
	kind: "reachable",
	holds: ({ calls }) => calls.includes("interrupted"),
};

const EXITS_BLOCKED: Property = {
	id: "exits-blocked",
	sentence: "a process that is blocked in semop exits",
	source: "IPC server, sem_process_event",
	kind: "reachable",
	holds: (state) => state.calls.some((call, process) => call === "blocked" && lifeOf(state, process) === "departing"),
};

const NO_SIGNAL_LOST: Property = {
	id: "no-signal-lost",
	sentence: "no process is left blocked in semop when its signal is over",
	source: "head comment",
	kind: "always",
	holds: ({ calls }) => !calls.includes("overslept"),
};

const ANSWERED_ONCE: Property = {
	id: "answered-once",
	sentence: "a call has one answer, and EINTR is the answer only while a signal of the process is handled",
	source: "IPC server, sem_process_event",
	kind: "always",
	holds: ({ failure }) =>
		failure !== "a reply to a process that waits for none" && failure !== "EINTR without a signal",
};

const NO_PLACE_FOR_THE_GONE: Property = {
	id: "no-place-for-the-gone",
	sentence: "no process waits for a unit that PM has gone on with after its exit",
	source: "head comment",
	kind: "always",
	holds: (state) => !hasPlaceOfTheGone(state),
};

const NO_UNIT_LOST: Property = {
	id: "no-unit-lost",
	sentence: "no unit of a semaphore goes to a process that is gone",
	source: "IPC server, check_set",
	kind: "always",
	holds: ({ failure }) => failure !== "a unit for a process that is gone",
};

const NO_ASSERTION_FAILS: Property = {
	id: "no-assertion-fails",
	sentence: "no assertion of the IPC server fails",
	source: "IPC server, do_semop and sem_process_event",
	kind: "always",
	holds: ({ failure }) => !failure?.startsWith("assertion"),
};

const EVENTS_UNDER_WAY: Property = {
	id: "events-under-way",
	sentence: "for each process in an event call, PM's message or its reply is under way, or the server has died",
	source: "head comment",
	kind: "always",
	holds: (state) => hasDied(state) || state.lives.every((_, process) => !isStuck(state, process)),
};

/** Properties that a sound server has. */
const SOUND = [
	INTERRUPTS,
	EXITS_BLOCKED,
	NO_SIGNAL_LOST,
	ANSWERED_ONCE,
	NO_PLACE_FOR_THE_GONE,
	NO_UNIT_LOST,
	NO_ASSERTION_FAILS,
	EVENTS_UNDER_WAY,
] as const;

/** Properties that the scheme before event.c does not have. */
const SINCE_EVENT_C: readonly Property[] = [
	{
		id: "after-vfs",
		sentence: "no process is interrupted before VFS has unpaused it",
		source: "head comment",
		kind: "always",
		holds: ({ lives, calls }) =>
			lives.every((life, process) => life !== "unpausing" || calls[process] !== "interrupted"),
	},
	{
		id: "events-apart",
		sentence: "at most one event of a process is under way",
		source: "head comment",
		kind: "always",
		holds: ({ lives, events, replies }) =>
			lives.every((_, process) => [...events, ...replies].filter((one) => one.process === process).length <= 1),
	},
	{
		id: "messages-bounded",
		sentence: "at most NR_PROCS messages to the server are under way",
		source: "head comment",
		kind: "always",
		holds: ({ lives, events }) => events.length <= lives.length,
	},
];

const SIGNAL_LOST: Property = {
	id: "signal-lost",
	sentence: "a process is left blocked in semop when its signal is over",
	source: "head comment",
	kind: "reachable",
	holds: ({ calls }) => calls.includes("overslept"),
};

const PLACE_FOR_THE_GONE: Property = {
	id: "place-for-the-gone",
	sentence: "a process waits for a unit that PM has gone on with after its exit",
	source: "head comment",
	kind: "reachable",
	holds: hasPlaceOfTheGone,
};

const UNIT_LOST: Property = {
	id: "unit-lost",
	sentence: "a unit of a semaphore goes to a process that is gone",
	source: "IPC server, check_set",
	kind: "reachable",
	holds: ({ failure }) => failure === "a unit for a process that is gone",
};

const PLACE_TAKEN: Property = {
	id: "place-taken",
	sentence: "the server fails its assertion that a process that has to wait has no place yet",
	source: "IPC server, do_semop",
	kind: "reachable",
	holds: ({ failure }) => failure === "assertion: the process has a place already",
};

const PLACE_OF_ANOTHER: Property = {
	id: "place-of-another",
	sentence: "the server fails its assertion that an event is about the endpoint that has the place",
	source: "IPC server, sem_process_event",
	kind: "reachable",
	holds: ({ failure }) => failure === "assertion: the place is of another endpoint",
};

/** The server that subscribes when it starts. */
export const IPC_FROM_START = design(
	"ipc-from-start",
	"the System V IPC server subscribes when it starts",
	{ revision: "from-start", order: "regular-first" },
	SOUND,
);

/** The server that subscribes in semget, and unsubscribes with the last set. */
export const IPC_ON_DEMAND = design(
	"ipc-on-demand",
	"the System V IPC server subscribes in the first semget, and unsubscribes with the last set",
	{ revision: "on-demand", order: "regular-first" },
	[...SOUND, ...SINCE_EVENT_C],
);

/** The same where the kernel hands over asynchronous messages first. */
export const IPC_ASYNCHRONOUS_FIRST = design(
	"ipc-asynchronous-first",
	"the server of ipc-on-demand, where the kernel hands over asynchronous messages before regular ones",
	{ revision: "on-demand", order: "asynchronous-first" },
	[
		INTERRUPTS,
		NO_SIGNAL_LOST,
		ANSWERED_ONCE,
		EVENTS_UNDER_WAY,
		PLACE_FOR_THE_GONE,
		UNIT_LOST,
		PLACE_TAKEN,
		PLACE_OF_ANOTHER,
	],
);

/** The server that subscribes in the first semop that blocks. */
export const IPC_IN_SEMOP = design(
	"ipc-in-semop",
	"the System V IPC server subscribes in the first semop that blocks",
	{ revision: "in-semop", order: "regular-first" },
	[SIGNAL_LOST, PLACE_FOR_THE_GONE],
);

function design(
	id: string,
	sentence: string,
	options: Omit<IpcOptions, "processes">,
	properties: readonly Property[],
): Design<IpcState, IpcAction> {
	const scopes = [1, 2].map((processes) => ({
		name: processes === 1 ? "1 process" : `${processes} processes`,
		system: () => new IpcSystem({ processes, ...options }),
	}));
	return { id, sentence, scopes, properties };
}

function hasPlaceOfTheGone(state: IpcState): boolean {
	return state.places.some((place) => place.isGone || isTold(state, place));
}

/** True of a server that has crashed or aborted. */
function hasDied({ server, failure }: IpcState): boolean {
	return server === "dead" || failure?.startsWith("assertion") === true;
}

/** True of a process that waits for the server, though nothing about it is under way. */
function isStuck(state: IpcState, process: number): boolean {
	const isWaiting = ["signalled", "departing"].includes(lifeOf(state, process));
	return isWaiting && ![...state.events, ...state.replies].some((one) => one.process === process && !one.isGone);
}
