import chalk from "chalk";
import type { Failure } from "../../impl/failure.ts";
import type { Outcome, Target } from "../../impl/target.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { type BrokenClaim, runInterleaving } from "../../lockstep/run.ts";
import { formatAction, maskName } from "../../model/action.ts";
import { processName, type Scope } from "../../model/scope.ts";
import type { Result, State } from "../../model/state.ts";
import type { System } from "../../model/system.ts";
import { processText } from "../../properties/claims/conforms.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { ObservedStep } from "../../properties/step.ts";
import { plainTable } from "./layout/table.ts";

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

/** The trace as a table for a terminal, and below it how target and specification part in the last step. */
export function traceText(scope: Scope, trace: Trace): string {
	const heading = ["step", "action", "what PM did", "processes after it", "slots after it"].map((cell) =>
		chalk.bold(cell),
	);
	const rows = trace.steps.map((step, index) =>
		traceRow(scope, step, index + 1, index === trace.steps.length - 1 && trace.broken.length > 0),
	);
	return plainTable([heading, ...rows]) + disagreementText(scope, trace);
}

function traceRow(scope: Scope, step: ObservedStep, number: number, last: boolean): string[] {
	const cells = [
		String(number),
		formatAction(scope, step.action),
		outcomeText(scope, step.outcome),
		processesText(scope, step.after),
		slotsText(scope, step.after),
	];
	return last ? cells.map((cell) => chalk.red(cell)) : cells;
}

function disagreementText(scope: Scope, { steps, broken }: Trace): string {
	const last = steps.at(-1);
	if (!last || broken.length === 0) return "";
	const lines = broken.map(({ claim, violation }) => chalk.red(`  ✗ ${claim.id}: ${violation.detail}`));
	if (last.expected && last.outcome.ok) {
		const { state, result } = last.expected;
		const parts: readonly (readonly [string, string, string])[] = [
			["what PM did", resultText(scope, result), resultText(scope, last.outcome.result)],
			["processes", processesText(scope, state), processesText(scope, last.after)],
			["slots", slotsText(scope, state), slotsText(scope, last.after)],
		];
		for (const [what, expected, found] of parts.filter(([, expected, found]) => expected !== found)) {
			lines.push(
				`    ${what}: specification ${chalk.green(expected)}`,
				`    ${" ".repeat(what.length)}  target        ${chalk.red(found)}`,
			);
		}
	}
	return `${lines.join("\n")}\n`;
}

/** What PM did, or how it failed, in a few words. */
export function outcomeText(scope: Scope, outcome: Outcome): string {
	if (outcome.ok) return resultText(scope, outcome.result);
	return failureText(outcome.failure);
}

/** How an action failed, in a line: `assertion in resume_event, line 98: subs[i].waiting < NR_PROCS`. */
export function failureText({ kind, text, where, line }: Failure): string {
	return `${kind}${where ? ` in ${where}` : ""}${line === undefined ? "" : `, line ${line}`}: ${text}`;
}

/** What PM did, in a few words. */
export function resultText(scope: Scope, { code, messages, callbacks, warning }: Result): string {
	const parts = [
		...(code === undefined ? [] : [code]),
		...messages.map(
			({ to, about, event }) =>
				`asks ${processName(scope, to)} about ${about < 0 ? "nobody" : processName(scope, about)} (${maskName(event)})`,
		),
		...callbacks.map(({ name, process }) => `${name}(${processName(scope, process)})`),
		...(warning === undefined ? [] : ["warns"]),
	];
	return parts.join(", ") || "-";
}

/** The processes in use, those in the same state together: `u0 u1 running; s0 exiting`. */
export function processesText(scope: Scope, state: State): string {
	const names = new Map<string, string[]>();
	for (const [index, process] of state.processes.entries()) {
		if (process.lifecycle === "free") continue;
		const text = processText(scope, process);
		names.set(text, [...(names.get(text) ?? []), processName(scope, index)]);
	}
	return [...names].map(([text, alike]) => `${alike.join(" ")} ${text}`).join("; ") || "all free";
}

/** The slots in a line; `none` for none. */
export function slotsText(scope: Scope, state: State): string {
	const texts = state.slots.map(
		({ service, mask, waiting }) => `${processName(scope, service)}: ${maskName(mask)}, ${waiting} waiting`,
	);
	return texts.join("; ") || "none";
}
