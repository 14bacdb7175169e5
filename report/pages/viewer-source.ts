import type { RecordedStep } from "../explain/execution.ts";
import { lineOf, type Story, type Subject } from "../explain/explanation.ts";
import { valueText, wordName } from "../explain/words.ts";
import type { ViewerData, ViewerStep } from "./viewer/data.ts";

/** The part of a step that the viewer's pane with the source shows. */
type SourceStep = Pick<ViewerStep, "functions" | "sourceNote" | "writes" | "focusLine">;

/** The source for the viewer; undefined where no step of the story has a line in it. */
export function viewerSource({ subject, recording }: Story): ViewerData["source"] {
	const { file, lines } = subject;
	const hasLines = recording.steps.some(({ called }) => called.some((call) => linesOf(subject, call).length > 0));
	if (isMirror(subject) && !hasLines) return undefined;
	return { title: `Source: ${isMirror(subject) ? "the mirror, " : ""}${file}`, lines };
}

/** The source before the first step. */
export function sourceAtStart(subject: Subject): SourceStep {
	return { functions: [], sourceNote: noteOf(subject, undefined), writes: [], focusLine: undefined };
}

/** The lines of the source that ran in a step, and what they wrote. */
export function sourceInStep({ subject, recording: { scope, names } }: Story, step: RecordedStep): SourceStep {
	const functions = step.called.map((call) => ({ name: call.name, lines: linesOf(subject, call) }));
	return {
		functions,
		sourceNote: noteOf(subject, functions.length),
		writes: step.writes.flatMap(({ word, from, to, by }) =>
			by
				? [
						{
							line: by.line,
							text: `${wordName(names, word)}: ${valueText(scope, word, from)} → ${valueText(scope, word, to)}`,
						},
					]
				: [],
		),
		focusLine: lineOf(step),
	};
}

/** @param ran how many functions ran in the step; undefined before the first one */
function noteOf(subject: Subject, ran: number | undefined): string {
	if (subject.lines.length === 0) return "The source was not available when this page was made.";
	if (ran === undefined) return "Each step marks what it runs.";
	if (ran === 0) return "Nothing of this file runs in this step.";
	return isMirror(subject)
		? "Marked: the functions that this step runs; the mirror records no lines."
		: "Marked: the lines that this step runs, with the memory that they change.";
}

function isMirror({ sha256 }: Subject): boolean {
	return sha256 === undefined;
}

/** The lines of a function that ran: all of it where its lines are not recorded. */
function linesOf({ lines }: Subject, { lines: ran, defined }: RecordedStep["called"][number]): readonly number[] {
	if (ran.length > 0 || defined === undefined) return ran;
	const indent = /^\s*/.exec(lines[defined - 1] ?? "")?.[0] ?? "";
	const end = lines.indexOf(`${indent}}`, defined - 1);
	return Array.from({ length: end < 0 ? 1 : end + 2 - defined }, (_, offset) => defined + offset);
}
