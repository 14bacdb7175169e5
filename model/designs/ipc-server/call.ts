import { setup } from "xstate";
import { tabulate } from "../charts/tabulate.ts";

/**
 * Call of a process to the IPC server: queued in the kernel, served, perhaps blocked in semop, answered.
 *
 * `down` is a semop that takes a unit, `up` one that gives one, `remove` a semctl with IPC_RMID. `interrupted` has EINTR and
 * waits to be resumed. `overslept` sleeps on although the signal is over: it was not interrupted. `late` is served on
 * although the signal is over, and may still be answered. GONE: the server is dead, and the call fails.
 */
const callMachine = setup({
	types: {} as {
		events:
			| { readonly type: "SEMGET" }
			| { readonly type: "DOWN" }
			| { readonly type: "UP" }
			| { readonly type: "REMOVE" }
			| { readonly type: "RECEIVED" }
			| { readonly type: "ANSWER" }
			| { readonly type: "SUSPEND" }
			| { readonly type: "INTERRUPT" }
			| { readonly type: "RESUME" }
			| { readonly type: "GONE" };
	},
}).createMachine({
	id: "call",
	initial: "none",
	states: {
		none: { on: { SEMGET: "semget queued", DOWN: "down queued", UP: "up queued", REMOVE: "remove queued" } },
		"semget queued": { on: { RECEIVED: "served", GONE: "none" } },
		"down queued": { on: { RECEIVED: "served", GONE: "none" } },
		"up queued": { on: { RECEIVED: "served", GONE: "none" } },
		"remove queued": { on: { RECEIVED: "served", GONE: "none" } },
		served: { on: { ANSWER: "none", SUSPEND: "blocked", RESUME: "late", GONE: "none" } },
		blocked: { on: { ANSWER: "none", INTERRUPT: "interrupted", RESUME: "overslept", GONE: "none" } },
		interrupted: { on: { RESUME: "none", GONE: "none" } },
		late: { on: { ANSWER: "none", SUSPEND: "overslept", GONE: "none" } },
		overslept: { on: { ANSWER: "none", INTERRUPT: "interrupted", GONE: "none" } },
	},
});

/** The chart of a call. */
export const CALL = tabulate(callMachine, [
	"SEMGET",
	"DOWN",
	"UP",
	"REMOVE",
	"RECEIVED",
	"ANSWER",
	"SUSPEND",
	"INTERRUPT",
	"RESUME",
	"GONE",
]);

/** A state of `CALL`. */
export type Call = (typeof CALL)["states"][number];
/** An event of `CALL`. */
export type CallEvent = Parameters<typeof CALL.take>[1];
