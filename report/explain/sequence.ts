import { maskName, withOperands } from "../../model/action.ts";
import { ACTIONS, type SequenceTemplate } from "../../model/action-table.ts";
import { isService, nrProcs, processName, type Scope } from "../../model/scope.ts";
import { receiverText, subjectText } from "../../properties/message-text.ts";
import type { ObservedStep } from "../../properties/step.ts";
import { failureText } from "../text/trace.ts";
import type { Lane, SequenceItem } from "./sequence-item.ts";

/** Participants at a scope, from left to right: users, PM between them and the services, and VFS. */
export function lanesOf(scope: Scope, steps: readonly ObservedStep[]): readonly Lane[] {
	const used = new Set(steps.flatMap((step) => itemsOf(step).flatMap(lanesOfItem)));
	const names = Array.from({ length: nrProcs(scope) }, (_, process) => processName(scope, process));
	const users = names.filter((_, process) => !isService(scope, process));
	const services = names.filter((_, process) => isService(scope, process));
	const known = ["VFS", ...users, "PM", ...services].filter((lane) => lane === "PM" || used.has(lane));
	// A broken list of subscribers may have PM ask a process that is not there.
	return [...new Set([...known, ...used])];
}

function lanesOfItem(item: SequenceItem): readonly Lane[] {
	return item.kind === "note" ? [item.over] : [item.from, item.to];
}

/** Items of one step: its trigger, then PM's effects. */
export function itemsOf(step: ObservedStep): readonly SequenceItem[] {
	return [...causeItems(step), ...effectItems(step)];
}

function causeItems({ scope, action }: ObservedStep): readonly SequenceItem[] {
	const caller = isService(scope, action.process) ? "service" : "user";
	const templates: readonly SequenceTemplate[] = ACTIONS[action.kind].sequence;
	const fill = (text: string): string => withOperands(scope, action, text);
	return templates
		.filter(({ by }) => by === undefined || by === caller)
		.map((item): SequenceItem => {
			if (item.kind === "note") return { kind: item.kind, over: fill(item.over), text: fill(item.text) };
			return { kind: item.kind, from: fill(item.from), to: fill(item.to), text: fill(item.text) };
		});
}

function effectItems({ scope, action, outcome }: ObservedStep): readonly SequenceItem[] {
	if (!outcome.ok) return [{ kind: "note", over: "PM", text: failureText(outcome.failure) }];
	const { code, messages, callbacks, warnings } = outcome.result;
	const caller = processName(scope, action.process);
	return [
		...messages.map((message): SequenceItem => {
			const text = `${maskName(message.event)} of ${subjectText(scope, message)}`;
			const isLost = message.faults?.some(({ kind }) => kind === "receiver") === true;
			const receiver = receiverText(scope, message);
			if (isLost) return { kind: "message", from: "PM", to: "nobody", text: `${text}, to ${receiver}` };
			return { kind: "message", from: "PM", to: receiver, text };
		}),
		...callbacks.map((callback): SequenceItem => {
			return { kind: "note", over: "PM", text: `${callback.name}(${processName(scope, callback.process)})` };
		}),
		...(warnings.length === 0 ? [] : [{ kind: "note", over: "PM", text: "prints a warning" } as const]),
		...(code === undefined || code === "SUSPEND"
			? []
			: [{ kind: "answer", from: "PM", to: caller, text: code } as const]),
	];
}
