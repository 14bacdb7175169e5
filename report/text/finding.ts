import chalk from "chalk";
import type { Minimality } from "../../lockstep/counterexample.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { formatAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { FindingResult } from "../results.ts";

/** The group of a finding: findings of one fault. */
export interface FindingGroup {
	/** From 1, in the order in which they are reported. */
	readonly id: number;
	/** The first difference from the specification and the line that made it; undefined where nobody had to know. */
	readonly fault: string | undefined;
	/** Whether the finding has the interleaving that leads the group. */
	readonly leads: boolean;
}

/** A violated claim as a report tells of it. */
export interface ReportedFinding {
	readonly claim: Claim;
	/** The action kind that broke the claim, and how. */
	readonly cause: string;
	readonly detail: string;
	readonly scope: Scope;
	readonly interleaving: Interleaving;
	/** The claims that end it when it breaks them. */
	readonly claims: readonly Claim[];
	/** fast-check's seed; undefined where a search found it or somebody gave it. */
	readonly seed: number | undefined;
	readonly minimality: Minimality;
	/** How it was found, and whether a shorter interleaving can be. */
	readonly found: string;
	/** What statecharts, mirror and target did when it was run again. */
	readonly replayed: string;
	/** The command that runs the interleaving again. */
	readonly replay: string;
	/** The file that it is kept in; undefined where it is kept in none. */
	readonly file: string | undefined;
	readonly group: FindingGroup;
}

/** What is remembered of earlier runs, and what became of it. */
export interface Remembered {
	/** Findings of this run that the baseline has. */
	readonly known: readonly ReportedFinding[];
	/** What the baseline has and this run did not find: the claim's id and the cause. */
	readonly gone: readonly string[];
	/** Files of findings that were kept and fail no more. */
	readonly fixed: readonly string[];
	/** Files of findings that were kept and fail in another way now, and what they break. */
	readonly changed: readonly { readonly file: string; readonly breaks: readonly string[] }[];
}

/** Where nothing is remembered. */
export const NOTHING_REMEMBERED: Remembered = { known: [], gone: [], fixed: [], changed: [] };

/** What is remembered, in words; empty where nothing is. */
export function rememberedText({ known, gone, fixed, changed }: Remembered): string {
	return [
		...known.map(({ claim, cause }) => `known: ${claim.id}: ${cause}\n`),
		...gone.map((failure) => `known, and not found any more: ${failure}\n`),
		...fixed.map((file) => `${chalk.green("fixed")}: ${file} fails no more; it is tried until it is deleted\n`),
		...changed.map(({ file, breaks }) => `different: ${file} fails in another way now: ${breaks.join(", ")}\n`),
	].join("");
}

/** A finding for `--json`. */
export function findingJson(finding: ReportedFinding): FindingResult {
	const { claim, cause, detail, scope, interleaving, minimality, found, replay, replayed, file, group } = finding;
	return {
		claim: claim.id,
		cause,
		detail,
		found,
		scope,
		interleaving: interleaving.map((action) => formatAction(scope, action)),
		minimality,
		replay,
		replayed,
		file: file ?? null,
		group: { ...group, fault: group.fault ?? null },
	};
}
