import chalk from "chalk";
import type { BranchCoverage } from "../coverage/branches.ts";
import { formatAction } from "../model/action.ts";
import type { Scope } from "../model/scope.ts";
import type { Campaign, Finding } from "../properties/campaign.ts";
import type { Claim } from "../properties/claims.ts";
import { plainTable } from "./table.ts";

/** What a check came to. A search that was cut short or did not look everywhere is `unknown`, never `holds`. */
export type Verdict = "holds" | "violated" | "unknown";

/** One claim of the ledger with its verdict and what that rests on. */
export interface ClaimVerdict {
	readonly claim: Claim;
	readonly verdict: Verdict;
	readonly evidence: string;
}

/** Everything that one `rollcall verify` came to, as data. */
export interface Verification {
	readonly target: string;
	/** The source's path as given and its SHA-256; undefined for the mirror. */
	readonly source: { readonly path: string; readonly sha256: string } | undefined;
	readonly scope: Scope;
	readonly seed: number;
	readonly maxActions: number;
	readonly seconds: number;
	readonly campaign: Campaign;
	readonly claims: readonly ClaimVerdict[];
	readonly verdict: Verdict;
	/** The command that runs a finding's interleaving again. */
	replay(finding: Finding): string;
}

/** The verdict on every claim, after a random campaign. */
export function judge(claims: readonly Claim[], campaign: Campaign): readonly ClaimVerdict[] {
	return claims.map((claim) => {
		const findings = campaign.findings.filter((finding) => finding.claim === claim);
		if (findings.length > 0) {
			const occurrences = findings.reduce((sum, finding) => sum + finding.occurrences, 0);
			const shortest = Math.min(...findings.map((finding) => finding.interleaving.length));
			const evidence = `broken in ${counted(occurrences, "interleaving")} of ${number(campaign.runs)}, shrunk to ${counted(shortest, "action")}`;
			return { claim, verdict: "violated", evidence };
		}
		if (!claim.check) return { claim, verdict: "unknown", evidence: "not checked yet" };
		const tests = campaign.exercised.get(claim.id) ?? 0;
		const tested = tests === 0 ? "never put to the test" : `put to the test ${number(tests)} times`;
		const evidence = `no counterexample in ${counted(campaign.runs, "interleaving")}, ${tested}`;
		return { claim, verdict: "unknown", evidence };
	});
}

/** The one verdict over all claims. */
export function overall(verdicts: readonly ClaimVerdict[]): Verdict {
	if (verdicts.some(({ verdict }) => verdict === "violated")) return "violated";
	return verdicts.every(({ verdict }) => verdict === "holds") ? "holds" : "unknown";
}

/** The table of claims with their verdicts. */
export function claimsTable(verdicts: readonly ClaimVerdict[]): string {
	const heading = ["claim", "kind", "verdict", "how it was come by"].map((cell) => chalk.bold(cell));
	const rows = verdicts.map(({ claim, verdict, evidence }) => [
		claim.id,
		claim.kinds.join(", "),
		colour(verdict),
		evidence,
	]);
	return plainTable([heading, ...rows]);
}

function colour(verdict: Verdict): string {
	switch (verdict) {
		case "holds":
			return chalk.green(verdict);
		case "violated":
			return chalk.red(verdict);
		case "unknown":
			return chalk.yellow(verdict);
	}
}

/** What a verdict leaves out, in one line; empty where nothing was hidden. */
export function hiddenText({ stoppedRuns, hiddenActions }: Campaign): string {
	if (stoppedRuns === 0) return "";
	const runs = counted(stoppedRuns, "interleaving");
	return `${runs} ended early in a finding; ${counted(hiddenActions, "action")} behind those were not looked at.\n`;
}

/** What was executed: action kinds, return codes, warnings. */
export function executedText(campaign: Campaign): string {
	const lines = (heading: string, counts: Iterable<readonly [string, number]>): string => {
		const rows = [...counts].map(([name, count]) => `  ${number(count).padStart(10)}  ${name}`);
		return `${heading}\n${rows.length > 0 ? rows.join("\n") : "           none"}\n`;
	};
	return [
		lines("actions executed, by kind", Object.entries(campaign.kinds)),
		lines("return codes", campaign.codes),
		lines("warnings printed, numbers as #", campaign.warnings),
	].join("");
}

/** Which blocks of the mirror were not executed. */
export function branchesText({ blocks, unreached }: BranchCoverage): string {
	const missed = unreached.filter(({ excuse }) => excuse === undefined);
	const lines = unreached.map(({ within, text, excuse }) => `  ${within}: ${text}${excuse ? ` (${excuse})` : ""}\n`);
	const head =
		missed.length === 0
			? "every block that can be reached was"
			: `${counted(missed.length, "block")} could be reached and was not`;
	return `branches of the mirror, ${counted(blocks, "block")}: ${head}\n${lines.join("")}`;
}

/** The verification as the one object that `--json` prints. */
export function verificationJson(verification: Verification): unknown {
	const { target, source, scope, seed, maxActions, seconds, campaign, claims, verdict } = verification;
	return {
		verdict,
		target,
		...(source ? { source } : {}),
		scope,
		seed,
		runs: campaign.runs,
		maxActions,
		actions: campaign.actions,
		seconds,
		cutShort: campaign.cutShort,
		hidden: { interleavings: campaign.stoppedRuns, actions: campaign.hiddenActions },
		executed: {
			kinds: campaign.kinds,
			codes: Object.fromEntries(campaign.codes),
			warnings: Object.fromEntries(campaign.warnings),
		},
		claims: claims.map(({ claim, verdict, evidence }) => ({
			id: claim.id,
			sentence: claim.sentence,
			source: claim.source,
			kinds: claim.kinds,
			verdict,
			evidence,
		})),
		findings: campaign.findings.map((finding) => ({
			claim: finding.claim.id,
			cause: finding.cause,
			detail: finding.detail,
			interleaving: finding.interleaving.map((action) => formatAction(scope, action)),
			occurrences: finding.occurrences,
			replay: verification.replay(finding),
		})),
	};
}

/** A count with its unit: `1 action`, `2,000 actions`. */
export function counted(count: number, unit: string): string {
	return `${number(count)} ${unit}${count === 1 ? "" : "s"}`;
}

function number(count: number): string {
	return count.toLocaleString("en-US");
}
