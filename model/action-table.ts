import type { ProcessEvent } from "./charts/process.ts";

/** The range of an operand; action.ts has the values of each. */
export type OperandType = "process" | "mask" | "event" | "outside" | "flippedBit" | "unknownEvent" | "unknownMask";

/**
 * One line of a sequence diagram that an action causes. `{process}` and the names of operands stand for their text.
 *
 * `by` limits it to the actions of users or of services.
 */
export type SequenceTemplate = { readonly by?: "user" | "service" } & (
	| { readonly kind: "message" | "answer"; readonly from: string; readonly to: string; readonly text: string }
	| { readonly kind: "note"; readonly over: string; readonly text: string }
);

/** Everything declared about one action kind. Its effect on PM is in model/system.ts and in the targets. */
export interface ActionRow {
	/** The operands after `process`, by field: in the order of the text form, of the alphabet and of the arguments in C. */
	readonly operands: Readonly<Record<string, OperandType>>;
	/** True if docs/protocol.md's counts, and complete searches, include it. */
	readonly isCounted: boolean;
	/** Event of the chart of `process` that it triggers; the chart decides when it is enabled. */
	readonly chartEvent: ProcessEvent["type"];
	/** The function of event.c that PM calls for it; undefined where PM does it by itself. */
	readonly entry: "do_proceventmask" | "do_proc_event_reply" | "publish_event" | undefined;
	/** The name of the kind in C, after `ACTION_`: pm_perform in impl/c/pm.c takes it, with the operands in their order. */
	readonly inC: string;
	/** A sentence for readers of a report. */
	readonly legend: string;
	/** Its lines in a sequence diagram, before those of its effects. */
	readonly sequence: readonly SequenceTemplate[];
	/**
	 * Weight in random interleavings, relative to the other kinds.
	 *
	 * Replies are rarer than events, so that several processes wait at once; crashes and new masks come often enough to
	 * interrupt them while they wait.
	 */
	readonly weight: number;
	/**
	 * Preferred `process` in random interleavings: one that is free, running or stopped, a service that calls, or the
	 * service with the pending reply.
	 */
	readonly drawn: "free" | "running" | "stopped" | "caller" | "replier";
}

