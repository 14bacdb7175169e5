import { type ActionKind, EVENTS, MASKS } from "../../../model/action.ts";
import { PROCESS_EVENTS } from "../../../model/charts/process.ts";
import { SLOT_EVENTS } from "../../../model/charts/slot.ts";
import { type Chart, type Charts, decodeSlot, slotCode } from "../../../model/charts/table.ts";
import type { Scope } from "../../../model/scope.ts";
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
	/** True if the process can call PM. */
	calls(code: number): boolean;
	/** The event of its event call in this state; 0 if it is in none. */
	event(code: number): number;
}

/** Reads a process's rules off its chart. */
function processRules(chart: Chart): ProcessRules {
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

/** Evaluates the claims on every move of a process's chart. @throws SpecificationViolated */
function observeProcess(chart: Chart, monitors: Monitors): void {
	for (const code of chart.codes) {
		for (const [index, { type }] of PROCESS_EVENTS.entries()) {
			const move = chart.take(code, index);
			if (!move) continue;
			const [was, is] = [eventOfCode(code), eventOfCode(move.to)];
			const awaitsVfs = chart.take(move.to, VFS_REPLY) !== undefined;
			monitors.observe("process", { kind: "process", event: type, was, is, awaitsVfs, effects: move.effects });
		}
	}
}

/** The rules of a subscriber's slot, read off the slot's chart. */
interface SlotRules {
	/** True if a slot with this mask is asked for the event. */
	asks(mask: number, event: number): boolean;
}

/** Evaluates the claims on a slot's chart, which is to do the same whatever the wait count. @throws SpecificationViolated */
function observeSlot(chart: Chart, monitors: Monitors): void {
	const most = Math.max(...chart.codes.map((code) => decodeSlot(code).waiting));
	for (const code of chart.codes) {
		const before = decodeSlot(code);
		for (const [index, event] of SLOT_EVENTS.entries()) {
			const to = chart.take(code, index)?.to;
			const after = to === undefined ? undefined : decodeSlot(to);
			monitors.observe("slot", { kind: "slot", event, before, after, isFull: before.waiting === most });
		}
	}
}

/** Reads a slot's rules off its chart. */
function slotRules(chart: Chart): SlotRules {
	const asks = EVENTS.map((event) =>
		MASKS.map((mask) => chart.take(slotCode(mask, mask === 0 ? 1 : 0), askEvent(event)) !== undefined),
	);
	return { asks: (mask, event) => asks[event - 1]?.[mask] ?? false };
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

/** Reads all rules off the charts that the scope has. @throws SpecificationViolated where a chart breaks a claim */
export function rulesOf({ users, services }: Scope, charts: Charts, monitors: Monitors): Rules {
	if (users > 0) observeProcess(charts.user, monitors);
	if (services > 0) observeProcess(charts.service, monitors);
	if (services > 0) observeSlot(charts.slot, monitors);
	return { user: processRules(charts.user), service: processRules(charts.service), slot: slotRules(charts.slot) };
}
