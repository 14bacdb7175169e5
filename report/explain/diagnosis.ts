import { flagsOf } from "../../impl/image.ts";
import { rowOfEndpoint } from "../../impl/lives.ts";
import { formatAction } from "../../model/action.ts";
import { isService, nrProcs, processName, rowOf, type Scope } from "../../model/scope.ts";
import { KNOWN_BITS, type State } from "../../model/state.ts";
import { inSentence } from "../escape/markdown.ts";
import { failureText, resultText } from "../text/trace.ts";
import type { RecordedStep, Recording, Write } from "./execution.ts";
import { entryOf, entryText, fieldOf, fieldText, valueText, wordText } from "./words.ts";

/**
 * Explains the violation in the last step of a recording: the words of memory that differ from the specification, the
 * action that left them so, and how they came back into use. Uses the recording alone.
 *
 * @returns sentences, code in them between backticks
 */
export function whyOf(recording: Recording): readonly string[] {
	const { scope, steps } = recording;
	const last = steps.at(-1);
	if (!last) return [];
	const { outcome, expected, after } = last.observed;
	if (!outcome.ok) return whyFailed(recording, last);
	const blamed = expected ? differingWords(scope, expected.state, last, after.eventsubs) : [];
	// Whom PM asked, and whom it did not, says more than the words of memory that go with it.
	const sentences = isOtherResult(scope, last) ? whyOtherResult(recording, last) : [];
	sentences.push(...blamed.slice(0, MOST_WORDS).flatMap((word) => blame(recording, word)));
	if (blamed.length > MOST_WORDS) sentences.push(`${blamed.length - MOST_WORDS} more words differ.`);
	return sentences;
}

/** Number of differing words that are traced back. */
const MOST_WORDS = 3;

/** A word that is not what the specification has. */
export interface Differing {
	readonly word: string;
	readonly expected: number;
	readonly found: number;
}

/** Words of memory in use that are not what the specification has after a step. */
export function differingWords(
	scope: Scope,
	expected: State,
	{ words }: Pick<RecordedStep, "words">,
	eventsubs: readonly number[],
): readonly Differing[] {
	const { slots, processes } = expected;
	const differing: Differing[] = [];
	/** Compares a word, if the source has it. */
	const compare = (word: string, expected: number, meant = (raw: number): number => raw, isSame = isEqual): void => {
		const raw = words.get(word);
		if (raw === undefined) return;
		const found = meant(raw);
		if (!isSame(expected, found)) differing.push({ word, expected, found });
	};
	compare("nsubs", slots.length);
	compare("nested", 0);
	for (const [i, { service, mask, waiting }] of slots.entries()) {
		compare(`subs[${i}].endpt`, rowOf(scope, service), rowOfEndpoint);
		compare(`subs[${i}].mask`, mask, undefined, isMaskKept);
		compare(`subs[${i}].waiting`, waiting);
	}
	for (const [index, process] of processes.entries()) {
		const name = processName(scope, index);
		const place = slots.findIndex(({ service }) => service === process.waitsFor);
		compare(`mp_flags of ${name}`, flagsOf(process, isService(scope, index)));
		compare(`mp_eventsub of ${name}`, place, (raw) => eventsubs[index] ?? raw);
	}
	return differing;
}

function isEqual(one: number, other: number): boolean {
	return one === other;
}

/** True if memory has all of a mask that decides anything: the bits that stand for events, and that it is a subscription. */
function isMaskKept(given: number, found: number): boolean {
	return ((given ^ found) & KNOWN_BITS) === 0 && (given === 0) === (found === 0);
}

/** Traces a word from the action that left it as it is to the last step. */
function blame(recording: Recording, { word, expected, found }: Differing): string[] {
	const { scope, steps, names } = recording;
	const name = wordText(names, word);
	const count = steps.length;
	const head = `After step ${count} ${name} is ${valueText(scope, word, found)}; the specification has ${valueText(scope, word, expected)} there.`;
	const written = lastWrite(steps, word);
	const never = names === "slots" ? "No step changed it." : "Nothing ever wrote it: it is as at PM's start.";
	if (!written) return [`${head} ${never}`];
	const { step, write } = written;
	const entry = entryOf(word);
	const owner = entry === undefined ? "" : ownerText(recording, step, entry);
	if (step === count) {
		// The last change need not be the wrong one.
		const writes = steps[step - 1]?.writes.filter((candidate) => candidate.word === word) ?? [];
		return [head, ...writes.map((each) => `${changeText(recording, step, each)}${owner}`)];
	}
	const sentences = [head, `${changeText(recording, step, write)}${owner}`];
	if (entry !== undefined) sentences.push(...fateOf(recording, entry, step));
	const last = steps[count - 1];
	const near = entry === undefined ? [] : (last?.writes ?? []).filter((other) => entryOf(other.word) === entry);
	const others = near.map(({ word }) => wordText(names, word));
	if (others.length > 0) {
		sentences.push(
			`Step ${count} changes ${listText([...new Set(others)])}, but not ${name}: what step ${step} left there is taken for ${valueText(scope, `subs[${entry}].endpt`, last?.words.get(`subs[${entry}].endpt`) ?? 0)}'s.`,
		);
	} else {
		sentences.push(`Step ${count} leaves ${name} as it was.`);
	}
	return sentences;
}

