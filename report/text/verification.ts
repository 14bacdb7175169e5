import { OUT_OF_TIME } from "../../explore/limits.ts";
import { distinctScopes, nrProcs, OTHER_ROW_ORDERS, type Scope, scopeName } from "../../model/scope.ts";
import { ROW_ORDERS } from "../explain/words.ts";
import { rememberedText } from "./finding.ts";
import { wrapped } from "./layout/width.ts";
import { counted, grouped } from "./numbers.ts";
import { inductionText } from "./proof/induction.ts";
import { charText } from "./sections/char.ts";
import { claimsText } from "./sections/claims.ts";
import { lassosText } from "./sections/lasso.ts";
import { nextText } from "./sections/next.ts";
import { symmetryLines } from "./sections/symmetry.ts";
import { witnessesText } from "./sections/witness.ts";
import { verdictText } from "./verdict.ts";
import {
	actionsOf,
	type CompleteSearch,
	completeTable,
	executedText,
	hiddenText,
	randomText,
	type Unfinished,
	type Verification,
	verificationNotes,
} from "./verify.ts";

/** Parts of a verification's text that are not in its data. */
export interface VerificationTextOptions {
	/** One line about the target; undefined where it was printed before. */
	readonly description: string | undefined;
	/** The traces of findings, and of an interleaving that violates nothing. */
	readonly traces: string;
	/** The time limit that was given, in seconds. */
	readonly time: number | undefined;
	/** List all claims, and print what was executed. */
	readonly verbose: boolean;
	/** Options that name the target, as words of a command with a space before each. */
	readonly words: string;
}

/** A verification for a terminal. */
export function verificationText(verification: Verification, options: VerificationTextOptions): string {
	const { campaign, complete, scope, judgement, findings, remembered } = verification;
	const searched = greatest(complete.map((one) => one.scope)) ?? scope;
	return [
		options.description === undefined ? "" : `${wrapped(options.description)}\n`,
		complete.length > 0 ? `${completeTable(complete)}\n` : "",
		...complete.filter(({ isWhole }) => isWhole).map((one) => wrapped(wholeText(one), 2)),
		...symmetryLines(complete).map((line) => wrapped(line, 2)),
		verification.unfinished ? wrapped(unfinishedText(verification.unfinished), 2) : "",
		randomText(verification, options.time),
		...rowOrderLines(verification).map((line) => wrapped(line, 2)),
		verification.induction ? inductionText(verification.induction) : "",
		wrapped(timeText(verification)),
		verification.char === undefined ? "" : wrapped(charText(verification.char)),
		verification.unsignedChar ? unsignedText(verification, verification.unsignedChar, options.time) : "",
		`\n${claimsText(judgement.claims, options.verbose)}`,
		options.traces,
		lassosText(verification.lassos, verification.unsignedChar?.lassos),
		options.verbose ? witnessesText(verification.witnesses) : "",
		options.verbose ? `\n${executedText(campaign)}` : "",
		`\n${rememberedText(remembered)}${hiddenText(verification)}${verificationNotes(verification)}`,
		verdictText(judgement),
		nextText({ judgement, findings, words: options.words, scope: searched, grows: grownIn(complete) }),
	].join("");
}

/** Names of the variables that keep searches from their end. */
function grownIn(complete: readonly CompleteSearch[]): readonly string[] {
	return [...new Set(complete.flatMap(({ search: { grows = [] } }) => grows))];
}

/** The scope with the most processes; the first of several. */
function greatest(scopes: readonly Scope[]): Scope | undefined {
	return scopes.toSorted((one, other) => nrProcs(other) - nrProcs(one)).at(0);
}

/** The search with actions beside the counted ones, told from another of the same scope by its transitions. */
function wholeText({ scope, search: { transitions } }: CompleteSearch): string {
	return `${scopeName(scope)} with ${counted(transitions, "transition")}: with all actions, and two lives of each row`;
}

/** Scopes with another order of rows than most. */
function rowOrderLines(verification: Verification): readonly string[] {
	const scopes = [...verification.complete, ...verification.random].map(({ scope }) => scope);
	return OTHER_ROW_ORDERS.flatMap((order) => {
		const names = distinctScopes(scopes.filter(({ rows }) => rows === order)).map(scopeName);
		return names.length === 0 ? [] : [`${names.join(", ")}: ${ROW_ORDERS[order]}`];
	});
}

function unfinishedText({ scope, pairs, stoppedBy }: Unfinished): string {
	const limit = stoppedBy === OUT_OF_TIME ? "the time for larger scopes (--grow)" : stoppedBy;
	if (pairs === 0) return `${scopeName(scope)}: not searched, since ${limit} was over`;
	return `${scopeName(scope)}: not finished, stopped by ${limit}; no violation in ${counted(pairs, "product state")}, which decides nothing`;
}

function timeText(verification: Verification): string {
	const { seconds, reused } = verification;
	const actions = actionsOf(verification);
	const time = `${counted(actions, "action")} in ${seconds.toFixed(1)} s`;
	if (reused) return `${time}; some results are those of earlier runs (--fresh repeats all)`;
	return `${time}, ${grouped(Math.round(actions / seconds))} a second`;
}

/** The run with unsigned chars, in a line where it comes to the same. @param time the time limit that was given, in seconds */
function unsignedText(signed: Verification, unsigned: Verification, time: number | undefined): string {
	const [ofSigned, ofUnsigned] = [signed, unsigned].map(
		(one) => `${one.complete.length > 0 ? completeTable(one.complete) : ""}${randomText(one, time)}`,
	);
	if (ofSigned === ofUnsigned)
		return wrapped("with unsigned char: the same searches and interleavings, with the same counts");
	return `\nwith unsigned char:\n${ofUnsigned}`;
}
