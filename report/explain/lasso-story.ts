import type { Counterexample, LassoPart } from "../../lockstep/counterexample.ts";
import { processName } from "../../model/scope.ts";
import type { Claim } from "../../properties/ledger.ts";
import { whyOf } from "./diagnosis.ts";
import { type OpenTarget, type Recording, recordAlone } from "./execution.ts";
import { comparedAfter, functionsOf, namedFor, type Story, type Subject } from "./explanation.ts";

/** A lasso that was checked again, with its steps and all else that is known of it. */
export interface CheckedLasso {
	readonly counterexample: Counterexample & { readonly lasso: LassoPart };
	readonly claim: Claim;
	/** Actions that come to pass again and again in the loop, of what fairness asks for. */
	readonly taken: readonly string[];
	/** Results of running the lasso again: a sentence for each implementation. */
	readonly replayed: readonly string[];
}

/** Explains a lasso: the target takes its steps by itself, as steps that break other claims do not end it. */
export function tellLassoStory(
	{ counterexample, claim, taken, replayed }: CheckedLasso,
	subject: Subject,
	open: OpenTarget,
	claims: readonly Claim[],
): Story {
	const { lasso, interleaving, detail } = counterexample;
	const recording = namedFor(subject, recordAlone(open, subject.sha256 === undefined, claims, interleaving));
	const last = recording.steps.at(-1);
	return {
		...{ counterexample, claim, subject, recording, detail, replayed },
		failure: last?.observed.outcome.ok === false ? last.observed.outcome.failure : undefined,
		alsoBroken: [],
		compared: last ? comparedAfter(last.observed) : [],
		functions: functionsOf(recording.steps),
		why: [...whyForEver(recording, lasso, taken), ...whyFirst(recording)],
		consequences: { lookAhead: 0, sentences: [] },
	};
}

/** Reasons for which the run is an infinite one, and a fair one. */
function whyForEver(
	{ scope, steps }: Recording,
	{ loopStart, subject }: LassoPart,
	taken: readonly string[],
): string[] {
	const name = processName(scope, subject);
	const count = steps.length - loopStart;
	const first = loopStart + 1;
	const hasStopped = steps.at(-1)?.observed.outcome.ok === false;
	const end = hasStopped ? `PM stops at step ${loopStart}` : `After step ${loopStart} nothing is enabled`;
	if (count === 0) return [`${end}, and \`${name}\` is pending then.`];
	const loop = count === 1 ? `Step ${first} leads` : `Steps ${first} to ${steps.length} lead`;
	const fair = taken.length === 0 ? "nobody owes anything in the loop" : `in the loop ${taken.join("; ")}`;
	return [
		`${loop} back to the state before ${count === 1 ? "it" : "them"}, all memory included, and can be taken for ever. \`${name}\` is pending all the time.`,
		`The run is fair: VFS replies, and every service that is asked replies or dies (${fair}).`,
	];
}

/** The first step that breaks a claim, with its explanation. */
function whyFirst({ steps, ...recording }: Recording): readonly string[] {
	const at = steps.findIndex(({ broken }) => broken.length > 0);
	const broken = steps[at]?.broken ?? [];
	if (broken.length === 0) return [];
	const claims = broken.map(({ claim, violation }) => `\`${claim.id}\` (${violation.detail})`).join(", ");
	return [
		`It follows from step ${at + 1}, which breaks ${claims}.`,
		...whyOf({ ...recording, steps: steps.slice(0, at + 1) }),
	];
}
