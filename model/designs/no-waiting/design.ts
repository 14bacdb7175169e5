import type { Design } from "../design.ts";
import {
	type NoWaiting,
	type NoWaitingAction,
	type NoWaitingScope,
	NoWaitingSystem,
	queuedMessages,
} from "./system.ts";

/** The design that announces events and goes on at once. */
export const NO_WAITING: Design<NoWaiting, NoWaitingAction> = {
	id: "no-waiting",
	sentence: "PM announces an event to every subscriber and goes on at once",
	scopes: [scope({ processes: 1, subscribers: 1, messages: 3 }), scope({ processes: 2, subscribers: 1, messages: 5 })],
	properties: [
		{
			id: "grows-without-bound",
			sentence: "PM can go on for ever so that each time round more messages are queued",
			source: "head comment",
			kind: "lasso",
			shape: (state) => ({ ...state, queued: state.queued.map((counts) => counts.map(() => 0)) }),
			measure: queuedMessages,
		},
		{
			id: "table-overflows",
			sentence: "more messages are queued than the 2*NR_PROCS that PM's table of asynchronous messages holds",
			source: "libsys asynsend3",
			kind: "reachable",
			holds: (state) => queuedMessages(state) > 2 * state.processes.length,
		},
		{
			id: "runs-on-unannounced",
			sentence: "a process runs again while a subscriber has not yet received the message about its signal",
			source: "head comment",
			kind: "reachable",
			holds: ({ processes, queued }) =>
				processes.some((process, index) => process === "running" && queued.some((counts) => counts[index] !== 0)),
		},
	],
};

function scope(bounds: NoWaitingScope) {
	const { processes, subscribers, messages } = bounds;
	const name = `${count(processes, "process", "processes")}, ${count(subscribers, "subscriber", "subscribers")}, ${messages} messages`;
	return { name, system: () => new NoWaitingSystem(bounds) };
}

function count(number: number, one: string, many: string): string {
	return `${number} ${number === 1 ? one : many}`;
}
