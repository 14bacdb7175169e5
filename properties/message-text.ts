import { maskName } from "../model/action.ts";
import { nrProcs, processName, rowOf, type Scope } from "../model/scope.ts";
import type { Message } from "../model/state.ts";

/** Receiver of a message: `s0`, or the endpoint that it goes to where no live process has that one. */
export function receiverText(scope: Scope, { to, faults = [] }: Pick<Message, "to" | "faults">): string {
	const fault = faults.find(({ kind }) => kind === "receiver");
	if (!fault) return processName(scope, to);
	// Endpoints of generation 0 are those of servers that are there from the boot on, such as PM: the scope has none.
	const isOfRow = to < nrProcs(scope) && fault.found !== rowOf(scope, to);
	return `endpoint ${fault.found} (${isOfRow ? `no live ${processName(scope, to)}` : "no process"})`;
}

/** Process that a message is about: `u0`, or `no process` where none has the endpoint that was sent. */
export function subjectText(scope: Scope, { about }: Pick<Message, "about">): string {
	return about < 0 ? "no process" : processName(scope, about);
}

/** Message in a few words: `s0 about u0 (SIGNAL)`. */
export function messageText(scope: Scope, message: Message): string {
	return `${receiverText(scope, message)} about ${subjectText(scope, message)} (${maskName(message.event)})`;
}