/** The steps since which an entry of the list went behind its end or came back before it. */
function fateOf(recording: Recording, entry: number, since: number): string[] {
	return recording.steps.slice(since).flatMap((step, offset) =>
		step.writes
			.filter(({ word, from, to }) => word === "nsubs" && from > entry !== to > entry)
			.map((write) => {
				const fate = write.to <= entry ? keptText(recording, step, entry) : "is in use again";
				const change = changeText(recording, since + offset + 1, write);
				return `${change} ${capital(entryText(recording.names, entry))} ${fate}.`;
			}),
	);
}

/** Content of an entry behind the end of the list; a source that shows its subscribers itself shows no such entry. */
function keptText({ scope, names }: Recording, { words }: RecordedStep, entry: number): string {
	const kept = ["endpt", "mask", "waiting"].flatMap((field) => {
		const word = `subs[${entry}].${field}`;
		const value = words.get(word);
		return value === undefined ? [] : [`${fieldText(names, field)} ${valueText(scope, word, value)}`];
	});
	return kept.length === 0
		? "is not in use any more"
		: `is now behind the end of the list, where it keeps ${listText(kept)}`;
}

/** Explains a result that differs from the specification, although memory may be as it should. */
function whyOtherResult(recording: Recording, { observed }: RecordedStep): string[] {
	const { scope, steps } = recording;
	const { outcome, expected } = observed;
	if (!outcome.ok || !expected) return [];
	const sentences = [
		`In step ${steps.length} the specification gives \`${resultText(scope, expected.result)}\`, the source \`${resultText(scope, outcome.result)}\`.`,
	];
	const touched = [expected.result, outcome.result].flatMap(({ messages, callbacks }) => [
		...messages.map(({ about }) => about),
		...callbacks.map(({ process }) => process),
	]);
	for (const process of new Set(touched.filter((process) => process >= 0 && process < nrProcs(scope)))) {
		const word = `mp_eventsub of ${processName(scope, process)}`;
		const written = lastWrite(steps.slice(0, -1), word);
		if (!written) continue;
		sentences.push(`${changeText(recording, written.step, written.write)} Step ${steps.length} goes on from there.`);
	}
	return sentences;
}

/** Explains a failure of PM in the last step. */
function whyFailed(recording: Recording, last: RecordedStep): readonly string[] {
	const { scope, steps } = recording;
	const { outcome, before } = last.observed;
	if (outcome.ok) return [];
	const sentences = [`Step ${steps.length} does not complete: ${inSentence(failureText(outcome.failure))}.`];
	// What was wrong already when the step began explains it best.
	const previous = steps.at(-2);
	const expected = previous?.observed.expected;
	const earlier = { ...recording, steps: steps.slice(0, -1) };
	const blamed = previous && expected ? differingWords(scope, expected.state, previous, before.eventsubs) : [];
	for (const word of blamed.slice(0, MOST_WORDS)) sentences.push(...blame(earlier, word));
	if (blamed.length > 0) return sentences;
	sentences.push("Until then the memory is what the specification has.");
	const fields = outcome.failure.text.match(/\b(?:endpt|mask|waiting|nsubs|nested|mp_eventsub|mp_flags)\b/g) ?? [];
	for (const field of new Set(fields)) {
		const words = [...last.words.keys()].filter((word) => fieldOf(word) === field);
		const written = words
			.flatMap((word) => lastWrite(steps, word) ?? [])
			.sort((a, b) => b.step - a.step)
			.at(0);
		if (written) sentences.push(changeText(recording, written.step, written.write));
	}
	return sentences;
}

function isOtherResult(scope: Scope, { observed }: RecordedStep): boolean {
	const { outcome, expected } = observed;
	return (
		outcome.ok && expected !== undefined && resultText(scope, expected.result) !== resultText(scope, outcome.result)
	);
}

/** The last time that a word got another value, and in which step, from 1. */
function lastWrite(
	steps: readonly RecordedStep[],
	word: string,
): { readonly step: number; readonly write: Write } | undefined {
	for (let step = steps.length; step > 0; step--) {
		const write = steps[step - 1]?.writes.findLast((candidate) => candidate.word === word);
		if (write) return { step, write };
	}
	return undefined;
}

function stepText(steps: readonly RecordedStep[], step: number): string {
	const observed = steps[step - 1]?.observed;
	return observed ? `Step ${step}, \`${formatAction(observed.scope, observed.action)}\`` : `Step ${step}`;
}

/** Describes a write: the word, its values and the line. @param step the step, from 1 */
function changeText({ scope, steps, names }: Recording, step: number, { word, from, to, by }: Write): string {
	const called = steps[step - 1]?.called.map(({ name }) => `\`${inSentence(name)}\``) ?? [];
	const where = by ? `\`${inSentence(by.name)}\`, line ${by.line}` : called.join(" or ") || "PM";
	const change = `${wordText(names, word)} goes from ${valueText(scope, word, from)} to ${valueText(scope, word, to)}`;
	return `${stepText(steps, step)}: ${change} in ${where}.`;
}

function ownerText({ scope, steps, names }: Recording, number: number, entry: number): string {
	const step = steps[number - 1];
	const word = `subs[${entry}].endpt`;
	const inUse = entry < (step?.words.get("nsubs") ?? 0);
	const owner = valueText(scope, word, step?.words.get(word) ?? 0);
	return inUse
		? ` ${capital(entryText(names, entry))} is then ${names === "slots" ? "that" : "the entry"} of ${owner}.`
		: "";
}

/** Capitalises the beginning of a sentence, but for code. */
function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

function listText(items: readonly string[]): string {
	return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
