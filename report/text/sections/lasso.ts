import chalk from "chalk";
import type { ActionLasso } from "../../../explore/temporal/liveness-claims.ts";
import type { Interleaving } from "../../../lockstep/random.ts";
import { type Action, formatAction } from "../../../model/action.ts";
import { processName, type Scope, scopeName } from "../../../model/scope.ts";
import type { State } from "../../../model/state.ts";
import type { Claim } from "../../../properties/claim.ts";
import type { LassoResult, WitnessResult } from "../../results.ts";
import { heading } from "../layout/colours.ts";
import { plainTable } from "../layout/table.ts";
import { wrapped } from "../layout/width.ts";
import { counted, grouped } from "../numbers.ts";
import { processesText, slotsText } from "../trace.ts";

/** One action of a run, and the state behind it. */
export interface RunStep {
	readonly action: Action;
	readonly after: State;
}

/** A fair run that violates a claim about liveness, as data. */
export interface Lasso extends ActionLasso {
	readonly claim: Claim;
	readonly scope: Scope;
	/** Process or service that stays pending for ever. */
	readonly subject: number;
	/** Condition that lasts for ever, without names and numbers. */
	readonly cause: string;
	/** Stem and loop as they ran on the target. */
	readonly steps: readonly RunStep[];
	/** Claims that a step of the stem breaks, and the number of that step, from 1; undefined where none does. */
	readonly follows: { readonly claims: readonly string[]; readonly step: number } | undefined;
}

/** A shortest interleaving that reaches what a claim says can happen. */
export interface WitnessRun {
	readonly claim: Claim;
	readonly scope: Scope;
	readonly interleaving: Interleaving;
	/** The command that runs it again. */
	readonly replay: string;
}

/** The lasso with its table, for a terminal. */
export function lassoText(lasso: Lasso): string {
	const { claim, scope, subject, cause, stem, loop, follows } = lasso;
	const names = heading("step", "action", "processes", "slots");
	const rows = lasso.steps.map(({ action, after }, index) => [
		`${index === stem.length ? "↻ " : ""}${index + 1}`,
		formatAction(scope, action),
		processesText(scope, after),
		slotsText(scope, after),
	]);
	const notes = [
		`  ✗ ${claim.id}: ${cause}: ${processName(scope, subject)}; ${againText(stem.length, loop.length)}`,
		"  the run is fair: VFS replies, and every service that is asked replies or dies",
		...(follows ? [`  follows from ${follows.claims.join(", ")}, violated at step ${follows.step}`] : []),
		`  a stem of ${counted(stem.length, "action")}, the shortest at ${scopeName(scope)}, and a loop of ${grouped(loop.length)}`,
	];
	return [
		`\n${wrapped(`${chalk.red("✗")} ${claim.id} is ${chalk.red("violated")}: ${claim.sentence}`, 2)}`,
		`${wrapped(`  source: ${claim.source}`, 4)}\n`,
		`${plainTable([names, ...rows])}\n`,
		...notes.map((line) => wrapped(line, 4)),
	].join("");
}

/** @param stem number of actions before the loop. @param loop number of actions in it */
function againText(stem: number, loop: number): string {
	if (loop === 0) return `nothing is enabled after step ${stem}`;
	return loop === 1 ? `step ${stem + 1} repeats for ever` : `steps ${stem + 1} to ${stem + loop} repeat for ever`;
}

/** The witnesses, each with the command that runs it again. */
export function witnessesText(witnesses: readonly WitnessRun[]): string {
	return witnesses
		.map(({ claim, scope, interleaving, replay }) => {
			const head = wrapped(`${claim.id} is ${chalk.green("witnessed")}: ${claim.sentence}`, 2);
			const length = `  ${counted(interleaving.length, "action")}, shortest at ${scopeName(scope)}, by breadth-first search`;
			return `\n${head}${wrapped(length, 4)}  replay: ${replay}\n`;
		})
		.join("");
}

/** The lasso for `--json`. */
export function lassoJson({ claim, scope, subject, cause, stem, loop, follows }: Lasso): LassoResult {
	const texts = (actions: readonly Action[]): readonly string[] => actions.map((action) => formatAction(scope, action));
	return {
		claim: claim.id,
		cause,
		subject: processName(scope, subject),
		scope,
		stem: texts(stem),
		loop: texts(loop),
		...(follows ? { follows } : {}),
	};
}

/** The witness for `--json`. */
export function witnessJson({ claim, scope, interleaving, replay }: WitnessRun): WitnessResult {
	const texts = interleaving.map((action) => formatAction(scope, action));
	return { claim: claim.id, scope, interleaving: texts, replay };
}
