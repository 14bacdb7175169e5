import { setup } from "xstate";
import { tabulate } from "../charts/tabulate.ts";

/** The time at which the server subscribes: when it starts, in the first semget, or in the first semop that blocks. */
export type Revision = "from-start" | "on-demand" | "in-semop";

const base = setup({
	types: {} as {
		events:
			| { readonly type: "SEMGET" }
			| { readonly type: "DOWN" }
			| { readonly type: "DOWN_BLOCKS" }
			| { readonly type: "UP" }
			| { readonly type: "REMOVE" }
			| { readonly type: "PM_ANSWERS" }
			| { readonly type: "CRASH" }
			| { readonly type: "REMOVE_SUBSCRIBER" }
			| { readonly type: "RESTART" };
	},
	actions: {
		answer: () => {},
		take: () => {},
		give: () => {},
		suspend: () => {},
		wake: () => {},
		subscribe: () => {},
		unsubscribe: () => {},
	},
});

const REFUSED = { DOWN: { actions: "answer" }, DOWN_BLOCKS: { actions: "answer" }, UP: { actions: "answer" } } as const;
const SERVED = {
	SEMGET: { actions: "answer" },
	DOWN: { actions: ["take", "answer"] },
	UP: { actions: ["give", "answer"] },
} as const;
const BLOCKS = { DOWN_BLOCKS: { actions: "suspend" } } as const;
const NO_SET = { ...REFUSED, REMOVE: { actions: "answer" } } as const;
/** Without subscribers' messages left, after IPC_RMID. */
const ENDS = { target: "empty", actions: ["wake", "answer"] } as const;
const UNSUBSCRIBES = { target: "removing", actions: ["wake", "unsubscribe"] } as const;

/**
 * System V IPC server with one semaphore set, and one semaphore in it.
 *
 * Idle it is `empty` without the set, `ready` with it, and `listening` with the set and subscribed in semop. In `starting`, `creating`,
 * `joining` and `removing` it waits for PM to answer a call that sets its event mask, and receives nothing else. A crash
 * loses everything; `removed` is dead, and PM has removed it from its subscribers.
 */
const chartOf = (revision: Revision) => {
	const isOnDemand = revision === "on-demand";
	return base.createMachine({
		id: `ipc-server-${revision}`,
		initial: "empty",
		states: {
			starting: { on: { PM_ANSWERS: "empty", CRASH: "dead" } },
			empty: {
				on: {
					...NO_SET,
					CRASH: "dead",
					SEMGET: isOnDemand ? { target: "creating", actions: "subscribe" } : { target: "ready", actions: "answer" },
				},
			},
			creating: { on: { PM_ANSWERS: { target: "ready", actions: "answer" }, CRASH: "dead" } },
			ready: {
				on: {
					...SERVED,
					...(revision === "in-semop" ? { DOWN_BLOCKS: { target: "joining", actions: "subscribe" } } : BLOCKS),
					REMOVE: isOnDemand ? UNSUBSCRIBES : ENDS,
					CRASH: "dead",
				},
			},
			joining: { on: { PM_ANSWERS: { target: "listening", actions: "suspend" }, CRASH: "dead" } },
			listening: { on: { ...SERVED, ...BLOCKS, REMOVE: UNSUBSCRIBES, CRASH: "dead" } },
			removing: { on: { PM_ANSWERS: { target: "empty", actions: "answer" }, CRASH: "dead" } },
			dead: { on: { REMOVE_SUBSCRIBER: "removed" } },
			removed: {
				on: { RESTART: revision === "from-start" ? { target: "starting", actions: "subscribe" } : "empty" },
			},
		},
	});
};

function tabulated(revision: Revision) {
	return tabulate(chartOf(revision), [
		"SEMGET",
		"DOWN",
		"DOWN_BLOCKS",
		"UP",
		"REMOVE",
		"PM_ANSWERS",
		"CRASH",
		"REMOVE_SUBSCRIBER",
		"RESTART",
	]);
}

/** The chart of the server in each revision. */
export const SERVERS = {
	"from-start": tabulated("from-start"),
	"on-demand": tabulated("on-demand"),
	"in-semop": tabulated("in-semop"),
} as const;

/** The chart of a server. */
export type ServerChart = (typeof SERVERS)[Revision];
/** A state of a server. */
export type Server = ServerChart["states"][number];
/** An event of a server. */
export type ServerEvent = Parameters<ServerChart["take"]>[1];
