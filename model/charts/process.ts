import { setup, stateIn } from "xstate";

/** Event of a process's chart. `CALL` is a call that it makes to PM; `EVENT_OVER` ends its event call. */
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

/** Kind of a process: a service (PRIV_PROC) or a user. */
export type ProcessKind = "user" | "service";

/**
 * Statechart of one process, after docs/protocol.md: its lifecycle, and two bits that are set and cleared in parallel with it.
 *
 * Its effects are PM's continuations after an event, `exit_restart` and `restart_sigs`; `publish`, which starts to
 * announce the event; and `call`, which lets a call through to PM. The subscriber that the process waits for is part of
 * the system, not of this chart.
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
