import { setup } from "xstate";
import { tabulate } from "./tabulate.ts";

/**
 * Process whose signals and exit PM announces.
 *
 * Its effects are `publish`, which starts the announcement, and `restart_sigs` and `exit_restart`, with which PM goes on when
 * the announcement is over.
 */
const announcedProcessMachine = setup({
	types: {} as {
		events:
			| { readonly type: "SIGNAL" }
			| { readonly type: "EXIT" }
			| { readonly type: "VFS_REPLY" }
			| { readonly type: "EVENT_OVER" }
			| { readonly type: "SPAWN" };
	},
	actions: { publish: () => {}, restart_sigs: () => {}, exit_restart: () => {} },
}).createMachine({
	id: "announced-process",
	initial: "running",
	states: {
		running: { on: { SIGNAL: "unpausing", EXIT: "exiting" } },
		unpausing: { on: { VFS_REPLY: { target: "signalled", actions: "publish" } } },
		signalled: { on: { EVENT_OVER: { target: "running", actions: "restart_sigs" } } },
		exiting: { on: { VFS_REPLY: { target: "departing", actions: "publish" } } },
		departing: { on: { EVENT_OVER: { target: "free", actions: "exit_restart" } } },
		free: { on: { SPAWN: "running" } },
	},
});

/** The chart of an announced process. */
export const ANNOUNCED_PROCESS = tabulate(announcedProcessMachine, [
	"SIGNAL",
	"EXIT",
	"VFS_REPLY",
	"EVENT_OVER",
	"SPAWN",
]);

/** A state of an announced process. */
export type AnnouncedProcess = (typeof ANNOUNCED_PROCESS)["states"][number];
