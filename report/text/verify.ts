import chalk from "chalk";
import type { ProductSearch } from "../../explore/product.ts";
import type { Campaign } from "../../lockstep/campaign.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import type { Claim } from "../../properties/ledger.ts";
import { findingJson, type Remembered, type ReportedFinding } from "./finding.ts";
import { counted, grouped } from "./numbers.ts";
import { plainTable } from "./table.ts";

/**
 * What a check came to. A search that was cut short or did not look everywhere is `unknown`, never `holds`. What is
 * violated only as the baseline has it is `known`.
 */
export type Verdict = "holds" | "violated" | "unknown" | "known";

/** One claim of the ledger with its verdict and what that rests on. */
export interface ClaimVerdict {
	readonly claim: Claim;
	readonly verdict: Verdict;
	readonly evidence: string;
}

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
	readonly claims: readonly ClaimVerdict[];
	/** What is new. */
	readonly findings: readonly ReportedFinding[];
	readonly remembered: Remembered;
	readonly verdict: Verdict;
}

/**
 * The verdict on every claim.
 *
 * A claim holds where every complete search came to its end, at least one put it to the test, and nothing broke it.
 */
export function judge(
	claims: readonly Claim[],
	findings: readonly ReportedFinding[],
	known: readonly ReportedFinding[],
	complete: readonly CompleteSearch[],
	campaign: Campaign,
): readonly ClaimVerdict[] {
	return claims.map((claim) => {
		const broken = brokenVerdict(claim, findings, known);
		if (broken) return { claim, ...broken };
		if (!claim.check) return { claim, verdict: "unknown", evidence: "not checked yet" };
		return { claim, ...unbroken(claim, complete, campaign) };
	});
}

/** What is to be said of a claim that some of the findings break; undefined where none does. */
export function brokenVerdict(
	claim: Claim,
	findings: readonly ReportedFinding[],
	known: readonly ReportedFinding[],
): Omit<ClaimVerdict, "claim"> | undefined {
	const isOwn = (finding: ReportedFinding): boolean => finding.claim === claim;
	const lengths = [...findings, ...known].filter(isOwn).map(({ interleaving }) => interleaving.length);
	if (lengths.length === 0) return undefined;
	const evidence = `broken by an interleaving of ${counted(Math.min(...lengths), "action")}`;
	return { verdict: findings.some(isOwn) ? "violated" : "known", evidence };
}

/** What is to be said of a claim that nothing broke. */
function unbroken(claim: Claim, complete: readonly CompleteSearch[], campaign: Campaign): Omit<ClaimVerdict, "claim"> {
	const random = `no counterexample in ${counted(campaign.runs, "interleaving")}`;
	const all = complete.length > 0 && complete.every(({ search }) => isWhole(search));
	const tested = complete.some(({ search }) => (search.exercised.get(claim.id) ?? 0) > 0);
	if (all && tested) {
		const pairs = complete.reduce((sum, { search }) => sum + search.pairs, 0);
		return {
			verdict: "holds",
			evidence: `all ${grouped(pairs)} states of ${counted(complete.length, "small scope")}; ${random}`,
		};
	}
	const tests = campaign.exercised.get(claim.id) ?? 0;
	const put = tests === 0 ? "never put to the test" : `put to the test ${counted(tests, "time")}`;
	return { verdict: "unknown", evidence: `${random}, ${put}` };
}

/** Whether a search left nothing out: it came to its end, and no path was broken off. */
function isWhole(search: ProductSearch): boolean {
	return search.stoppedBy === undefined && search.notFollowed === 0;
}

/** The one verdict over all claims. */
export function overall(verdicts: readonly ClaimVerdict[]): Verdict {
	if (verdicts.some(({ verdict }) => verdict === "violated")) return "violated";
	if (verdicts.some(({ verdict }) => verdict === "unknown")) return "unknown";
	return verdicts.some(({ verdict }) => verdict === "known") ? "known" : "holds";
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
		case "known":
			return chalk.yellow(verdict);
	}
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
export function verificationJson(verification: Verification): unknown {
	const { target, source, scope, seed, maxActions, seconds, complete, campaign, claims, findings, verdict } =
		verification;
	const { known, gone, fixed, changed } = verification.remembered;
	return {
		verdict,
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
		claims: claims.map(({ claim, verdict, evidence }) => ({
			id: claim.id,
			sentence: claim.sentence,
			source: claim.source,
			kinds: claim.kinds,
			verdict,
			evidence,
		})),
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
