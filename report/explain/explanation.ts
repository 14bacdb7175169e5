import type { Failure } from "../../impl/failure.ts";
import { eventsubOf, flagsOf } from "../../impl/image.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Counterexample } from "../../lockstep/counterexample.ts";
import { replayOn, replayOnStatecharts } from "../../lockstep/replay.ts";
import { causeOf } from "../../lockstep/run.ts";
import { formatAction, maskName } from "../../model/action.ts";
import { isService, processName, type Scope } from "../../model/scope.ts";
import type { Process, State } from "../../model/state.ts";
import { processText } from "../../properties/claims/conforms.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import type { ObservedStep } from "../../properties/step.ts";
import { inSentence } from "../escape/markdown.ts";
import { failureText, resultText } from "../text/trace.ts";
import { type Consequences, consequencesOf } from "./consequences.ts";
import { whyOf } from "./diagnosis.ts";
import { type OpenTarget, type RecordedStep, type Recording, recordRun } from "./execution.ts";
import { flagNames } from "./flags.ts";

/** Subject of a report: the mirror, or the C source that the counterexample was run on. */
export interface Subject {
	/** Name in a report: a path as seen from the repository, or `the mirror of event.c`. */
	readonly name: string;
	/** The words of a command that name it, as in `--source event.c`. */
	readonly words: readonly string[];
	/** The source's SHA-256; undefined for the mirror. */
	readonly sha256: string | undefined;
	/** The file that is pointed at, as seen from the repository: the source, or the mirror's. */
	readonly file: string;
	/** Its lines. */
	readonly lines: readonly string[];
	/** True if `NR_SUBS` of the source was overridden. */
	readonly isResized: boolean;
}

/** One thing that is compared after a step, as text. */
export interface Compared {
	/** Name of the thing: `PM does`, `u0`, `slot 1`. */
	readonly what: string;
	readonly expected: string;
	readonly found: string;
}

/** A function of event.c that the counterexample runs. */
interface FunctionOnTheWay {
	readonly name: string;
	/** The line of its definition, in the source or the mirror's file. */
	readonly defined: number | undefined;
	/** The steps in which it ran, from 1. */
	readonly steps: readonly number[];
	/** Its lines that ran, over all steps; empty in the mirror. */
	readonly lines: readonly number[];
}

/** All data of a report about a counterexample, found by running it again. */
export interface Story {
	readonly counterexample: Counterexample;
	readonly claim: Claim;
	readonly subject: Subject;
	readonly recording: Recording;
	/** Violation in the last step, with names and numbers. */
	readonly detail: string;
	/** The last step failed in the middle: how. */
	readonly failure: Failure | undefined;
	/** The claims that the last step breaks beside this one. */
	readonly alsoBroken: readonly Claim[];
	/** Specification and implementation compared after the last step. */
	readonly compared: readonly Compared[];
	readonly functions: readonly FunctionOnTheWay[];
	/** Sentences, code in them between backticks. */
	readonly why: readonly string[];
	/** Claims that are violated within a few further actions. */
	readonly consequences: Consequences;
	/** Results of running the steps again before the report: a sentence for each implementation. */
	readonly replayed: readonly string[];
}

/** A counterexample that does not violate its claim, or violates it in another way. */
export interface NotReproduced {
	readonly notReproduced: string;
}

/**
 * Runs a counterexample again and explains it.
 *
 * @returns the reason, where it does not reproduce
 */
