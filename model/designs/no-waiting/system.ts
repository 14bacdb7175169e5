import {
	type Announced,
	type AnnouncementAction,
	type AnnouncementScope,
	announcementAlphabet,
	formatAnnouncementAction,
	numbers,
} from "../announcement.ts";
import { ANNOUNCED_PROCESS } from "../charts/announced-process.ts";
import { SUBSCRIBER } from "../charts/subscriber.ts";
import type { DesignSystem } from "../design.ts";

/** A state of PM that announces without waiting. */
export interface NoWaiting extends Announced {
	/** Messages that each subscriber has not received, by subscriber and process. */
	readonly queued: readonly (readonly number[])[];
}

/** `receive` takes a message about the process out of the subscriber's queue. */
export type NoWaitingAction = AnnouncementAction<"receive">;

/** The most messages that a search follows. */
export interface NoWaitingScope extends AnnouncementScope {
	readonly messages: number;
}

/**
 * PM that sends a message to every subscriber and goes on at once.
 *
 * The order of messages is left out: a subscriber may receive any of its messages next.
 */
export class NoWaitingSystem implements DesignSystem<NoWaiting, NoWaitingAction> {
	readonly initial: NoWaiting;
	readonly alphabet: readonly NoWaitingAction[];
	readonly #most: number;

	constructor(scope: NoWaitingScope) {
		const { processes, subscribers, messages } = scope;
		this.#most = messages;
		this.alphabet = announcementAlphabet(scope, ["receive"]);
		this.initial = {
			processes: numbers(processes).map(() => "running"),
			subscribers: numbers(subscribers).map(() => "unsubscribed"),
			queued: numbers(subscribers).map(() => numbers(processes).map(() => 0)),
		};
	}

	step(state: NoWaiting, action: NoWaitingAction): NoWaiting | undefined {
		switch (action.kind) {
			case "process": {
				const move = ANNOUNCED_PROCESS.take(state.processes[action.process] ?? "free", action.event);
				if (!move) return undefined;
				const moved = { ...state, processes: state.processes.with(action.process, move.to) };
				return move.effects.includes("publish") ? this.publish(moved, action.process) : moved;
			}
			case "subscriber": {
				const move = SUBSCRIBER.take(state.subscribers[action.subscriber] ?? "dead", action.event);
				if (!move) return undefined;
				const moved = { ...state, subscribers: state.subscribers.with(action.subscriber, move.to) };
				return action.event === "DIE" ? emptied(moved, action.subscriber) : moved;
			}
			case "receive": {
				const isThere = (state.queued[action.subscriber]?.[action.process] ?? 0) > 0;
				return isThere ? this.receive(state, action.subscriber, action.process) : undefined;
			}
		}
	}

	/** Sends a message to every subscriber, and ends the event. */
	protected publish(state: NoWaiting, process: number): NoWaiting {
		const targets = numbers(state.subscribers.length).filter((one) => state.subscribers[one] === "subscribed");
		return this.resume(
			targets.reduce((next, subscriber) => withQueued(next, subscriber, process, 1), state),
			process,
		);
	}

	/** Receives a message about a process. */
	protected receive(state: NoWaiting, subscriber: number, process: number): NoWaiting {
		return withQueued(state, subscriber, process, -1);
	}

	/** Ends the event of a process. */
	protected resume(state: NoWaiting, process: number): NoWaiting {
		const move = ANNOUNCED_PROCESS.take(state.processes[process] ?? "free", "EVENT_OVER");
		return move ? { ...state, processes: state.processes.with(process, move.to) } : state;
	}

	isWithin(state: NoWaiting): boolean {
		return queuedMessages(state) <= this.#most;
	}

	formatAction(action: NoWaitingAction): string {
		return formatAnnouncementAction(action);
	}

	formatState({ processes, subscribers, queued }: NoWaiting): string {
		const texts = subscribers.map((subscriber, index) => {
			const count = sum(queued[index] ?? []);
			return `s${index} ${subscriber}, ${count} ${count === 1 ? "message" : "messages"} queued`;
		});
		return [...processes.map((process, index) => `p${index} ${process}`), ...texts].join("; ");
	}
}

/** Messages that no subscriber has received. */
export function queuedMessages({ queued }: NoWaiting): number {
	return sum(queued.flat());
}

function withQueued(state: NoWaiting, subscriber: number, process: number, change: number): NoWaiting {
	const counts = state.queued[subscriber] ?? [];
	const changed = counts.with(process, (counts[process] ?? 0) + change);
	return { ...state, queued: state.queued.with(subscriber, changed) };
}

function emptied(state: NoWaiting, subscriber: number): NoWaiting {
	return {
		...state,
		queued: state.queued.with(
			subscriber,
			numbers(state.processes.length).map(() => 0),
		),
	};
}

function sum(counts: readonly number[]): number {
	return counts.reduce((total, count) => total + count, 0);
}
