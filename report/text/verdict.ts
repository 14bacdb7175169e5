import chalk from "chalk";
import type { Basis, ClaimVerdict, Judgement, Verdict } from "../../properties/verdict.ts";
import type { ClaimResult } from "../results.ts";
import { plainTable } from "./layout/table.ts";
import { counted, grouped } from "./numbers.ts";

/** Evidence for a verdict on a claim, in one line. */
export function evidenceText({ basis, random }: Pick<ClaimVerdict, "basis" | "random">): string {
	const parts = [basisText(basis)];
	if (random && basis.kind !== "violation" && basis.kind !== "no check") {
		const times = basis.kind === "complete" ? "" : `, ${exercisedText(random.exercised)}`;
		parts.push(`no counterexample in ${counted(random.runs, "interleaving")}${times}`);
	}
	return parts.filter((part) => part !== "").join("; ");
}

function exercisedText(times: number): string {
	return times === 0 ? "not exercised" : `exercised ${counted(times, "time")}`;
}

function basisText(basis: Basis): string {
	switch (basis.kind) {
		case "no check":
			return "not checked yet";
		case "violation":
			return `broken by an interleaving of ${counted(basis.length, "action")}`;
		case "complete":
			return `all ${counted(basis.states, "state")} of ${scopesText(basis.scopes)}`;
		case "not exercised":
			return `not exercised in any of ${counted(basis.states, "state")} of ${scopesText(basis.scopes)}`;
		case "not followed": {
			const hidden = counted(basis.transitions, "transition");
			return `not broken in ${counted(basis.states, "state")}; ${hidden} broke another claim and were not followed`;
		}
		case "stopped":
			return `not broken in ${counted(basis.states, "state")}; stopped by ${basis.by} at ${basis.scope}`;
		case "no search":
			return "";
	}
}

function scopesText(scopes: readonly string[]): string {
	const [only, ...others] = scopes;
	return only !== undefined && others.length === 0 ? only : counted(scopes.length, "scope");
}

/** The table of claims with their verdicts. */
export function claimsTable(verdicts: readonly ClaimVerdict[]): string {
	const heading = ["claim", "kind", "verdict", "evidence"].map((cell) => chalk.bold(cell));
	const rows = verdicts.map((one) => [
		one.claim.id,
		one.claim.kinds.join(", "),
		coloured(one.verdict),
		evidenceText(one),
	]);
	return plainTable([heading, ...rows]);
}

function coloured(verdict: Verdict): string {
	switch (verdict) {
		case "holds":
			return chalk.green(verdict);
		case "violated":
			return chalk.red(verdict);
		case "unknown":
		case "known":
		case "not checked":
			return chalk.yellow(verdict);
	}
}

/** The last line of a run: its verdict. */
export function verdictText({ verdict, claims, scopes }: Judgement): string {
	const named = (wanted: Verdict): readonly string[] =>
		claims.filter((one) => one.verdict === wanted).map(({ claim }) => claim.id);
	switch (verdict) {
		case "violated":
			return `verdict: violated: ${named("violated").join(", ")}`;
		case "holds":
			return `verdict: holds (complete at ${scopes.join(", ")})`;
		case "known":
			return `verdict: known violations only: ${named("known").join(", ")}`;
		case "unknown": {
			const undecided = named("unknown").length;
			return `verdict: unknown: no claim is newly violated; ${grouped(undecided)} undecided, ${grouped(named("not checked").length)} not checked`;
		}
	}
}

/** A claim with its verdict for `--json`. */
export function claimVerdictJson(one: ClaimVerdict): ClaimResult {
	const { id, sentence, source, kinds } = one.claim;
	return { id, sentence, source, kinds, verdict: one.verdict, evidence: evidenceText(one), basis: one.basis };
}
