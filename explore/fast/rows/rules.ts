import { type ActionKind, EVENTS, EXIT, MASKS, type Mask } from "../../../model/action.ts";
import { PROCESS_EVENTS } from "../../../model/charts/process.ts";
import { SLOT_EVENTS } from "../../../model/charts/slot.ts";
import { type Chart, type Charts, decodeSlot, slotCode } from "../../../model/charts/table.ts";
import { CHART_EVENT } from "../../../model/system.ts";
import { eventOfCode, processEvent } from "./encoding.ts";
import type { Monitors } from "./monitors.ts";

/** Stands for no code, no place, no process. */
export const NONE = -1;

const VFS_REPLY = processEvent("VFS_REPLY");
const EVENT_OVER = processEvent("EVENT_OVER");
const CALL = processEvent("CALL");
const OWN_KINDS = ["spawn", "signal", "kill", "exit", "reap"] as const;

/** An action on one process that changes nothing else, and the code that it leads to. */
interface OwnMove {
	readonly kind: ActionKind;
	readonly to: number;
}

/** The rules of one kind of process, read off its chart. */
export interface ProcessRules {
	/** Actions that change the process alone: all but VFS's reply, its calls, and the end of an event. */
	own(code: number): readonly OwnMove[];
	/** The code that VFS's reply leads to, whose event is then published; NONE where it is not awaited. */
	published(code: number): number;
	/** The code once there is no subscriber left to ask. */
	over(code: number): number;
	/** Tells whether the process can call PM. */
	calls(code: number): boolean;
	/** The event of its event call in this state; 0 if it is in none. */
	event(code: number): number;
}

/**
 * Reads a process's rules off its chart, and checks the ledger's claims about every process on the chart.
 *
 * @throws SpecificationBroken where the chart breaks a claim
 */
function processRules(chart: Chart, monitors: Monitors): ProcessRules {
	for (const code of chart.codes) {
		for (const event of PROCESS_EVENTS.keys()) checkMove(chart, code, event, monitors);
	}
	const codes = Array.from({ length: Math.max(...chart.codes) + 1 }, (_, code) => code);
	const next = (event: number): readonly number[] => codes.map((code) => chart.take(code, event)?.to ?? NONE);
	const own = codes.map((code) =>
		OWN_KINDS.flatMap((kind): OwnMove[] => {
			const move = chart.take(code, CHART_EVENT[kind]);
			return move ? [{ kind, to: move.to }] : [];
		}),
	);
	const [published, over, calls, event] = [next(VFS_REPLY), next(EVENT_OVER), next(CALL), codes.map(eventOfCode)];
	return {
		own: (code) => own[code] ?? [],
		published: (code) => published[code] ?? NONE,
		over: (code) => over[code] ?? NONE,
		calls: (code) => (calls[code] ?? NONE) !== NONE,
		event: (code) => event[code] ?? 0,
	};
}

function checkMove(chart: Chart, code: number, event: number, monitors: Monitors): void {
	const move = chart.take(code, event);
	if (!move) return;
	const [was, is] = [eventOfCode(code), eventOfCode(move.to)];
	const what = (): string => `the chart leads from ${code} by ${PROCESS_EVENTS[event]?.type} to ${move.to}`;
	if (is !== 0) monitors.check("one-event-at-a-time", chart.take(move.to, VFS_REPLY) === undefined, what);
	if (was === 0 && is !== 0) monitors.check("vfs-first", event === VFS_REPLY && move.effects.includes("publish"), what);
	if (event === EVENT_OVER) monitors.check("not-nested", is === 0, what);
	const resumed = move.effects.filter((name) => name === "exit_restart" || name === "restart_sigs");
	const expected = event === EVENT_OVER ? [was === EXIT ? "exit_restart" : "restart_sigs"] : [];
	monitors.check("resumed-once-after-all", resumed.join() === expected.join(), what);
}

/** The rules of a subscriber's slot, read off the slot's chart. */
interface SlotRules {
	/** Tells whether a slot with this mask is asked for the event. */
	asks(mask: number, event: number): boolean;
}

/**
 * Reads a slot's rules off its chart, and checks on the chart that they are the same whatever the wait count.
 *
 * @throws SpecificationBroken where the chart breaks a claim
 */
function slotRules(chart: Chart, monitors: Monitors): SlotRules {
	const most = Math.max(...chart.codes.map((code) => decodeSlot(code).waiting));
	for (const code of chart.codes) {
		const slot = decodeSlot(code);
		for (const [index, event] of SLOT_EVENTS.entries()) {
			const to = chart.take(code, index)?.to;
			const what = (): string => `the slot's chart leads from ${code} by ${JSON.stringify(event)} to ${to}`;
			switch (event.type) {
				case "SET_MASK":
					checkSetMask(slot, event.mask, to, what, monitors);
					break;
				case "ASK":
					if (to === undefined) {
						const notHis = (slot.mask & event.event) === 0 || slot.waiting === most;
						monitors.check("no-subscriber-skipped", notHis, what);
						break;
					}
					monitors.check("only-the-interested", (slot.mask & event.event) !== 0, what);
					monitors.check("waiting-balances", to === slotCode(slot.mask, slot.waiting + 1), what);
					break;
				case "ANSWER":
					if (slot.waiting === 0) break;
					monitors.check("leftover-acknowledged", to === slotCode(slot.mask, slot.waiting - 1), what);
					break;
				case "DIE":
					if (code !== 0) monitors.check("dead-subscriber-released", to === 0, what);
					break;
			}
		}
	}
	const asks = EVENTS.map((event) =>
		MASKS.map((mask) => chart.take(slotCode(mask, mask === 0 ? 1 : 0), askEvent(event)) !== undefined),
	);
	return { asks: (mask, event) => asks[event - 1]?.[mask] ?? false };
}

function checkSetMask(
	{ mask, waiting }: { readonly mask: number; readonly waiting: number },
	set: Mask,
	to: number | undefined,
	what: () => string,
	monitors: Monitors,
): void {
	// What the lingering slot does not take leaves it as it is.
	const after = decodeSlot(to ?? slotCode(mask, waiting));
	monitors.check("mask-replaces", after.mask === set, what);
	monitors.check("lingers-only-if-owed", after.mask !== 0 || after.waiting === waiting, what);
	if (waiting > 0) monitors.check("quick-resubscription", after.waiting === waiting, what);
}

function askEvent(asked: number): number {
	return SLOT_EVENTS.findIndex((event) => event.type === "ASK" && event.event === asked);
}

/** The rules of users, of services and of slots. */
export interface Rules {
	readonly user: ProcessRules;
	readonly service: ProcessRules;
	readonly slot: SlotRules;
}

/** Reads all rules off the charts. @throws SpecificationBroken where a chart breaks a claim */
export function rulesOf(charts: Charts, monitors: Monitors): Rules {
	return {
		user: processRules(charts.user, monitors),
		service: processRules(charts.service, monitors),
		slot: slotRules(charts.slot, monitors),
	};
}
