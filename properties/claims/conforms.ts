import { eventsubOf, flagsOf } from "../../impl/image.ts";
import { ALL_FOREIGN_FLAGS, FOREIGN_FLAGS } from "../../impl/minix.ts";
import { NO_CODE } from "../../impl/result.ts";
import type { View } from "../../impl/target.ts";
import { maskName } from "../../model/action.ts";
import { isService, processName, type Scope } from "../../model/scope.ts";
import { type Process, type Result, type State, sameSlot } from "../../model/state.ts";
import type { Violation } from "../check.ts";
import type { Claim } from "../claim.ts";
import { messageText } from "../message-text.ts";

/** Claim `conforms`: the target's result and state are those of the specification. */
export const conforms: Claim = {
	id: "conforms",
	kinds: ["step"],
	source: "docs/protocol.md",
	sentence: "every action does what the specification does",
	impact: "PM does not do what the protocol asks for",
	needsSpecification: true,
	check({ scope, outcome, after, expected }) {
		if (!expected || !outcome.ok) return "idle";
		return (
			differentResult(scope, expected.result, outcome.result) ??
			differentProcesses(scope, expected.state, after) ??
			differentSlots(scope, expected.state, after) ??
			"holds"
		);
	},
	// A step of the specification is what it is compared with.
	local: { subscribers: () => "holds" },
};

/** The first part of a result that is not the specification's: return code, messages, callbacks. */
export function differentResult(scope: Scope, expected: Result, found: Result): Violation | undefined {
	if (expected.code !== found.code) {
		return {
			cause: "another return code",
			detail: `expected ${expected.code ?? "no call"}, found ${found.code ?? NO_CODE}`,
		};
	}
	const messages = (result: Result): string =>
		inProcessOrder(result.messages.map((message) => [message.about, messageText(scope, message)]));
	if (!sameMessages(expected, found)) {
		const detail = `expected messages: ${messages(expected)}; found: ${messages(found)}`;
		return { cause: "other messages", detail };
	}
	const callbacks = (result: Result): string =>
		inProcessOrder(result.callbacks.map(({ process, name }) => [process, `${name}(${processName(scope, process)})`]));
	if (expected.callbacks.length > 0 || found.callbacks.length > 0) {
		if (callbacks(expected) !== callbacks(found)) {
			return { cause: "other callbacks", detail: `expected: ${callbacks(expected)}; found: ${callbacks(found)}` };
		}
	}
	return undefined;
}

/** The specification does not ask for an order among different processes. */
function inProcessOrder(items: readonly (readonly [number, string])[]): string {
	const texts = items.toSorted(([a], [b]) => a - b).map(([, text]) => text);
	return texts.length > 0 ? texts.join(", ") : "none";
}

function sameMessages(expected: Result, found: Result): boolean {
	if (expected.messages.length !== found.messages.length) return false;
	return expected.messages.every(({ to, about, event }) =>
		found.messages.some((other) => other.to === to && other.about === about && other.event === event),
	);
}

function differentProcesses(scope: Scope, expected: State, found: View): Violation | undefined {
	// A loop that makes nothing but what is needed: it runs for each process in each step.
	for (let index = 0; index < expected.processes.length; index++) {
		const process = expected.processes[index];
		const other = found.processes[index];
		if (!process) continue;
		if (process !== other) {
			const detail = `${processName(scope, index)}: expected ${processText(scope, process)}, found ${other ? processText(scope, other) : "nothing"}`;
			return { cause: "a process in another state", detail };
		}
		const flags = flagsOf(process, isService(scope, index));
		const changed = flags ^ (found.flags[index] ?? 0);
		if (changed !== 0 && (changed & ~ALL_FOREIGN_FLAGS) === 0) {
			return { cause: "a flag of others", detail: `${processName(scope, index)}: ${foreignText(changed)}` };
		}
		if (changed !== 0) {
			const detail = `${processName(scope, index)}: expected flags 0x${flags.toString(16)}, found 0x${(found.flags[index] ?? 0).toString(16)}`;
			return { cause: "other flags", detail };
		}
		const place = eventsubOf(expected, process);
		if (place !== found.eventsubs[index]) {
			return {
				cause: "another index",
				detail: `${processName(scope, index)}: expected eventsub ${place}, found ${found.eventsubs[index]}`,
			};
		}
	}
	return undefined;
}

function differentSlots(scope: Scope, expected: State, found: View): Violation | undefined {
	const same =
		expected.slots.length === found.slots.length &&
		expected.slots.every((slot, place) => {
			const other = found.slots[place];
			return other !== undefined && sameSlot(slot, other);
		});
	if (same) return undefined;
	const text = (state: State): string =>
		state.slots
			.map(({ service, mask, waiting }) => `${processName(scope, service)}: ${maskName(mask)}, ${waiting} waiting`)
			.join("; ") || "none";
	return { cause: "other slots", detail: `expected slots: ${text(expected)}; found: ${text(found)}` };
}

/** A process in a few words: `signalled, waits for s1, killed`. */
export function processText(scope: Scope, process: Process): string {
	const parts = [
		process.lifecycle,
		...(process.waitsFor === undefined ? [] : [`waits for ${processName(scope, process.waitsFor)}`]),
		...(process.killed ? ["killed"] : []),
		...(process.told ? ["told"] : []),
	];
	return parts.join(", ");
}

/** Flags of others that were changed, in words. */
function foreignText(changed: number): string {
	const names = Object.entries(FOREIGN_FLAGS).flatMap(([name, flag]) => ((changed & flag) === 0 ? [] : [name]));
	const [verb, number] = names.length === 1 ? ["is", "flag"] : ["are", "flags"];
	return `the ${number} ${names.join(", ")} ${verb} not as before, and no business of event.c's`;
}
