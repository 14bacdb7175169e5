import type { Failure } from "../../impl/failure.ts";
import type { Outcome, Target } from "../../impl/target.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { type BrokenClaim, runInterleaving } from "../../lockstep/run.ts";
import { maskName } from "../../model/action.ts";
import { processName, type Scope } from "../../model/scope.ts";
import type { Process, Result, Slot, State } from "../../model/state.ts";
import type { System } from "../../model/system.ts";
import { processText } from "../../properties/claims/conforms.ts";
import type { Claim } from "../../properties/ledger.ts";
import { messageText } from "../../properties/message-text.ts";
import type { ObservedStep } from "../../properties/step.ts";

/** An interleaving as it ran: its steps, and the claims that the last one broke. */
export interface Trace {
	readonly steps: readonly ObservedStep[];
	readonly broken: readonly BrokenClaim[];
}

/** Runs the interleaving once more and keeps every step. */
export function traceOf(system: System, target: Target, claims: readonly Claim[], interleaving: Interleaving): Trace {
	const steps: ObservedStep[] = [];
	const observer = { step: (step: ObservedStep) => void steps.push(step), exercised: () => {} };
	const broken = runInterleaving(system, target, claims, interleaving, observer);
	return { steps, broken };
}

/** Result of an action, or its failure, in a few words. */
export function outcomeText(scope: Scope, outcome: Outcome): string {
	if (outcome.ok) return resultText(scope, outcome.result);
	return failureText(outcome.failure);
}

/** Failure of an action in a line: `assertion in resume_event, line 98: subs[i].waiting < NR_PROCS`. */
export function failureText({ kind, text, where, line }: Failure): string {
	return `${kind}${where ? ` in ${where}` : ""}${line === undefined ? "" : `, line ${line}`}: ${text}`;
}

/** Return code, messages, callbacks and warnings of an action, in a few words. */
export function resultText(scope: Scope, { code, messages, callbacks, warnings }: Result): string {
	const parts = [
		...(code === undefined ? [] : [code]),
		...messages.map((message) => {
			const isMalformed = message.faults?.some(({ kind }) => kind !== "receiver") === true;
			return `asks ${messageText(scope, message)}${isMalformed ? ", malformed" : ""}`;
		}),
		...callbacks.map(({ name, process }) => `${name}(${processName(scope, process)})`),
		...(warnings.length === 0 ? [] : ["warns"]),
	];
	return parts.join(", ") || "-";
}

/** Processes in use, those in the same state together: `u0 u1 running; s0 exiting`. */
export function processesText(scope: Scope, state: State): string {
	return processStates(scope, state, ({ lifecycle }) => lifecycle !== "free") || "all free";
}

/** Some of the processes, those in the same state together; empty where there are none. */
export function processStates(
	scope: Scope,
	state: State,
	isWanted: (process: Process, index: number) => boolean,
): string {
	const names = new Map<string, string[]>();
	for (const [index, process] of state.processes.entries()) {
		if (!isWanted(process, index)) continue;
		const text = processText(scope, process);
		names.set(text, [...(names.get(text) ?? []), processName(scope, index)]);
	}
	return [...names].map(([text, alike]) => `${alike.join(" ")} ${text}`).join("; ");
}

/** Slots in a line; `none` for none. */
export function slotsText(scope: Scope, state: State): string {
	return state.slots.map((slot) => slotText(scope, slot)).join("; ") || "none";
}

/** A slot: `s0: EXIT, 1 waiting`. */
export function slotText(scope: Scope, { service, mask, waiting }: Slot): string {
	return `${processName(scope, service)}: ${maskName(mask)}, ${waiting} waiting`;
}
