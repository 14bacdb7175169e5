import type { Specification } from "../../explore/parametric/decide.ts";
import type { Action } from "../../model/action.ts";
import { isService, nrProcs, type Scope } from "../../model/scope.ts";
import { eventOf, processOf, type Slot, type State } from "../../model/state.ts";
import { type Step, System } from "../../model/system.ts";

/** A step of the specification, and the state before it. */
interface Taken {
	readonly scope: Scope;
	readonly before: State;
	readonly action: Action;
	readonly step: Step;
}

/** Fault of a specification: another step in the place of the right one. */
export type Fault = (taken: Taken) => Step;

/** A specification with a fault. */
export function faulty(fault: Fault): Specification {
	return (scope, charts) => {
		const system = new System(scope, charts);
		const step = system.step.bind(system);
		system.step = (before, action) => fault({ scope, before, action, step: step(before, action) });
		return system;
	};
}

/** Changes what a step sends. */
function sending({ step }: Taken, change: Partial<Step["result"]>): Step {
	return { ...step, result: { ...step.result, ...change } };
}

/** Changes the slots that a step leads to. */
function leaving({ step }: Taken, slots: readonly Slot[]): Step {
	return { ...step, state: { ...step.state, slots } };
}

/** Changes the slot of the service that acts, where it has one after the step. */
function changing(taken: Taken, change: (slot: Slot, old: Slot | undefined) => Partial<Slot>): Step {
	const { action, before, step } = taken;
	const old = before.slots.find(({ service }) => service === action.process);
	return leaving(
		taken,
		step.state.slots.map((slot) => (slot.service === action.process ? { ...slot, ...change(slot, old) } : slot)),
	);
}

/** A state with another state of one process. */
function withProcess(state: State, process: number, other: State["processes"][number]): State {
	return { ...state, processes: state.processes.with(process, other) };
}

/** Each message is sent for the other event. */
const isForOtherEvent: Fault = (taken) =>
	sending(taken, { messages: taken.step.result.messages.map((one) => ({ ...one, event: 3 - one.event })) });

/** Each message is sent twice. */
const isSentTwice: Fault = (taken) =>
	sending(taken, { messages: taken.step.result.messages.flatMap((one) => [one, one]) });

/** A new mask clears the wait count. */
const isCountCleared: Fault = (taken) =>
	taken.action.kind === "setMask" ? changing(taken, () => ({ waiting: 0 })) : taken.step;

/** A process that exits is in an event call at once. */
const isInCallAtOnce: Fault = ({ before, action, step }) => {
	const [first] = before.slots;
	if (action.kind !== "exit" || !first) return step;
	return {
		...step,
		state: withProcess(step.state, action.process, processOf("departing", false, false, first.service)),
	};
};

/** A fault of the specification for each claim that the abstraction carries, by the claim's id. */
export const FAULTS: Readonly<Record<string, Fault>> = {
	"waiting-balances": isCountCleared,
	"index-in-range"({ before, action, step }) {
		const [first] = before.slots;
		if (action.kind !== "spawn" || !first) return step;
		return {
			...step,
			state: withProcess(step.state, action.process, processOf("running", false, false, first.service)),
		};
	},
	"subscribers-live": (taken) => (taken.action.kind === "vfsReply" ? leaving(taken, taken.before.slots) : taken.step),
	"lingers-only-if-owed"(taken) {
		const { before, action, step } = taken;
		if (action.kind !== "setMask" || action.mask !== 0 || step.result.code !== "OK") return step;
		return leaving(
			taken,
			before.slots.map((slot) => (slot.service === action.process ? { ...slot, mask: 0 } : slot)),
		);
	},
	"one-event-at-a-time": isForOtherEvent,
	"not-nested": isInCallAtOnce,
	"no-subscriber-skipped"({ before, action, step }) {
		if (action.kind !== "vfsReply" || step.result.messages.length === 0) return step;
		const lifecycle = before.processes[action.process]?.lifecycle === "exiting" ? "zombie" : "running";
		const state = withProcess(before, action.process, processOf(lifecycle, false, false, undefined));
		const name = lifecycle === "zombie" ? "exit_restart" : "restart_sigs";
		return { state, result: { ...step.result, messages: [], callbacks: [{ name, process: action.process }] } };
	},
	"in-subscription-order": (taken) =>
		taken.action.kind === "setMask" ? leaving(taken, taken.step.state.slots.toReversed()) : taken.step,
	"asked-once"({ before, action, step }) {
		if (action.kind !== "reply" || step.state === before) return step;
		const { process: to, about, event } = action;
		return { state: before, result: { ...step.result, callbacks: [], messages: [{ to, about, event }] } };
	},
	"only-the-interested": isForOtherEvent,
	serial: isSentTwice,
	"resumed-once-after-all": (taken) =>
		sending(taken, { callbacks: taken.step.result.callbacks.flatMap((one) => [one, one]) }),
	"vfs-first": isInCallAtOnce,
	"mask-replaces": (taken) =>
		taken.action.kind === "setMask"
			? changing(taken, (slot, old) => ({ mask: slot.mask | (old?.mask ?? 0) }))
			: taken.step,
	"services-only": (taken) =>
		isService(taken.scope, taken.action.process) || taken.step.result.code === undefined
			? taken.step
			: sending(taken, { code: "OK" }),
	"slots-full": (taken) => (taken.step.result.code === "ENOMEM" ? sending(taken, { code: "OK" }) : taken.step),
	"stray-reply-harmless"(taken) {
		const { before, action, step } = taken;
		if (action.kind !== "reply" || step.state !== before) return step;
		return sending(taken, { callbacks: [{ name: "exit_restart", process: action.about }] });
	},
	"message-well-formed": (taken) =>
		sending(taken, { messages: taken.step.result.messages.map((one) => ({ ...one, about: -1 })) }),
	"leftover-acknowledged"({ before, action, step }) {
		const mask = before.slots.find(({ service }) => service === action.process)?.mask ?? 3;
		if (action.kind !== "reply" || (mask & action.event) !== 0) return step;
		return { state: before, result: { ...step.result, messages: [], callbacks: [] } };
	},
	"quick-resubscription": isCountCleared,
	"dead-subscriber-released"({ before, action, step }) {
		if (action.kind !== "vfsReply") return step;
		const isLeft = ({ waitsFor }: State["processes"][number]): boolean => waitsFor === action.process;
		const processes = step.state.processes.map((is, index) => {
			const was = before.processes[index];
			return was && isLeft(was) ? was : is;
		});
		return { state: { ...step.state, processes }, result: { ...step.result, messages: [], callbacks: [] } };
	},
	"outstanding-bound": (taken) =>
		sending(taken, {
			messages: taken.step.result.messages.flatMap((one) =>
				Array.from({ length: nrProcs(taken.scope) + 1 }, () => one),
			),
		}),
	roundtrips: isSentTwice,
};

/** A fault that needs three processes which wait for one subscriber: the reply about one ends the event of another too. */
export const NEEDS_THREE: Fault = ({ before, action, step }) => {
	if (action.kind !== "reply" || step.state === before) return step;
	const waiting = before.processes.filter(({ waitsFor }) => waitsFor === action.process);
	if (waiting.length < 3) return step;
	const other = before.processes.findIndex(
		(process, index) => index !== action.about && process.waitsFor === action.process,
	);
	const event = before.processes[other] && eventOf(before.processes[other]);
	const name = event === 1 ? "exit_restart" : "restart_sigs";
	return { ...step, result: { ...step.result, callbacks: [...step.result.callbacks, { name, process: other }] } };
};
