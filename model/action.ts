import { isService, nrProcs, processName, type Scope } from "./scope.ts";

/** What a subscriber can be told of: bit 1 is PROC_EVENT_EXIT, bit 2 is PROC_EVENT_SIGNAL. */
export type Event = 1 | 2;
/** PROC_EVENT_EXIT. */
export const EXIT: Event = 1;
/** PROC_EVENT_SIGNAL. */
export const SIGNAL: Event = 2;
/** The two events. */
export const EVENTS: readonly Event[] = [EXIT, SIGNAL];

/** A subscriber's interests: the sum of the events it wants to be told of. 0 unsubscribes. */
export type Mask = 0 | 1 | 2 | 3;
/** The four masks. */
export const MASKS: readonly Mask[] = [0, 1, 2, 3];

/**
 * One atomic step of world.md: one message that PM takes, or one thing the kernel tells it.
 *
 * `process` is whom the action is about or, for `setMask` and the replies, who calls PM.
 * `staleReply` is a `reply` that names an endpoint of an earlier life of process `about`. World.md counts it among the
 * replies that PM refuses; it stands apart here because it needs an endpoint that no process has.
 */
export type Action =
	| { readonly kind: "spawn" | "signal" | "kill" | "exit" | "vfsReply" | "reap"; readonly process: number }
	| { readonly kind: "setMask"; readonly process: number; readonly mask: Mask }
	| {
			readonly kind: "reply" | "staleReply";
			readonly process: number;
			readonly about: number;
			readonly event: Event;
	  };

/** The name of an action, without its operands. */
export type ActionKind = Action["kind"];

/** Every action kind, in the order of world.md. */
export const ACTION_KINDS = [
	"spawn",
	"signal",
	"kill",
	"exit",
	"vfsReply",
	"setMask",
	"reply",
	"staleReply",
	"reap",
] as const satisfies readonly ActionKind[];

/**
 * Every action of a scope, enabled or not, in the order of world.md.
 *
 * @param kinds which action kinds to give; all by default
 */
export function alphabet(scope: Scope, kinds: readonly ActionKind[] = ACTION_KINDS): readonly Action[] {
	const processes = Array.from({ length: nrProcs(scope) }, (_, process) => process);
	return kinds.flatMap((kind) => processes.flatMap((process) => actionsOf(kind, process, processes)));
}

function actionsOf(kind: ActionKind, process: number, processes: readonly number[]): readonly Action[] {
	switch (kind) {
		case "setMask":
			return MASKS.map((mask) => ({ kind, process, mask }));
		case "reply":
		case "staleReply":
			return processes.flatMap((about) => EVENTS.map((event) => ({ kind, process, about, event })));
		default:
			return [{ kind, process }];
	}
}

const EVENT_NAMES: Readonly<Record<Event, string>> = { 1: "EXIT", 2: "SIGNAL" };
const MASK_NAMES: Readonly<Record<Mask, string>> = { 0: "0", 1: "EXIT", 2: "SIGNAL", 3: "EXIT|SIGNAL" };

/** An event as people read it: `EXIT` or `SIGNAL`. */
export function eventName(event: Event): string {
	return EVENT_NAMES[event];
}

/** A mask as people read it: `0`, `EXIT`, `SIGNAL` or `EXIT|SIGNAL`. */
export function maskName(mask: number): string {
	return isMask(mask) ? MASK_NAMES[mask] : `0x${(mask >>> 0).toString(16)}`;
}

function isMask(mask: number): mask is Mask {
	return mask >= 0 && mask <= 3;
}

/** The text form of an action, for example `reply(s0, u1, EXIT)`. `parseAction` reads it back. */
export function formatAction(scope: Scope, action: Action): string {
	const process = processName(scope, action.process);
	switch (action.kind) {
		case "setMask":
			return `${action.kind}(${process}, ${maskName(action.mask)})`;
		case "reply":
		case "staleReply":
			return `${action.kind}(${process}, ${processName(scope, action.about)}, ${eventName(action.event)})`;
		default:
			return `${action.kind}(${process})`;
	}
}

/** What `parseAction` says of a text that is no action of the scope. */
export interface ParseError {
	readonly error: string;
}

/**
 * Reads the text form of an action.
 *
 * @returns the action, or one line that says what was expected and what was found
 */
export function parseAction(scope: Scope, text: string): Action | ParseError {
	const match = /^\s*(\w+)\s*\(([^()]*)\)\s*$/.exec(text);
	const kind = ACTION_KINDS.find((candidate) => candidate === match?.[1]);
	if (!kind) return { error: `expected one of ${ACTION_KINDS.join(", ")} with its operands, found "${text.trim()}"` };
	const operands = (match?.[2] ?? "").split(",").map((operand) => operand.trim());
	const parsed = readOperands(scope, kind, operands);
	return parsed ?? { error: `expected ${operandShape(scope, kind)}, found "${text.trim()}"` };
}

function readOperands(scope: Scope, kind: ActionKind, operands: readonly string[]): Action | undefined {
	const [first = "", second = "", third = ""] = operands;
	const process = readProcess(scope, first);
	if (process === undefined) return undefined;
	switch (kind) {
		case "setMask": {
			const mask = MASKS.find((candidate) => MASK_NAMES[candidate] === second);
			return operands.length === 2 && mask !== undefined ? { kind, process, mask } : undefined;
		}
		case "reply":
		case "staleReply": {
			const about = readProcess(scope, second);
			const event = EVENTS.find((candidate) => EVENT_NAMES[candidate] === third);
			if (operands.length !== 3 || about === undefined || event === undefined) return undefined;
			return { kind, process, about, event };
		}
		default:
			return operands.length === 1 ? { kind, process } : undefined;
	}
}

function readProcess(scope: Scope, name: string): number | undefined {
	const match = /^([us])(\d{1,2})$/.exec(name);
	if (!match) return undefined;
	const process = (match[1] === "s" ? scope.users : 0) + Number(match[2]);
	const inRange = process < nrProcs(scope) && isService(scope, process) === (match[1] === "s");
	return inRange ? process : undefined;
}

function operandShape(scope: Scope, kind: ActionKind): string {
	const processes = [
		...(scope.users > 0 ? [`u0..u${scope.users - 1}`] : []),
		...(scope.services > 0 ? [`s0..s${scope.services - 1}`] : []),
	].join(" or ");
	switch (kind) {
		case "setMask":
			return `setMask(process, mask) with mask 0, EXIT, SIGNAL or EXIT|SIGNAL and process ${processes}`;
		case "reply":
		case "staleReply":
			return `${kind}(process, process, EXIT or SIGNAL) with process ${processes}`;
		default:
			return `${kind}(process) with process ${processes}`;
	}
}
