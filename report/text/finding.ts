import chalk from "chalk";
import type { Minimality } from "../../lockstep/counterexample.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { formatAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import type { Claim } from "../../properties/ledger.ts";
import { terminalText } from "../escape/terminal.ts";
import type { FindingResult } from "../results.ts";
import { wrapped } from "./layout/width.ts";

/** The group of a finding: findings of one fault. */
export interface FindingGroup {
	/** From 1, in the order in which they are reported. */
	readonly id: number;
	/** The first difference from the specification and the line that made it; undefined where it was not needed. */
	readonly fault: string | undefined;
	/** True if the finding has the interleaving that leads the group. */
	readonly leads: boolean;
}

/** A violated claim as it is reported. */
export interface ReportedFinding {
	readonly claim: Claim;
	/** The action kind that violated the claim, and the kind of violation. */
	readonly cause: string;
	readonly detail: string;
	readonly scope: Scope;
	readonly interleaving: Interleaving;
	/** The claims whose violation stops it. */
	readonly claims: readonly Claim[];
	/** The seed of fast-check; undefined where a search found it, or it was given. */
	readonly seed: number | undefined;
	readonly minimality: Minimality;
	/** The search that found it, and whether there can be a shorter interleaving. */
	readonly found: string;
	/** Results of statecharts, mirror and target when it was run again. */
	readonly replayed: string;
	/** The command that runs the interleaving again. */
	readonly replay: string;
	/** The file that it is kept in; undefined where it is kept in none. */
	readonly file: string | undefined;
	/** Options that a command on the file needs, as words with a space before each; empty where it needs none. */
	readonly fileWords: string;
	readonly group: FindingGroup;
	/** Claims that its interleaving breaks before, past which it goes on; left out where there are none. */
	readonly past?: readonly string[];
}

/** Findings of earlier runs, and what this run makes of them. */
export interface Remembered {
	/** Findings of this run that the baseline has. */
	readonly known: readonly ReportedFinding[];
	/** Findings of the baseline that this run did not find: the claim's id and the cause. */
	readonly gone: readonly string[];
	/** Files of kept findings that no longer reproduce. */
	readonly fixed: readonly string[];
	/** Files of kept findings that now violate something else, and what that is. */
	readonly changed: readonly { readonly file: string; readonly breaks: readonly string[] }[];
}

/** Nothing remembered. */
export const NOTHING_REMEMBERED: Remembered = { known: [], gone: [], fixed: [], changed: [] };

/** Results for remembered findings, a line each; empty where nothing is remembered. */
export function rememberedText({ known, gone, fixed, changed }: Remembered): string {
	return [
		...known.map(({ claim, cause }) => `known: ${claim.id}: ${cause}`),
		...gone.map((failure) => `known, and no longer found: ${terminalText(failure)}`),
		...fixed.map(
			(file) => `${chalk.green("fixed")}: ${terminalText(file)} no longer reproduces; delete it to stop retrying`,
		),
		...changed.map(
			({ file, breaks }) => `different: ${terminalText(file)} violates something else now: ${breaks.join(", ")}`,
		),
	]
		.map((line) => wrapped(line, 2))
		.join("");
}

/** A finding for `--json`. */
export function findingJson(finding: ReportedFinding): FindingResult {
	const { claim, cause, detail, scope, interleaving, minimality, found, replay, replayed, file, group, past } = finding;
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
		...(past ? { past: [...past] } : {}),
	};
}
