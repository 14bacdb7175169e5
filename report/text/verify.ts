import type { AloneSearch } from "../../explore/product/alone-search.ts";
import type { ProductSearch } from "../../explore/product/search-product.ts";
import type { Campaign } from "../../lockstep/campaign.ts";
import type { Prologue } from "../../lockstep/prologue.ts";
import { type WarningNote, warningParts } from "../../lockstep/warnings.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import type { Judgement } from "../../properties/verdict.ts";
import type { VerifyResult } from "../results.ts";
import { findingJson, type Remembered, type ReportedFinding } from "./finding.ts";
import { heading } from "./layout/colours.ts";
import { plainTable } from "./layout/table.ts";
import { wrapped } from "./layout/width.ts";
import { counted, grouped } from "./numbers.ts";
import { type InductionReport, inductionJson } from "./proof/induction.ts";
import type { CharCheck } from "./sections/char.ts";
import { type Lasso, lassoJson } from "./sections/lasso.ts";
import { growthText, notesText } from "./sections/notes.ts";
import { type WitnessRun, witnessJson } from "./sections/witness.ts";
import { claimVerdictJson } from "./verdict.ts";

/** A complete search of a target at one scope. */
export interface CompleteSearch {
	readonly scope: Scope;
	readonly search: ProductSearch;
	/** True if it takes every action, and rows have two lives. */
	readonly isWhole?: true;
	/** Search of the target by itself, past what violates claims; undefined where it was not made. */
	readonly alone?: AloneSearch | undefined;
	/** True if the transitions that were followed reach all states of the specification; undefined where that was not found out. */
	readonly reachesAll?: boolean | undefined;
}

/** Random interleavings of one size. */
interface RandomSeries {
	readonly scope: Scope;
	/** The greatest length of an interleaving. */
	readonly maxActions: number;
	/** Beginning of each; none if left out. */
	readonly prologue?: Prologue | undefined;
	readonly campaign: Campaign;
}

/** A small scope that was not searched, since the target cannot have its number of slots. */
export interface LeftOut {
	readonly scope: Scope;
	readonly reason: string;
}

/** A larger scope whose search was not finished and found nothing: it is evidence of nothing. */
export interface Unfinished {
	readonly scope: Scope;
	/** Product states that were visited; 0 where the time was over before. */
	readonly pairs: number;
	/** Limit that stopped the search. */
	readonly stoppedBy: string;
}

/** Results of one `rollcall verify`, as data. */
export interface Verification {
	readonly target: string;
	/** The source's path as given and its SHA-256; undefined for the mirror. */
	readonly source: { readonly path: string; readonly sha256: string } | undefined;
	/** The scope of the random interleavings. */
	readonly scope: Scope;
	readonly seed: number;
	readonly maxActions: number;
	readonly seconds: number;
	/** Complete searches of small scopes, which came first. */
	readonly complete: readonly CompleteSearch[];
	readonly leftOut: readonly LeftOut[];
	/** The larger scope that comes next, whose search was not finished. */
	readonly unfinished: Unfinished | undefined;
	/** Induction on a source; undefined where none was taken. */
	readonly induction: InductionReport | undefined;
	/** Series of random interleavings, one for each size. */
	readonly random: readonly RandomSeries[];
	/** All random interleavings together. */
	readonly campaign: Campaign;
	/** Runs that violate claims about liveness. */
	readonly lassos: readonly Lasso[];
	/** Interleavings that reach what claims say can happen. */
	readonly witnesses: readonly WitnessRun[];
	readonly judgement: Judgement;
	/** True if results of an earlier run with the same code are among these. */
	readonly reused: boolean;
	/** Signedness of plain `char` that was checked; undefined for the mirror. */
	readonly char: CharCheck | undefined;
	/** The same again with unsigned chars, where that may differ; the judgement is about both. */
	readonly unsignedChar?: Verification | undefined;
	/** New findings. */
	readonly findings: readonly ReportedFinding[];
	readonly remembered: Remembered;
}

/** Parts of the run that the verdicts do not cover; empty where there are none. */
export function hiddenText({ complete, leftOut, campaign }: Verification): string {
	const { stoppedRuns, hiddenActions, skippedActions } = campaign;
	const skipped = `${counted(skippedActions, "action")} of the interleaving ${wasOrWere(skippedActions)} not enabled and ${wasOrWere(skippedActions)} skipped`;
	const stopped = `${counted(stoppedRuns, "interleaving")} stopped at a violation; ${counted(hiddenActions, "action")} after it ${wasOrWere(hiddenActions)} not executed`;
	return [
		...complete.flatMap(({ scope, search }) =>
			search.stoppedBy === undefined
				? []
				: [
						`the search at ${scopeName(scope)} was stopped by ${search.stoppedBy}, with states left${growthText(search)}`,
					],
		),
		...leftOut.map(({ scope, reason }) => `no search at ${scopeName(scope)}: ${reason}`),
		...(skippedActions > 0 ? [skipped] : []),
		...(hiddenActions > 0 ? [stopped] : []),
	]
		.map((line) => wrapped(line, 2))
		.join("");
}

function wasOrWere(count: number): string {
	return count === 1 ? "was" : "were";
}

/** Complete searches, a line each. */
export function completeTable(complete: readonly CompleteSearch[]): string {
	const names = heading("scope", "states", "product states", "transitions", "not followed", "depth", "findings");
	const rows = complete.map(({ scope, search }) => [
		scopeName(scope) + (search.stoppedBy === undefined ? "" : " (stopped)"),
		...[search.states, search.pairs, search.transitions, search.notFollowed, search.depth].map(grouped),
		grouped(search.findings.length),
	]);
	return plainTable([names, ...rows]);
}

