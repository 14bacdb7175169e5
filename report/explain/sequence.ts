import { eventName, maskName } from "../../model/action.ts";
import { isService, nrProcs, processName, type Scope } from "../../model/scope.ts";
import type { ObservedStep } from "../../properties/step.ts";
import { failureText } from "../text/trace.ts";
import type { Lane, SequenceItem } from "./sequence-item.ts";

/** Who takes part in a scope, from left to right: users, PM between them and the services, and VFS. */
export function lanesOf(scope: Scope, steps: readonly ObservedStep[]): readonly Lane[] {
	const used = new Set(steps.flatMap((step) => itemsOf(step).flatMap(lanesOfItem)));
	const names = Array.from({ length: nrProcs(scope) }, (_, process) => processName(scope, process));
	const users = names.filter((_, process) => !isService(scope, process));
	const services = names.filter((_, process) => isService(scope, process));
	const known = ["VFS", ...users, "PM", ...services].filter((lane) => lane === "PM" || used.has(lane));
	// A broken list of subscribers may have PM ask somebody that there is not.
	return [...new Set([...known, ...used])];
}

function lanesOfItem(item: SequenceItem): readonly Lane[] {
	return item.kind === "note" ? [item.over] : [item.from, item.to];
}

/** What one step looks like: what set it off, then what PM did. */
export function itemsOf(step: ObservedStep): readonly SequenceItem[] {
	return [...causeItems(step), ...effectItems(step)];
}

function causeItems({ scope, action }: ObservedStep): readonly SequenceItem[] {
	const name = processName(scope, action.process);
	const toPm = (text: string): SequenceItem => ({ kind: "message", from: name, to: "PM", text });
	const note = (text: string): SequenceItem => ({ kind: "note", over: name, text });
	const askVfs = (what: string): SequenceItem => ({ kind: "message", from: "PM", to: "VFS", text: `${what} ${name}` });
	switch (action.kind) {
		case "spawn":
			return [note("starts")];
		case "signal":
			return [note("catches a signal"), askVfs("unpause")];
		case "kill":
			return [note("SIGKILL, pending")];
		case "exit":
			return [note(isService(scope, action.process) ? "crashes or exits" : "exits"), askVfs("exit of")];
		case "vfsReply":
			return [{ kind: "answer", from: "VFS", to: "PM", text: `done with ${name}` }];
		case "setMask":
			return [toPm(`set mask ${maskName(action.mask)}`)];
		case "reply":
			return [toPm(`reply: ${processName(scope, action.about)} ${eventName(action.event)}`)];
		case "staleReply":
			return [toPm(`reply: earlier ${processName(scope, action.about)} ${eventName(action.event)}`)];
		case "reap":
			return [note("status collected")];
	}
}

function effectItems({ scope, action, outcome }: ObservedStep): readonly SequenceItem[] {
	if (!outcome.ok) return [{ kind: "note", over: "PM", text: failureText(outcome.failure) }];
	const { code, messages, callbacks, warning } = outcome.result;
	const caller = processName(scope, action.process);
	const process = (number: number): string => (number < 0 ? "nobody" : processName(scope, number));
	return [
		...messages.map(({ to, about, event }): SequenceItem => {
			const text = `${maskName(event)} of ${process(about)}`;
			return { kind: "message", from: "PM", to: process(to), text };
		}),
		...callbacks.map((callback): SequenceItem => {
			return { kind: "note", over: "PM", text: `${callback.name}(${process(callback.process)})` };
		}),
		...(warning === undefined ? [] : [{ kind: "note", over: "PM", text: "prints a warning" } as const]),
		...(code === undefined || code === "SUSPEND"
			? []
			: [{ kind: "answer", from: "PM", to: caller, text: code } as const]),
	];
}
