import type { AnnouncementScope } from "../announcement.ts";
import type { Design } from "../design.ts";
import { type Parallel, type ParallelAction, ParallelSystem } from "./system.ts";

/**
 * The design that asks all subscribers at once.
 *
 * NR_PROCS stands for the processes that PM announces, NR_SUBS for the subscribers. In MINIX subscribers are in the process table
 * themselves, so that the most is (NR_PROCS - NR_SUBS)*NR_SUBS: 1,008 of the 1,024 that the bound allows.
 */
export const PARALLEL: Design<Parallel, ParallelAction> = {
	id: "parallel",
	sentence: "PM asks all subscribers at once and goes on when all have answered or died",
	scopes: [scope({ processes: 2, subscribers: 2 }), scope({ processes: 2, subscribers: 3 })],
	properties: [
		{
			id: "bound-kept",
			sentence: "at most NR_PROCS*NR_SUBS messages are outstanding",
			source: "head comment",
			kind: "always",
			holds: (state) => outstandingMessages(state) <= bound(state),
		},
		{
			id: "bound-reached",
			sentence: "NR_PROCS*NR_SUBS messages are outstanding",
			source: "head comment",
			kind: "reachable",
			holds: (state) => outstandingMessages(state) === bound(state),
		},
		{
			id: "table-overflows",
			sentence: "more messages are outstanding than the 2*NR_PROCS that PM's table of asynchronous messages holds",
			source: "libsys asynsend3",
			kind: "reachable",
			holds: (state) => outstandingMessages(state) > 2 * state.processes.length,
		},
		{
			id: "resumed-after-all",
			sentence: "a process goes on only when no subscriber has a message about it left to answer",
			source: "head comment",
			kind: "always",
			holds: ({ processes, outstanding }) =>
				processes.every((process, index) => isInEvent(process) || outstanding[index]?.length === 0),
		},
		{
			id: "waits-for-messages",
			sentence: "a process in an event waits for at least one subscriber, and for none without a message to answer",
			source: "head comment",
			kind: "always",
			holds: ({ processes, owing, outstanding }) =>
				processes.every((process, index) => !isInEvent(process) || owing[index]?.length !== 0) &&
				owing.every((subscribers, process) => subscribers.every((one) => outstanding[process]?.includes(one))),
		},
	],
};

function scope(bounds: AnnouncementScope) {
	const name = `${bounds.processes} processes, ${bounds.subscribers} subscribers`;
	return { name, system: () => new ParallelSystem(bounds) };
}

function outstandingMessages({ outstanding }: Parallel): number {
	return outstanding.reduce((sum, { length }) => sum + length, 0);
}

function bound({ processes, subscribers }: Parallel): number {
	return processes.length * subscribers.length;
}

function isInEvent(process: Parallel["processes"][number]): boolean {
	return process === "signalled" || process === "departing";
}
