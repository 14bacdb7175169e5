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

/** A state of PM that asks all subscribers at once. */
export interface Parallel extends Announced {
	/** Subscribers whose replies PM records as pending, by process. */
	readonly owing: readonly (readonly number[])[];
	/** Subscribers with an unanswered message about the process, by process. */
	readonly outstanding: readonly (readonly number[])[];
}

/** `reply` answers a message; `strayReply` answers none. */
export type ParallelAction = AnnouncementAction<"reply" | "strayReply">;

/**
 * PM that asks all subscribers at once, and goes on when all have answered or died.
 *
 * PM notes for each process the subscribers that owe a reply. A reply of one that owes none changes nothing.
 */
export class ParallelSystem implements DesignSystem<Parallel, ParallelAction> {
	readonly initial: Parallel;
	readonly alphabet: readonly ParallelAction[];

	constructor(scope: AnnouncementScope) {
		const { processes, subscribers } = scope;
		this.alphabet = announcementAlphabet(scope, ["reply", "strayReply"]);
		this.initial = {
			processes: numbers(processes).map(() => "running"),
			subscribers: numbers(subscribers).map(() => "unsubscribed"),
			owing: numbers(processes).map(() => []),
			outstanding: numbers(processes).map(() => []),
		};
	}

	step(state: Parallel, action: ParallelAction): Parallel | undefined {
		switch (action.kind) {
			case "process":
				return this.#processStep(state, action.process, action.event);
			case "subscriber":
				return this.#subscriberStep(state, action.subscriber, action.event);
			case "reply": {
				const { subscriber, process } = action;
				const { outstanding } = state;
				if (!outstanding[process]?.includes(subscriber)) return undefined;
				const sent = { ...state, outstanding: outstanding.with(process, without(outstanding[process], subscriber)) };
				return this.answer(sent, subscriber, process);
			}
			case "strayReply": {
				const { subscriber, process } = action;
				const isAlive = state.subscribers[subscriber] !== "dead";
				if (!isAlive || state.outstanding[process]?.includes(subscriber)) return undefined;
				return this.answer(state, subscriber, process);
			}
		}
	}

	#processStep(state: Parallel, process: number, event: Parameters<typeof ANNOUNCED_PROCESS.take>[1]) {
		const move = ANNOUNCED_PROCESS.take(state.processes[process] ?? "free", event);
		if (!move) return undefined;
		const moved = { ...state, processes: state.processes.with(process, move.to) };
		return move.effects.includes("publish") ? this.publish(moved, process) : moved;
	}

	#subscriberStep(state: Parallel, subscriber: number, event: Parameters<typeof SUBSCRIBER.take>[1]) {
		const move = SUBSCRIBER.take(state.subscribers[subscriber] ?? "dead", event);
		if (!move) return undefined;
		const moved = { ...state, subscribers: state.subscribers.with(subscriber, move.to) };
		return event === "DIE" ? this.removeSubscriber(moved, subscriber) : moved;
	}

	/** Sends a message to every subscriber. */
	protected publish(state: Parallel, process: number): Parallel {
		const asked = this.asked(state);
		const { owing, outstanding } = state;
		return this.resume(
			{ ...state, owing: owing.with(process, asked), outstanding: outstanding.with(process, asked) },
			process,
		);
	}

	/** The subscribers that an event is announced to. */
	protected asked({ subscribers }: Parallel): readonly number[] {
		return numbers(subscribers.length).filter((subscriber) => subscribers[subscriber] === "subscribed");
	}

	/** Takes a reply about a process. */
	protected answer(state: Parallel, subscriber: number, process: number): Parallel {
		const owing = state.owing[process] ?? [];
		if (!owing.includes(subscriber)) return state;
		return this.resume({ ...state, owing: state.owing.with(process, without(owing, subscriber)) }, process);
	}

	/** Moves on every process that waits for a dead subscriber, whose messages are gone. */
	protected removeSubscriber(state: Parallel, subscriber: number): Parallel {
		const outstanding = state.outstanding.map((subscribers) => without(subscribers, subscriber));
		const all = numbers(state.processes.length);
		return all.reduce<Parallel>((next, process) => this.answer(next, subscriber, process), { ...state, outstanding });
	}

	/** Ends an event that nobody owes a reply for. */
	protected resume(state: Parallel, process: number): Parallel {
		const move = ANNOUNCED_PROCESS.take(state.processes[process] ?? "free", "EVENT_OVER");
		if (!move || state.owing[process]?.length !== 0) return state;
		return { ...state, processes: state.processes.with(process, move.to) };
	}

	formatAction(action: ParallelAction): string {
		return formatAnnouncementAction(action);
	}

	formatState({ processes, subscribers, outstanding }: Parallel): string {
		const texts = processes.map((process, index) => {
			const asked = outstanding[index] ?? [];
			return `p${index} ${process}${asked.length > 0 ? `, asked: ${asked.map((one) => `s${one}`).join(" ")}` : ""}`;
		});
		return [...texts, ...subscribers.map((subscriber, index) => `s${index} ${subscriber}`)].join("; ");
	}
}

function without(subscribers: readonly number[] | undefined, subscriber: number): readonly number[] {
	return (subscribers ?? []).filter((one) => one !== subscriber);
}
