import { assign, setup } from "xstate";
import type { Event, Mask } from "../action.ts";

/**
 * Event of a subscriber slot's chart.
 *
 * `SET_MASK` is the subscriber's own call, `ASK` a message to it, `ANSWER` its reply, `DIE` its death.
 */
export type SlotEvent =
	| { readonly type: "SET_MASK"; readonly mask: Mask }
	| { readonly type: "ASK"; readonly event: Event }
	| { readonly type: "ANSWER" }
	| { readonly type: "DIE" };

/** Every event that a slot's chart takes. */
export const SLOT_EVENTS: readonly SlotEvent[] = [
	{ type: "SET_MASK", mask: 0 },
	{ type: "SET_MASK", mask: 1 },
	{ type: "SET_MASK", mask: 2 },
	{ type: "SET_MASK", mask: 3 },
	{ type: "ASK", event: 1 },
	{ type: "ASK", event: 2 },
	{ type: "ANSWER" },
	{ type: "DIE" },
];

/** Pending replies of a slot, and their upper bound: NR_PROCS. */
interface SlotContext {
	readonly waiting: number;
	readonly nrProcs: number;
}

const base = setup({
	types: {} as { context: SlotContext; input: { readonly nrProcs: number }; events: SlotEvent },
	guards: {
		setsExit: ({ event }) => event.type === "SET_MASK" && event.mask === 1,
		setsSignal: ({ event }) => event.type === "SET_MASK" && event.mask === 2,
		setsBoth: ({ event }) => event.type === "SET_MASK" && event.mask === 3,
		clears: ({ context, event }) => event.type === "SET_MASK" && event.mask === 0 && context.waiting === 0,
		clearsWhilePending: ({ context, event }) => event.type === "SET_MASK" && event.mask === 0 && context.waiting > 0,
		asksExit: ({ context, event }) => event.type === "ASK" && event.event === 1 && context.waiting < context.nrProcs,
		asksSignal: ({ context, event }) => event.type === "ASK" && event.event === 2 && context.waiting < context.nrProcs,
		hasPending: ({ context }) => context.waiting > 0,
		hasOnePending: ({ context }) => context.waiting === 1,
	},
	actions: {
		send: () => {},
		increment: assign({ waiting: ({ context }) => context.waiting + 1 }),
		decrement: assign({ waiting: ({ context }) => context.waiting - 1 }),
		clear: assign({ waiting: 0 }),
	},
});

const ASK_EXIT = { guard: "asksExit", actions: ["send", "increment"] } as const;
const ASK_SIGNAL = { guard: "asksSignal", actions: ["send", "increment"] } as const;
const TAKE_MASK = [
	{ guard: "setsExit", target: "#slot.subscribed.exit" },
	{ guard: "setsSignal", target: "#slot.subscribed.signal" },
	{ guard: "setsBoth", target: "#slot.subscribed.both" },
] as const;

/**
 * Statechart of one subscriber slot, after docs/protocol.md: vacant; subscribed to exits, to signals or to both; or lingering,
 * that is, unsubscribed with pending replies. The wait count is the chart's context.
 *
 * Its effect is `send`: a PROC_EVENT message to the subscriber. A slot that becomes vacant is released.
 */
export const slotMachine = base.createMachine({
	id: "slot",
	context: ({ input }) => ({ waiting: 0, nrProcs: input.nrProcs }),
	initial: "vacant",
	states: {
		vacant: { on: { SET_MASK: TAKE_MASK } },
		subscribed: {
			initial: "exit",
			states: {
				exit: { on: { ASK: ASK_EXIT } },
				signal: { on: { ASK: ASK_SIGNAL } },
				both: { on: { ASK: [ASK_EXIT, ASK_SIGNAL] } },
			},
			on: {
				SET_MASK: [
					...TAKE_MASK,
					{ guard: "clears", target: "vacant" },
					{ guard: "clearsWhilePending", target: "lingering" },
				],
				ANSWER: { guard: "hasPending", actions: "decrement" },
				DIE: { target: "vacant", actions: "clear" },
			},
		},
		lingering: {
			on: {
				SET_MASK: TAKE_MASK,
				ANSWER: [
					{ guard: "hasOnePending", target: "vacant", actions: "decrement" },
					{ guard: "hasPending", actions: "decrement" },
				],
				DIE: { target: "vacant", actions: "clear" },
			},
		},
	},
});
