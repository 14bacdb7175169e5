import chalk from "chalk";
import type { ProductSearch } from "../../explore/product/search-product.ts";
import type { Campaign } from "../../lockstep/campaign.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import type { Judgement } from "../../properties/verdict.ts";
import type { VerifyResult } from "../results.ts";
import { findingJson, type Remembered, type ReportedFinding } from "./finding.ts";
import { plainTable } from "./layout/table.ts";
import { counted, grouped } from "./numbers.ts";
import { claimVerdictJson } from "./verdict.ts";

/** A complete search of a target at one scope. */
export interface CompleteSearch {
	readonly scope: Scope;
	readonly search: ProductSearch;
}

/** Everything that one `rollcall verify` came to, as data. */
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
	readonly campaign: Campaign;
	readonly judgement: Judgement;
	/** What is new. */
	readonly findings: readonly ReportedFinding[];
	readonly remembered: Remembered;
}

/** What the verdicts leave out, line by line; empty where nothing was hidden. */
export function hiddenText({ complete, campaign }: Verification): string {
	const lines = complete
		.filter(({ search }) => search.stoppedBy !== undefined || search.notFollowed > 0)
		.map(({ scope, search }) => {
			const stopped = search.stoppedBy === undefined ? "" : ` stopped by ${search.stoppedBy}, with states left`;
			const cut =
				search.notFollowed === 0
					? ""
					: ` did not follow ${counted(search.notFollowed, "transition")} that broke a claim`;
			return `The search at ${scopeName(scope)}${stopped}${stopped && cut ? " and" : ""}${cut}.\n`;
		});
	const { stoppedRuns, hiddenActions, skippedActions } = campaign;
	if (skippedActions > 0) {
		lines.push(
			`${counted(skippedActions, "action")} of the interleaving could not happen when their turn came, and were skipped.\n`,
		);
	}
	if (hiddenActions > 0) {
		const runs = counted(stoppedRuns, "interleaving");
		lines.push(
			`${runs} ended early in a finding; ${counted(hiddenActions, "action")} behind those were not looked at.\n`,
		);
	}
	return lines.join("");
}

/** The complete searches, a line each. */
export function completeTable(complete: readonly CompleteSearch[]): string {
	const heading = ["complete search", "states", "with memory", "transitions", "depth", "findings"];
	const rows = complete.map(({ scope, search }) => [
		scopeName(scope),
		grouped(search.states),
		grouped(search.pairs),
		grouped(search.transitions),
		grouped(search.depth),
		search.stoppedBy === undefined
			? grouped(search.findings.length)
			: `${search.findings.length}, stopped by ${search.stoppedBy}`,
	]);
	return plainTable([heading.map((cell) => chalk.bold(cell)), ...rows]);
}

/** What was executed: action kinds, return codes, warnings. */
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

/** The verification as the one object that `--json` prints. */
export function verificationJson(verification: Verification): VerifyResult {
	const { target, source, scope, seed, maxActions, seconds, complete, campaign, judgement, findings } = verification;
	const { known, gone, fixed, changed } = verification.remembered;
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
		complete: complete.map(({ scope, search }) => ({
			scope,
			states: search.states,
			pairs: search.pairs,
			transitions: search.transitions,
			depth: search.depth,
			notFollowed: search.notFollowed,
			...(search.stoppedBy === undefined ? {} : { stoppedBy: search.stoppedBy }),
		})),
		random: {
			runs: campaign.runs,
			actions: campaign.actions,
			cutShort: campaign.cutShort,
			stoppedRuns: campaign.stoppedRuns,
			hiddenActions: campaign.hiddenActions,
			skippedActions: campaign.skippedActions,
		},
		executed: {
			kinds: campaign.kinds,
			codes: Object.fromEntries(campaign.codes),
			warnings: Object.fromEntries(campaign.warnings),
		},
		claims: judgement.claims.map(claimVerdictJson),
		findings: findings.map(findingJson),
		known: known.map(findingJson),
		gone,
		fixed,
		changed,
	};
}

/** How many actions were executed on the target, in complete searches and in random interleavings. */
export function actionsOf({ complete, campaign }: Verification): number {
	return complete.reduce((sum, { search }) => sum + search.transitions, campaign.actions);
}
