import type { SourceLine } from "../../impl/c/instrument/lines.ts";
import { differentResult } from "../../properties/claims/conforms.ts";
import { type Differing, differingWords } from "./diagnosis.ts";
import type { RecordedStep, Recording } from "./execution.ts";
import { entryOf, fieldName, fieldOf, type ListNames, wordName } from "./words.ts";

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
export function firstDifference(recording: Recording): string | undefined {
	const { scope, steps, names } = recording;
	const index = firstDifferent(recording);
	const step = index === undefined ? undefined : steps[index];
	if (index === undefined || !step) return undefined;
	const { outcome, expected, after } = step.observed;
	if (!outcome.ok) {
		const { kind, where, line } = outcome.failure;
		return `${kind}${where === undefined ? "" : ` in ${where}`}${line === undefined ? "" : `, line ${line}`}`;
	}
	if (!expected) return undefined;
	const words = differingWords(scope, expected.state, step, after.eventsubs);
	const previous = steps[index - 1]?.observed.expected?.state.slots.length ?? 0;
	if (words.length > 0) return ofWords(step, words, previous, names);
	const different = differentResult(scope, expected.result, outcome.result);
	return different && `${different.cause}${placeText("after", lastWrite(step) ?? step.last)}`;
}

/** The first step that fails, or after which memory or the result is not as expected; undefined if there is none. */
export function firstDifferent({ scope, steps }: Pick<Recording, "scope" | "steps">): number | undefined {
	const index = steps.findIndex((step) => {
		const { outcome, expected, after } = step.observed;
		if (!outcome.ok) return true;
		if (!expected) return false;
		const words = differingWords(scope, expected.state, step, after.eventsubs);
		return words.length > 0 || differentResult(scope, expected.result, outcome.result) !== undefined;
	});
	return index < 0 ? undefined : index;
}

/** @param entries how many entries were in use before the step */
function ofWords(step: RecordedStep, words: readonly Differing[], entries: number, names: ListNames): string {
	const foreign = new Set(words.filter(({ word }) => fieldOf(word) === "endpt").map(({ word }) => entryOf(word)));
	// An entry that is another subscriber's differs as a whole.
	const own = words.filter(({ word }) => fieldOf(word) === "endpt" || !foreign.has(entryOf(word)));
	const [first] = own.flatMap(({ word }) => origin(step, word, entries, names) ?? []).sort((a, b) => a.at - b.at);
	if (first) return first.text;
	const refusal = lastWrite(step) ? undefined : step.last;
	return `${plainText(own[0]?.word ?? "", names)}, not changed${placeText("up to", refusal)}`;
}

/** A wrong word's origin, and its place among the writes of the step; undefined where the step did not write it. */
function origin(
	{ writes }: RecordedStep,
	word: string,
	entries: number,
	names: ListNames,
): { readonly at: number; readonly text: string } | undefined {
	const lastOf = (name: string): number => writes.findLastIndex((write) => write.word === name && write.by);
	const entry = entryOf(word);
	const changed = lastOf(word);
	if (changed < 0 && entry !== undefined && entry >= entries) {
		const used = lastOf("nsubs");
		const place = placeText("taken into use in", writes[used]?.by);
		return { at: used, text: `${plainText(word, names)}, left over in a new entry${place}` };
	}
	// An entry that is copied over another need not change every word of it.
	const at = Math.max(changed, entry === undefined ? -1 : lastOf(`subs[${entry}].endpt`));
	return at < 0 ? undefined : { at, text: `${plainText(word, names)}${placeText("written in", writes[at]?.by)}` };
}

function plainText(word: string, names: ListNames): string {
	if (entryOf(word) !== undefined) return `${fieldName(names, fieldOf(word))} of a subscriber`;
	const name = wordName(names, word);
	return name === word ? fieldOf(word) : name.replace(/^the /, "");
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
