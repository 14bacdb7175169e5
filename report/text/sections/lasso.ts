import chalk from "chalk";
import type { ActionLasso } from "../../../explore/temporal/liveness-claims.ts";
import { type Action, formatAction } from "../../../model/action.ts";
import { processName, type Scope, scopeName } from "../../../model/scope.ts";
import type { LivenessClaim } from "../../../properties/claim.ts";
import type { ObservedStep } from "../../../properties/step.ts";
import { shellWord } from "../../escape/shell.ts";
import type { LassoResult } from "../../result-parts.ts";
import { verdictMark } from "../layout/colours.ts";
import { wrapped } from "../layout/width.ts";
import { counted, grouped } from "../numbers.ts";
import { UNSIGNED_TOO } from "./char.ts";
import { stepsTable } from "./trace-table.ts";

/** A fair run that violates a claim about liveness, as data. */
export interface Lasso extends ActionLasso {
	readonly claim: LivenessClaim;
	readonly scope: Scope;
	/** Process or service that stays pending for ever. */
	readonly subject: number;
	/** Condition that lasts for ever, without names and numbers. */
	readonly cause: string;
	/** Stem and loop as they ran on the target. */
	readonly steps: readonly ObservedStep[];
	/** Claims that a step of the stem breaks, and the number of that step, from 1; undefined where none does. */
	readonly follows: { readonly claims: readonly string[]; readonly step: number } | undefined;
	/** True if a search found it: no stem at the scope is shorter. */
	readonly isShortest: boolean;
	/** The command that runs it again. */
	readonly replay: string;
	/** The file that it is kept in; undefined where it is kept in none. */
	readonly file: string | undefined;
	/** Options that a command on the file needs, as words with a space before each; empty where it needs none. */
	readonly fileWords: string;
	/** True if the baseline has it, or all that it follows from. */
	readonly isKnown: boolean;
}

/**
 * The lassos for a terminal: new ones with their tables, known ones in a line each.
 *
 * @param unsigned those of the same source with unsigned chars: one that is the same is a note
 */
export function lassosText(lassos: readonly Lasso[], unsigned: readonly Lasso[] = []): string {
	const signedRuns = new Set(lassos.map(runOf));
	const unsignedRuns = new Set(unsigned.map(runOf));
	const others = unsigned.filter((lasso) => !signedRuns.has(runOf(lasso)));
	return `${listed(lassos, (lasso) => unsignedRuns.has(runOf(lasso)))}${listed(others, () => false)}`;
}

/** Claim, cause, stem and loop of a lasso, as a key; a known one is not the same as a new one. */
function runOf({ claim, cause, scope, stem, loop, isKnown }: Lasso): string {
	return JSON.stringify([claim.id, cause, scope, stem, loop, isKnown]);
}

function listed(lassos: readonly Lasso[], isUnsignedToo: (lasso: Lasso) => boolean): string {
	const known = lassos.filter(({ isKnown }) => isKnown);
	return [
		...lassos.filter(({ isKnown }) => !isKnown).map((lasso) => lassoText(lasso, isUnsignedToo(lasso))),
		known.length > 0 ? "\n" : "",
		...known.map(({ claim, cause }) => wrapped(`known: ${claim.id}: ${cause}`, 2)),
	].join("");
}

/** The lasso with its table. */
function lassoText(lasso: Lasso, isUnsignedToo: boolean): string {
	const { claim, scope, cause, stem, loop, follows, replay, file, fileWords, isShortest } = lasso;
	const isRed = (index: number): boolean => index + 1 === follows?.step;
	const shortest = isShortest ? `, the shortest at ${scopeName(scope)}` : "";
	const notes = [
		`  ${verdictMark("violated")} ${claim.id}: ${lassoDetail(lasso)}`,
		...(follows ? [`  follows from ${follows.claims.join(", ")}, violated at step ${follows.step}`] : []),
		"",
		...(loop.length > 0 ? ["  the run is fair: VFS replies, and every service that is asked replies or dies"] : []),
		loop.length > 0
			? `  a stem of ${counted(stem.length, "action")}${shortest}, and a loop of ${grouped(loop.length)}`
			: `  ${counted(stem.length, "action")}${shortest}`,
		...(isUnsignedToo ? [`  ${UNSIGNED_TOO}`] : []),
	];
	return [
		`\n${wrapped(`${verdictMark("violated")} ${chalk.bold(`${claim.id} is violated`)}: ${claim.sentence}`, 2)}`,
		wrapped(`  source: ${claim.source}`, 4),
		`${wrapped(`  cause: ${cause}`, 4)}\n`,
		`${stepsTable(scope, lasso.steps, (index) => (index >= stem.length ? "↻" : isRed(index) ? "✗" : undefined))}\n`,
		...notes.map((line) => wrapped(line, 4)),
		`  replay: ${replay}\n`,
		file === undefined ? "" : `  report: npx rollcall report ${shellWord(file)}${fileWords}\n`,
	].join("");
}

/** Condition that lasts for ever, with names and numbers: `a slot that is never given back: s0; step 11 repeats for ever`. */
export function lassoDetail({ cause, scope, subject, ...run }: Lasso): string {
	return `${cause}: ${processName(scope, subject)}; ${againText(run)}`;
}

function againText({
	stem: { length: stem },
	loop: { length: loop },
	steps,
}: Pick<Lasso, "stem" | "loop" | "steps">): string {
	if (steps.at(-1)?.outcome.ok === false) return `PM stops at step ${stem}`;
	if (loop === 0) return `nothing is enabled after step ${stem}`;
	return loop === 1 ? `step ${stem + 1} repeats for ever` : `steps ${stem + 1} to ${stem + loop} repeat for ever`;
}

/** The lasso for `--json`. */
export function lassoJson({ claim, scope, subject, cause, stem, loop, follows, ...rest }: Lasso): LassoResult {
	const texts = (actions: readonly Action[]): readonly string[] => actions.map((action) => formatAction(scope, action));
	return {
		claim: claim.id,
		cause,
		subject: processName(scope, subject),
		scope,
		stem: texts(stem),
		loop: texts(loop),
		...(follows ? { follows } : {}),
		...{ replay: rest.replay, file: rest.file ?? null },
	};
}
