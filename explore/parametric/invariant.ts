import { isService, type Scope } from "../../model/scope.ts";
import type { State } from "../../model/state.ts";

/** Clause of the invariant: an observation of each slot, of each process or of the list of slots, and the values that it may have. */
export interface Clause {
	readonly id: string;
	readonly sentence: string;
	readonly of: "slot" | "process" | "list";
	readonly allows: readonly string[];
	/** @param index of the slot or process; 0 for the list */
	observe(scope: Scope, state: State, index: number): string;
}

/**
 * The invariant of the specification with any number of processes and slots. Each clause is about one slot or one process, so a
 * step preserves it everywhere if it does so at each.
 */
export const INVARIANT: readonly Clause[] = [
	{
		id: "subscriber",
		sentence: "a subscriber is a service that runs, or exits and is not removed yet",
		of: "slot",
		allows: ["service running", "service exiting"],
		observe(scope, { processes, slots }, index) {
			const service = slots[index]?.service ?? -1;
			return `${isService(scope, service) ? "service" : "user"} ${processes[service]?.lifecycle ?? "no process"}`;
		},
	},
	{
		id: "same-subscriber",
		sentence: "no two slots have the same subscriber",
		of: "slot",
		allows: ["one slot"],
		observe(_, { slots }, index) {
			const same = slots.filter(({ service }) => service === slots[index]?.service);
			return same.length > 1 ? "several slots" : "one slot";
		},
	},
	{
		id: "wait-count",
		sentence: "the wait count is the number of processes that wait for the subscriber",
		of: "slot",
		allows: ["equal"],
		observe(_, state, index) {
			const surplus = (state.slots[index]?.waiting ?? 0) - waitersOf(state, index);
			return surplus === 0 ? "equal" : surplus > 0 ? "more" : "less";
		},
	},
	{
		id: "kept",
		sentence: "a slot has a mask, or a process waits there",
		of: "slot",
		allows: ["mask, none", "mask, some", "no mask, some"],
		observe(_, state, index) {
			const mask = state.slots[index]?.mask === 0 ? "no mask" : "mask";
			return `${mask}, ${waitersOf(state, index) > 0 ? "some" : "none"}`;
		},
	},
	{
		id: "slots",
		sentence: "there are at most NR_SUBS subscribers",
		of: "list",
		allows: ["at most NR_SUBS"],
		observe: (scope, { slots }) => (slots.length > scope.slots ? "more" : "at most NR_SUBS"),
	},
	{
		id: "waits",
		sentence: "a process in an event call waits for a subscriber, others wait for none",
		of: "process",
		allows: ["in a call, a subscriber", "in no call, none"],
		observe(_, { processes, slots }, index) {
			const process = processes[index];
			const isIn = process?.lifecycle === "signalled" || process?.lifecycle === "departing";
			const waitsFor = process?.waitsFor;
			const isSubscriber = slots.some(({ service }) => service === waitsFor);
			return `${isIn ? "in a call" : "in no call"}, ${waitsFor === undefined ? "none" : isSubscriber ? "a subscriber" : "another"}`;
		},
	},
];

function waitersOf({ processes, slots }: State, index: number): number {
	return processes.filter(({ waitsFor }) => waitsFor !== undefined && waitsFor === slots[index]?.service).length;
}

/** The first clause that a state breaks. */
export function brokenClause(scope: Scope, state: State): Clause | undefined {
	const counts = { slot: state.slots.length, process: state.processes.length, list: 1 };
	return INVARIANT.find(({ of, allows, observe }) => {
		for (let index = 0; index < counts[of]; index++) {
			if (!allows.includes(observe(scope, state, index))) return true;
		}
		return false;
	});
}
