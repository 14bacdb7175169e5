import { setup } from "xstate";
import { tabulate } from "../charts/tabulate.ts";

/** IPC server that calls VM before each request, to have the caller watched; meanwhile it receives nothing. */
const watcherMachine = setup({
	types: {} as {
		events:
			| { readonly type: "REQUEST" }
			| { readonly type: "VM_ANSWERS" }
			| { readonly type: "CRASH" }
			| { readonly type: "RESTART" };
	},
}).createMachine({
	id: "watcher",
	initial: "idle",
	states: {
		idle: { on: { REQUEST: "watching", CRASH: "dead" } },
		watching: { on: { VM_ANSWERS: "idle", CRASH: "dead" } },
		dead: { on: { RESTART: "idle" } },
	},
});

/** The chart of the server. */
export const WATCHER = tabulate(watcherMachine, ["REQUEST", "VM_ANSWERS", "CRASH", "RESTART"]);

/** A state of `WATCHER`. */
export type Watcher = (typeof WATCHER)["states"][number];
/** An event of `WATCHER`. */
export type WatcherEvent = Parameters<typeof WATCHER.take>[1];