export function tellStory(
	counterexample: Counterexample,
	subject: Subject,
	open: OpenTarget,
	claims: readonly Claim[] = CLAIMS,
): Story | NotReproduced {
	const claim = claims.find(({ id }) => id === counterexample.claim);
	if (!claim) return { notReproduced: `there is no claim ${counterexample.claim}` };
	const run = recordRun(open, subject.sha256 === undefined, claim, claims, counterexample.interleaving);
	const recording = namedFor(subject, run);
	const last = recording.steps.at(-1);
	const broken = last?.broken.find((candidate) => candidate.claim === claim);
	if (!last || !broken) return { notReproduced: `${claim.id} is not violated` };
	const cause = causeOf(last.observed.action.kind, broken);
	if (cause !== counterexample.cause) {
		return { notReproduced: `${claim.id} is violated in another way: ${cause}, not ${counterexample.cause}` };
	}
	return {
		counterexample,
		claim,
		subject,
		recording,
		detail: broken.violation.detail,
		failure: last.observed.outcome.ok ? undefined : last.observed.outcome.failure,
		alsoBroken: last.broken.filter((other) => other !== broken).map(({ claim }) => claim),
		compared: comparedAfter(last.observed),
		functions: functionsOf(recording.steps),
		why: whyOf(recording),
		consequences: consequencesOf(
			open(() => {}),
			claims.filter((other) => !last.broken.some(({ claim }) => claim === other)),
			counterexample.interleaving,
		),
		replayed: replayedOn(counterexample, claim, subject),
	};
}

/** A recording in which words of the list are named as the subject may have them: `--view` gives names of its own. */
export function namedFor({ words }: Subject, recording: Recording): Recording {
	return words.includes("--view") ? { ...recording, names: "slots" } : recording;
}

/** Runs the steps through the statecharts and, where it is not the subject, on the mirror. */
function replayedOn({ scope, interleaving, cause }: Counterexample, claim: Claim, subject: Subject): readonly string[] {
	replayOnStatecharts(scope, interleaving);
	const charts = "The statecharts, run by XState: the same as the tables of the specification, in every step.";
	const own = `${capital(subject.name)}: reproduced; the last step breaks \`${claim.id}\`.`;
	if (subject.sha256 === undefined) return [charts, own];
	const { broken } = replayOn(createMirror(scope), [claim], interleaving);
	const [first] = broken;
	const ofMirror =
		first === undefined
			? `the steps do not break \`${claim.id}\` there`
			: first.cause === cause
				? "reproduced in the same way"
				: `\`${claim.id}\` is broken there too, in another way (${first.cause})`;
	return [charts, own, `The mirror of MINIX's event.c: ${ofMirror}.`];
}

