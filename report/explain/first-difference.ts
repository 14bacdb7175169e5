import type { SourceLine } from "../../impl/c/instrument/lines.ts";
import { differentResult } from "../../properties/claims/conforms.ts";
import { type Differing, differingWords, entryOf, fieldOf } from "./diagnosis.ts";
import type { RecordedStep, Recording } from "./execution.ts";

/**
 * The first difference between a run and the specification, and the line that made it: `waiting of a subscriber, written
 * in do_proc_event_reply, line 260`. Names and numbers of processes and slots are left out, so that findings of one fault
 * have the same.
 *
 * A wrong word is the fault of the line that wrote it, the first such line in the step. A word that should have changed and
 * did not is the fault of that step, or, in an entry that comes into use with an old value, of the line that takes it into
 * use.
 *
 * @returns undefined where the run does not differ
 */
export function firstDifference({ scope, steps }: Recording): string | undefined {
	for (const [index, step] of steps.entries()) {
		const { outcome, expected, after } = step.observed;
		if (!outcome.ok) {
			const { kind, where, line } = outcome.failure;
			return `${kind}${where === undefined ? "" : ` in ${where}`}${line === undefined ? "" : `, line ${line}`}`;
		}
		if (!expected) continue;
		const words = differingWords(scope, expected.state, step, after.eventsubs);
		const previous = steps[index - 1]?.observed.expected?.state.slots.length ?? 0;
		if (words.length > 0) return ofWords(step, words, previous);
		const different = differentResult(scope, expected.result, outcome.result);
		if (different) return `${different.cause}${placeText("after", lastWrite(step) ?? step.last)}`;
	}
	return undefined;
}

/** @param entries how many entries were in use before the step */
function ofWords(step: RecordedStep, words: readonly Differing[], entries: number): string {
	// The last write of a word made it what it is; the first of these made the first difference.
	const writes = words.map(({ word }) => step.writes.findLastIndex((write) => write.word === word && write.by));
	const [first] = writes.filter((index) => index >= 0).sort((a, b) => a - b);
	const written = first === undefined ? undefined : step.writes[first];
	if (written) return `${wordText(written.word)}${placeText("written in", written.by)}`;
	const stale = words.find(({ word }) => (entryOf(word) ?? -1) >= entries);
	if (stale) {
		const use = step.writes.findLast(({ word }) => word === "nsubs")?.by;
		return `${wordText(stale.word)}, left over in a new entry${placeText("taken into use in", use)}`;
	}
	const refusal = lastWrite(step) ? undefined : step.last;
	return `${wordText(words[0]?.word ?? "")}, not changed${placeText("up to", refusal)}`;
}

function wordText(word: string): string {
	const field = fieldOf(word);
	return entryOf(word) === undefined ? field : `${field} of a subscriber`;
}

/** The last line of the source that changed a word. */
function lastWrite({ writes }: RecordedStep): SourceLine | undefined {
	return writes.findLast(({ by }) => by)?.by;
}

function placeText(relation: string, line: SourceLine | undefined): string {
	if (!line) return "";
	// The mirror gives functions, and no lines.
	return `, ${relation} ${line.name}${line.line > 0 ? `, line ${line.line}` : ""}`;
}
