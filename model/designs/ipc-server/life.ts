import { setup } from "xstate";
import { tabulate } from "../charts/tabulate.ts";

/**
 * Process that uses semaphores, as PM sees it.
 *
 * A process that is sending a message when a signal comes is `delayed` until the message has been received (the delay call),
 * and PM then notices that. An exit does not wait for that. `clearing` is the end of an exit: PM waits for the scheduler
 * and then clears the process in the kernel.
 */
const lifeMachine = setup({
	types: {} as {
		events:
			| { readonly type: "SPAWN" }
			| { readonly type: "SIGNAL" }
			| { readonly type: "SIGNAL_WHILE_SENDING" }
			| { readonly type: "EXIT" }
			| { readonly type: "RECEIVED" }
			| { readonly type: "VFS_REPLY" }
			| { readonly type: "EVENT_OVER" }
			| { readonly type: "CLEAR" };
	},
	actions: { publish: () => {}, resume: () => {}, clear: () => {} },
}).createMachine({
	id: "life",
	initial: "running",
	states: {
		running: { on: { SIGNAL: "unpausing", SIGNAL_WHILE_SENDING: "delayed", EXIT: "exiting" } },
		delayed: { on: { RECEIVED: "noticed", EXIT: "exiting" } },
		noticed: { on: { SIGNAL: "unpausing", SIGNAL_WHILE_SENDING: "delayed", EXIT: "exiting" } },
		unpausing: { on: { VFS_REPLY: { target: "signalled", actions: "publish" } } },
		signalled: { on: { EVENT_OVER: { target: "running", actions: "resume" } } },
		exiting: { on: { VFS_REPLY: { target: "departing", actions: "publish" } } },
		departing: { on: { EVENT_OVER: "clearing" } },
		clearing: { on: { CLEAR: { target: "free", actions: "clear" } } },
		free: { on: { SPAWN: "running" } },
	},
});

/** The chart of a process as PM sees it. */
export const LIFE = tabulate(lifeMachine, [
	"SPAWN",
	"SIGNAL",
	"SIGNAL_WHILE_SENDING",
	"EXIT",
	"RECEIVED",
	"VFS_REPLY",
	"EVENT_OVER",
	"CLEAR",
]);

/** A state of `LIFE`. */
export type Life = (typeof LIFE)["states"][number];
/** An event of `LIFE`. */
export type LifeEvent = Parameters<typeof LIFE.take>[1];
