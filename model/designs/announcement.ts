import type { ANNOUNCED_PROCESS, AnnouncedProcess } from "./charts/announced-process.ts";
import type { SUBSCRIBER, Subscriber } from "./charts/subscriber.ts";

/** Processes that PM announces, and services that may subscribe, by number. */
export interface AnnouncementScope {
	readonly processes: number;
	readonly subscribers: number;
}

type ProcessEvent = Exclude<Parameters<typeof ANNOUNCED_PROCESS.take>[1], "EVENT_OVER">;
type SubscriberEvent = Parameters<typeof SUBSCRIBER.take>[1];

/** An event of one chart, or a message that a subscriber sends or receives. */
export type AnnouncementAction<Message extends string> =
	| { readonly kind: "process"; readonly process: number; readonly event: ProcessEvent }
	| { readonly kind: "subscriber"; readonly subscriber: number; readonly event: SubscriberEvent }
	| { readonly kind: Message; readonly subscriber: number; readonly process: number };

/** Charts in one state of a design that announces events. */
export interface Announced {
	readonly processes: readonly AnnouncedProcess[];
	readonly subscribers: readonly Subscriber[];
}

const PROCESS_ACTIONS = { SIGNAL: "signal", EXIT: "exit", VFS_REPLY: "vfsReply", SPAWN: "spawn" } as const;
const SUBSCRIBER_ACTIONS = {
	SUBSCRIBE: "subscribe",
	UNSUBSCRIBE: "unsubscribe",
	DIE: "die",
	RESTART: "restart",
} as const;

/** Every action of a scope. @param messages kinds of the actions between a subscriber and PM about a process */
export function announcementAlphabet<Message extends string>(
	{ processes, subscribers }: AnnouncementScope,
	messages: readonly Message[],
): readonly AnnouncementAction<Message>[] {
	const processEvents = Object.keys(PROCESS_ACTIONS) as ProcessEvent[];
	const subscriberEvents = Object.keys(SUBSCRIBER_ACTIONS) as SubscriberEvent[];
	return [
		...numbers(processes).flatMap((process) =>
			processEvents.map((event) => ({ kind: "process", process, event }) as const),
		),
		...numbers(subscribers).flatMap((subscriber) => [
			...subscriberEvents.map((event) => ({ kind: "subscriber", subscriber, event }) as const),
			...messages.flatMap((kind) => numbers(processes).map((process) => ({ kind, subscriber, process }))),
		]),
	];
}

/** An action as people read it. */
export function formatAnnouncementAction(action: AnnouncementAction<string>): string {
	if ("event" in action) {
		return action.kind === "process"
			? `${PROCESS_ACTIONS[action.event]}(p${action.process})`
			: `${SUBSCRIBER_ACTIONS[action.event]}(s${action.subscriber})`;
	}
	return `${action.kind}(s${action.subscriber}, p${action.process})`;
}

/** Numbers from 0 to one below the count. */
export function numbers(count: number): readonly number[] {
	return Array.from({ length: count }, (_, index) => index);
}