/** Capitalises the beginning of a sentence; a file name stays as it is. */
function capital(name: string): string {
	const text = inSentence(name);
	return /^\S+\.\w+$/.test(text) ? `\`${text}\`` : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Functions that ran, in the order in which they were first entered. */
export function functionsOf(steps: readonly RecordedStep[]): readonly FunctionOnTheWay[] {
	const names = new Set(steps.flatMap(({ called }) => called.map(({ name }) => name)));
	return [...names].map((name) => {
		const calls = steps.flatMap(({ called }, index) =>
			called.filter((call) => call.name === name).map((call) => ({ step: index + 1, ...call })),
		);
		return {
			name,
			defined: calls[0]?.defined,
			steps: calls.map(({ step }) => step),
			lines: [...new Set(calls.flatMap(({ lines }) => lines))].sort((a, b) => a - b),
		};
	});
}

/**
 * Compares specification and implementation after a step, thing by thing.
 *
 * After a failure the result of the step is compared, and what is missing because of it.
 */
export function comparedAfter(step: ObservedStep): readonly Compared[] {
	const { scope, expected, outcome, after } = step;
	if (!expected) return foundAfter(step);
	const wanted = resultText(scope, expected.result);
	const { state } = expected;
	const places = Array.from({ length: Math.max(state.slots.length, after.slots.length) }, (_, place) => place);
	const things = [
		...state.processes.flatMap((process, index) => processRows(step, process, index)),
		...places.map((place) => ({
			what: `slot ${place}`,
			expected: slotText(scope, state, place),
			found: slotText(scope, after, place) + (after.deadSlots.includes(place) ? ", of nobody alive" : ""),
		})),
		...(after.nested ? [{ what: "nested", expected: "0", found: String(after.nested) }] : []),
	];
	if (outcome.ok) return [{ what: "PM does", expected: wanted, found: resultText(scope, outcome.result) }, ...things];
	// What stands in memory in the middle of an action means nothing: what should have changed has not come about.
	const missing = things.filter(({ expected, found }) => expected !== found);
	const stopped = missing.map((thing) => ({ ...thing, found: "PM has stopped" }));
	return [{ what: "PM does", expected: wanted, found: failureText(outcome.failure) }, ...stopped];
}

/** State after a step that the specification cannot take. */
function foundAfter({ scope, outcome, after }: ObservedStep): readonly Compared[] {
	const done = outcome.ok ? resultText(scope, outcome.result) : failureText(outcome.failure);
	return [
		{ what: "PM does", expected: "not enabled", found: done },
		...after.processes.map((process, index) => {
			return { what: processName(scope, index), expected: "–", found: processText(scope, process) };
		}),
		...after.slots.map((_, place) => ({ what: `slot ${place}`, expected: "–", found: slotText(scope, after, place) })),
	];
}

/** A process in words, and its words of memory where they differ although the process looks as it should. */
function processRows({ scope, expected, after }: ObservedStep, process: Process, index: number): readonly Compared[] {
	const name = processName(scope, index);
	const found = after.processes[index];
	const row = { what: name, expected: processText(scope, process), found: found ? processText(scope, found) : "-" };
	if (row.expected !== row.found || !expected) return [row];
	const words = [
		{
			what: `mp_flags of ${name}`,
			expected: flagNames(flagsOf(process, isService(scope, index))),
			found: flagNames(after.flags[index] ?? 0),
		},
		{
			what: `mp_eventsub of ${name}`,
			expected: String(eventsubOf(expected.state, process)),
			found: String(after.eventsubs[index]),
		},
	];
	return [row, ...words.filter((word) => word.expected !== word.found)];
}

/** A slot in a few words: `s0: EXIT, 1 waiting`; `-` where there is none. */
export function slotText(scope: Scope, { slots }: Pick<State, "slots">, place: number): string {
	const slot = slots[place];
	return slot ? `${processName(scope, slot.service)}: ${maskName(slot.mask)}, ${slot.waiting} waiting` : "-";
}

/** Line of the source that stands for a step: where it failed, last wrote, or entered; undefined where none ran. */
export function lineOf(step: RecordedStep): number | undefined {
	const { observed, writes } = step;
	const failed = observed.outcome.ok ? undefined : observed.outcome.failure.line;
	return failed ?? writes.findLast(({ by }) => by)?.by?.line ?? entryOf(step)?.defined;
}

/** The interleaving as the option --interleaving takes it; of a lasso the stem. */
export function interleavingText({ counterexample, recording }: Story): string {
	const { interleaving, lasso } = counterexample;
	return interleaving
		.slice(0, lasso?.loopStart)
		.map((action) => formatAction(recording.scope, action))
		.join(" ");
}

/** The loop as the option --loop takes it; undefined where the counterexample is no lasso. */
export function loopText({ counterexample: { interleaving, lasso }, recording }: Story): string | undefined {
	if (!lasso) return undefined;
	return interleaving
		.slice(lasso.loopStart)
		.map((action) => formatAction(recording.scope, action))
		.join(" ");
}

/** The step that matters most: the last one; of a lasso, the first that breaks a claim, if any does. */
export function stepInFocus({ recording, counterexample }: Story): RecordedStep | undefined {
	const first = counterexample.lasso && recording.steps.find(({ broken }) => broken.length > 0);
	return first ?? recording.steps.at(-1);
}

/** Function of event.c that the step in focus entered; undefined where none ran. */
export function entryInFocus(story: Story): string | undefined {
	const step = stepInFocus(story);
	return step && entryOf(step)?.name;
}

/** Function that a step entered. */
function entryOf({ called }: RecordedStep): RecordedStep["called"][number] | undefined {
	return called.find(({ name }) => /^do_|^publish_/.test(name)) ?? called[0];
}

/** The report's title: `event.c, do_proceventmask: the slot of s0 counts 1 waiting, 0 wait for it`. */
export function titleOf(story: Story): string {
	const entry = entryInFocus(story);
	return `${story.subject.name}${entry === undefined ? "" : `, ${entry}`}: ${story.detail}`;
}