/** Prologues in words. */
const BEGUN: Readonly<Record<Prologue, string>> = {
	crowd: "a crowd that waits",
	lives: "many lives of each row",
	lingering: "replies that are owed",
};

/** The random part: a sentence, or a table where there are several sizes. @param time the time limit that was given, in seconds */
export function randomText({ random, campaign, seed }: Verification, time: number | undefined): string {
	const limit = time === undefined ? "the limit of time" : `--time ${time}`;
	const cut = campaign.cutShort ? `; stopped by ${limit}` : "";
	const [first, second] = random;
	if (first && !second) return wrapped(`${sentenceOf(first, seed)}${cut}`);
	const rows = random.map(({ scope, maxActions, prologue, campaign: { runs, actions } }) => [
		...[scopeName(scope), grouped(runs), grouped(maxActions), grouped(actions)],
		prologue === undefined ? "" : BEGUN[prologue],
	]);
	const names = heading("random at", "interleavings", "length up to", "actions", "beginning");
	return rows.length === 0 ? "" : `\n${plainTable([names, ...rows])}${wrapped(`seed ${seed}${cut}`)}\n`;
}

function sentenceOf({ scope, prologue, campaign: { runs, actions } }: RandomSeries, seed: number): string {
	const begun = prologue === undefined ? "" : `, each from ${BEGUN[prologue]},`;
	return `${counted(runs, "interleaving")}${begun} at ${scopeName(scope)}, seed ${seed}: ${counted(actions, "action")}`;
}

/** Counts of executed action kinds, return codes and warnings. */
export function executedText(campaign: Campaign): string {
	const lines = (heading: string, counts: Iterable<readonly [string, number]>): string => {
		const rows = [...counts].map(([name, count]) => `  ${grouped(count).padStart(10)}  ${name}`);
		return `${heading}\n${rows.length > 0 ? rows.join("\n") : "           none"}\n`;
	};
	return [
		lines("actions executed, by kind", Object.entries(campaign.kinds)),
		lines("return codes", campaign.codes),
		lines("warnings printed, numbers as #", campaign.warnings),
	].join("");
}

/** Notes of what is no violation. */
export function verificationNotes({ complete, campaign }: Verification): string {
	const searches = complete.map(({ search }) => search);
	return notesText(searches, warnsOf(searches, campaign));
}

function warnsOf(searches: readonly ProductSearch[], campaign: Campaign): readonly WarningNote[] {
	return [...new Set([...searches.flatMap(({ warns }) => warns), ...campaign.warnsDifferently.keys()])];
}

/** Product states that a search with symmetry reduction stored, and steps that it compared. */
export function symmetryJson({ symmetry }: ProductSearch) {
	return symmetry ? { stored: symmetry.stored, renamedSteps: symmetry.compared } : {};
}

/** Limit that stopped a search, and variables that it left out or that kept it from ending. */
export function stopJson({ stoppedBy, countsOnly, grows }: ProductSearch) {
	return {
		...(stoppedBy === undefined ? {} : { stoppedBy }),
		...(countsOnly === undefined ? {} : { countsOnly }),
		...(grows === undefined ? {} : { grows }),
	};
}

/** The verification as the one object that `--json` prints. */
export function verificationJson(verification: Verification): VerifyResult {
	const { target, source, scope, seed, maxActions, seconds, reused } = verification;
	const { complete, leftOut, unfinished, campaign, judgement, findings } = verification;
	const { known, gone, fixed, changed } = verification.remembered;
	const warns = warnsOf(
		complete.map(({ search }) => search),
		campaign,
	);
	return {
		format: "rollcall-verify",
		version: 1,
		verdict: judgement.verdict,
		target,
		...(source ? { source } : {}),
		scope,
		seed,
		maxActions,
		actions: actionsOf(verification),
		seconds,
		reused,
		complete: complete.map(({ scope, search }) => ({
			scope,
			states: search.states,
			pairs: search.pairs,
			transitions: search.transitions,
			depth: search.depth,
			notFollowed: search.notFollowed,
			...symmetryJson(search),
			...stopJson(search),
		})),
		...(unfinished ? { unfinished } : {}),
		...(leftOut.length === 0 ? {} : { leftOut }),
		...(verification.induction ? { induction: inductionJson(verification.induction) } : {}),
		...(warns.length === 0 ? {} : { warns: warns.map(warningParts) }),
		...(verification.char === undefined ? {} : { char: verification.char }),
		...(verification.unsignedChar ? { unsignedChar: verificationJson(verification.unsignedChar) } : {}),
		random: {
			runs: campaign.runs,
			actions: campaign.actions,
			cutShort: campaign.cutShort,
			stoppedRuns: campaign.stoppedRuns,
			hiddenActions: campaign.hiddenActions,
			skippedActions: campaign.skippedActions,
			sizes: verification.random.map(({ scope, maxActions, prologue, campaign: { runs, actions } }) => {
				return { scope, maxActions, ...(prologue === undefined ? {} : { prologue }), runs, actions };
			}),
		},
		executed: {
			kinds: campaign.kinds,
			codes: Object.fromEntries(campaign.codes),
			warnings: Object.fromEntries(campaign.warnings),
		},
		claims: judgement.claims.map(claimVerdictJson),
		lassos: verification.lassos.map(lassoJson),
		witnesses: verification.witnesses.map(witnessJson),
		findings: findings.map(findingJson),
		known: known.map(findingJson),
		gone,
		fixed,
		changed,
	};
}

/** Number of actions executed on the target, in complete searches and in random interleavings. */
export function actionsOf({ complete, campaign }: Verification): number {
	return complete.reduce((sum, { search }) => sum + search.transitions, campaign.actions);
}
