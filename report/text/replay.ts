import chalk from "chalk";
import type { Counterexample } from "../../lockstep/counterexample.ts";
import type { Replay } from "../../lockstep/replay.ts";
import { formatAction } from "../../model/action.ts";
import { shellPath } from "../escape/shell.ts";
import { terminalText } from "../escape/terminal.ts";
import type { ReplayResult } from "../results.ts";
import { wrapped } from "./layout/width.ts";
import { counted } from "./numbers.ts";
import { commandText } from "./sections/next.ts";
import { stepsTable, traceText } from "./sections/trace-table.ts";
import type { Trace } from "./trace.ts";

/** Result of running a counterexample again: it fails as it did, no longer reproduces, or violates something else. */
export type ReplayVerdict = "reproduced" | "fixed" | "different";

/** A counterexample that was run again. */
export interface ReplayReport {
	/** The file that it was read from; undefined where it was read from none. */
	readonly file: string | undefined;
	/** Options that a command on the file needs, as words with a space before each; empty where it needs none. */
	readonly fileWords: string;
	readonly counterexample: Counterexample;
	/** The target that it was run on. */
	readonly description: string;
	/** True if that is not the one that it was found on. */
	readonly isOtherSource: boolean;
	/** The path of a source that the file does not name; undefined where it was run on what the file names, or on the mirror. */
	readonly instead: string | undefined;
	readonly run: Replay;
	readonly trace: Trace;
	readonly verdict: ReplayVerdict;
	/** Of a lasso that violates nothing any more: the reason. */
	readonly reason: string | undefined;
}

/** A counterexample that was run again, for a terminal. */
export function replayText(report: ReplayReport): string {
	const { file, counterexample, description, isOtherSource, run, trace } = report;
	const { scope, claim, cause, interleaving, lasso } = counterexample;
	const skipped = lasso ? 0 : interleaving.length - run.taken.length;
	const isLooped = (index: number): boolean => lasso !== undefined && index >= lasso.loopStart;
	const steps = lasso
		? stepsTable(scope, trace.steps, (index) => (isLooped(index) ? "↻" : undefined))
		: traceText(scope, trace);
	const skippedText = `${counted(skipped, "action")} ${skipped === 1 ? "was" : "were"} not enabled and ${skipped === 1 ? "was" : "were"} skipped, or came after the violation`;
	return [
		file === undefined ? "" : `${terminalText(file)}\n`,
		wrapped(
			`${claim}: ${terminalText(cause)}; ${counted(interleaving.length, "action")}, ${counterexample.minimality}`,
			2,
		),
		wrapped(`on ${description}${isOtherSource ? ", another than it was found on" : ""}`, 2),
		`\n${steps}\n`,
		skipped > 0 ? wrapped(skippedText, 2) : "",
		wrapped(conclusionText(report), 2),
		nextText(report),
	].join("");
}

function conclusionText({ counterexample, run, verdict, reason, instead }: ReplayReport): string {
	const { claim, cause, lasso } = counterexample;
	switch (verdict) {
		case "reproduced": {
			const isLoop = lasso !== undefined && lasso.loopStart < run.taken.length;
			const how = isLoop ? "for ever: the loop comes back to the state in which it starts" : "by the same cause";
			return chalk.red(`reproduced: ${claim} is violated, ${how}`);
		}
		case "fixed": {
			const what = reason === undefined ? "the interleaving violates nothing" : `it violates nothing, as ${reason}`;
			const head = instead === undefined ? "fixed" : `not reproduced on ${terminalText(instead)}`;
			return chalk.green(`${head}: ${what}; it violated ${claim} (${terminalText(cause)})`);
		}
		case "different": {
			const now = run.broken.map((one) => `${one.claim.id} (${one.cause})`).join(", ");
			return chalk.magenta(`different: it violates ${now}; it violated ${claim} (${terminalText(cause)})`);
		}
	}
}

function nextText({ file, fileWords, verdict }: ReplayReport): string {
	const path = file === undefined ? "FILE" : shellPath(file);
	switch (verdict) {
		case "reproduced":
			return commandText("make a bug report", `npx rollcall report ${path}${fileWords}`);
		case "fixed":
			return wrapped("next: run npx rollcall verify: other interleavings may violate a claim", 2);
		case "different":
			return wrapped("next: run npx rollcall verify: it finds the shortest counterexample of what is violated now", 2);
	}
}

/** A counterexample that was run again, for `--json`. */
export function replayJson({ file, counterexample, isOtherSource, run, verdict, reason }: ReplayReport): ReplayResult {
	const { scope, claim, cause, minimality, lasso } = counterexample;
	return {
		format: "rollcall-replay",
		version: 1,
		verdict,
		...{ file: file ?? null, claim, cause, minimality, scope, isOtherSource },
		interleaving: counterexample.interleaving.map((action) => formatAction(scope, action)),
		...(lasso ? { loopStart: lasso.loopStart } : {}),
		...(reason === undefined ? {} : { reason }),
		executed: run.taken.length,
		broken: run.broken.map((one) => ({ claim: one.claim.id, cause: one.cause, detail: one.detail })),
	};
}
