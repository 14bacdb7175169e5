import { setup, stateIn } from "xstate";

/** What can happen to one process. `CALL` is a call it makes to PM; `EVENT_OVER` says that the roll has been called. */
export type ProcessEvent =
	| { readonly type: "SPAWN" }
	| { readonly type: "SIGNAL" }
	| { readonly type: "KILL" }
	| { readonly type: "EXIT" }
	| { readonly type: "VFS_REPLY" }
	| { readonly type: "CALL" }
	| { readonly type: "EVENT_OVER" }
	| { readonly type: "REAP" };

/** Every event that a process's chart takes. */
export const PROCESS_EVENTS: readonly ProcessEvent[] = [
	{ type: "SPAWN" },
	{ type: "SIGNAL" },
	{ type: "KILL" },
	{ type: "EXIT" },
	{ type: "VFS_REPLY" },
	{ type: "CALL" },
	{ type: "EVENT_OVER" },
	{ type: "REAP" },
];

/** Whether the process is a service (PRIV_PROC) or a user. */
export type ProcessKind = "user" | "service";

/**
 * The life of one process, after world.md: where it stands, and beside that the two bits that ride along.
 *
 * Its effects are what PM goes on with when an event is over: `exit_restart` and `restart_sigs`; and `publish`, which
 * asks for the roll to be called; and `call`, which lets a call through to PM. Whom the process waits for is the system's to know, not the chart's.
 */
export const processMachine = setup({
	types: {} as { context: { readonly kind: ProcessKind }; input: { readonly kind: ProcessKind }; events: ProcessEvent },
	guards: {
		isUser: ({ context }) => context.kind === "user",
		isUnpausing: stateIn({ lifecycle: "unpausing" }),
		isSignalled: stateIn({ lifecycle: "signalled" }),
		isExiting: stateIn({ lifecycle: "exiting" }),
		isDeparting: stateIn({ lifecycle: "departing" }),
		killPends: stateIn({ kill: "pending" }),
		parentWasTold: stateIn({ parent: "told" }),
	},
	actions: { call: () => {}, publish: () => {}, exit_restart: () => {}, restart_sigs: () => {} },
}).createMachine({
	id: "process",
	context: ({ input }) => ({ kind: input.kind }),
	type: "parallel",
	states: {
		lifecycle: {
			initial: "free",
			states: {
				free: { on: { SPAWN: "running" } },
				running: {
					on: { SIGNAL: { guard: "isUser", target: "unpausing" }, EXIT: "exiting", CALL: { actions: "call" } },
				},
				unpausing: { on: { VFS_REPLY: { target: "signalled", actions: "publish" } } },
				signalled: {
					on: {
						EVENT_OVER: [
							{ guard: "killPends", target: "exiting", actions: "restart_sigs" },
							{ target: "running", actions: "restart_sigs" },
						],
					},
				},
				exiting: { on: { VFS_REPLY: { target: "departing", actions: "publish" } } },
				departing: {
					on: {
						EVENT_OVER: [
							{ guard: "parentWasTold", target: "free", actions: "exit_restart" },
							{ target: "zombie", actions: "exit_restart" },
						],
					},
				},
				zombie: { on: { REAP: "free" } },
			},
		},
		kill: {
			initial: "none",
			states: {
				none: {
					on: {
						KILL: [
							{ guard: "isUnpausing", target: "pending" },
							{ guard: "isSignalled", target: "pending" },
						],
					},
				},
				pending: { on: { EVENT_OVER: { guard: "isSignalled", target: "none" } } },
			},
		},
		parent: {
			initial: "untold",
			states: {
				untold: {
					on: {
						REAP: [
							{ guard: "isExiting", target: "told" },
							{ guard: "isDeparting", target: "told" },
						],
					},
				},
				told: { on: { EVENT_OVER: { guard: "isDeparting", target: "untold" } } },
			},
		},
	},
});