/** Every action kind, in the order of docs/protocol.md. */
export const ACTIONS = {
	spawn: {
		operands: {},
		isCounted: true,
		chartEvent: "SPAWN",
		entry: undefined,
		inC: "SPAWN",
		legend: "`spawn(p)`: `p` starts; its row of the process table is reused, with a new endpoint.",
		sequence: [{ kind: "note", over: "{process}", text: "starts" }],
		weight: 10,
		drawn: "free",
	},
	signal: {
		operands: {},
		isCounted: true,
		chartEvent: "SIGNAL",
		entry: undefined,
		inC: "SIGNAL",
		legend: "`signal(p)`: `p` catches a signal; PM stops it and asks VFS to unpause it.",
		sequence: [
			{ kind: "note", over: "{process}", text: "catches a signal" },
			{ kind: "message", from: "PM", to: "VFS", text: "unpause {process}" },
		],
		weight: 8,
		drawn: "running",
	},
	kill: {
		operands: {},
		isCounted: true,
		chartEvent: "KILL",
		entry: undefined,
		inC: "KILL",
		legend: "`kill(p)`: a SIGKILL for `p`, which stays pending.",
		sequence: [{ kind: "note", over: "{process}", text: "SIGKILL, pending" }],
		weight: 2,
		drawn: "stopped",
	},
	exit: {
		operands: {},
		isCounted: true,
		chartEvent: "EXIT",
		entry: undefined,
		inC: "EXIT",
		legend: "`exit(p)`: `p` exits or, if it is a service, crashes; PM tells VFS.",
		sequence: [
			{ by: "user", kind: "note", over: "{process}", text: "exits" },
			{ by: "service", kind: "note", over: "{process}", text: "crashes or exits" },
			{ kind: "message", from: "PM", to: "VFS", text: "exit of {process}" },
		],
		weight: 4,
		drawn: "running",
	},
	vfsReply: {
		operands: {},
		isCounted: true,
		chartEvent: "VFS_REPLY",
		entry: "publish_event",
		inC: "VFS_REPLY",
		legend: "`vfsReply(p)`: VFS has answered about `p`; PM calls `publish_event`.",
		sequence: [{ kind: "answer", from: "VFS", to: "PM", text: "done with {process}" }],
		weight: 12,
		drawn: "stopped",
	},
	setMask: {
		operands: { mask: "mask" },
		isCounted: true,
		chartEvent: "CALL",
		entry: "do_proceventmask",
		inC: "SET_MASK",
		legend: "`setMask(s, mask)`: `s` calls `do_proceventmask`.",
		sequence: [{ kind: "message", from: "{process}", to: "PM", text: "set mask {mask}" }],
		weight: 8,
		drawn: "caller",
	},
	reply: {
		operands: { about: "process", event: "event" },
		isCounted: true,
		chartEvent: "CALL",
		entry: "do_proc_event_reply",
		inC: "REPLY",
		legend: "`reply(s, p, event)`: `s` acknowledges an event of `p`: `do_proc_event_reply`.",
		sequence: [{ kind: "message", from: "{process}", to: "PM", text: "reply: {about} {event}" }],
		weight: 9,
		drawn: "replier",
	},
	staleReply: {
		operands: { about: "process", event: "event" },
		isCounted: false,
		chartEvent: "CALL",
		entry: "do_proc_event_reply",
		inC: "STALE_REPLY",
		legend: "`staleReply(s, p, event)`: the same, with an earlier endpoint of `p`.",
		sequence: [{ kind: "message", from: "{process}", to: "PM", text: "reply: earlier {about} {event}" }],
		weight: 1,
		drawn: "caller",
	},
	outsideReply: {
		operands: { outside: "outside", event: "event" },
		isCounted: false,
		chartEvent: "CALL",
		entry: "do_proc_event_reply",
		inC: "OUTSIDE_REPLY",
		legend: "`outsideReply(s, endpoint, event)`: the same, about an endpoint that no row of the process table has.",
		sequence: [{ kind: "message", from: "{process}", to: "PM", text: "reply: endpoint {outside} {event}" }],
		weight: 1,
		drawn: "caller",
	},
	forgedReply: {
		operands: { about: "process", bit: "flippedBit" },
		isCounted: false,
		chartEvent: "CALL",
		entry: "do_proc_event_reply",
		inC: "FORGED_REPLY",
		legend:
			"`forgedReply(s, p, bit)`: `s` acknowledges the event of `p` with another endpoint: one bit of that of `p` is flipped.",
		sequence: [{ kind: "message", from: "{process}", to: "PM", text: "reply: {about} with bit {bit} flipped" }],
		weight: 1,
		drawn: "caller",
	},
	unknownEventReply: {
		operands: { about: "process", unknownEvent: "unknownEvent" },
		isCounted: false,
		chartEvent: "CALL",
		entry: "do_proc_event_reply",
		inC: "UNKNOWN_EVENT_REPLY",
		legend: "`unknownEventReply(s, p, number)`: a reply about `p` with a number that is no event.",
		sequence: [{ kind: "message", from: "{process}", to: "PM", text: "reply: {about} event {unknownEvent}" }],
		weight: 1,
		drawn: "caller",
	},
	unknownMask: {
		operands: { unknownMask: "unknownMask" },
		isCounted: false,
		chartEvent: "CALL",
		entry: "do_proceventmask",
		inC: "UNKNOWN_MASK",
		legend: "`unknownMask(s, mask)`: `s` calls `do_proceventmask` with bits that stand for no event.",
		sequence: [{ kind: "message", from: "{process}", to: "PM", text: "set mask {unknownMask}" }],
		weight: 1,
		drawn: "caller",
	},
	reap: {
		operands: {},
		isCounted: true,
		chartEvent: "REAP",
		entry: undefined,
		inC: "REAP",
		legend: "`reap(p)`: the parent of `p` collects its status.",
		sequence: [{ kind: "note", over: "{process}", text: "status collected" }],
		weight: 4,
		drawn: "stopped",
	},
} as const satisfies Readonly<Record<string, ActionRow>>;

/** The name of an action, without its operands. */
export type ActionKind = keyof typeof ACTIONS;
