import type { ClaimVerdict, RunVerdict } from "../../properties/verdict.ts";
import type { ClaimsResult } from "../results.ts";
import { coloured, verdictColour, verdictMark } from "./layout/colours.ts";
import { wrapped } from "./layout/width.ts";
import type { Lasso } from "./sections/lasso.ts";
import { claimVerdictJson, evidenceText, verdictText } from "./verdict.ts";

/** A claim with its verdict, and the command that reproduces it. */
export interface LedgerEntry extends ClaimVerdict {
	/** Undefined where the claim is not decided. */
	readonly command: string | undefined;
}

/** The ledger with the verdicts on one target, as data. */
export interface LedgerReport {
	/** One line about the target. */
	readonly target: string;
	readonly verdict: RunVerdict;
	/** Scopes that were searched completely. */
	readonly scopes: readonly string[];
	readonly entries: readonly LedgerEntry[];
	/** Runs that violate claims about liveness. */
	readonly lassos: readonly Lasso[];
}

/** The ledger for a terminal: each claim with its verdict, evidence, source and command. */
export function ledgerText(report: LedgerReport): string {
	const { target, verdict, scopes, entries } = report;
	return [`${wrapped(target)}\n`, ...entries.map(entryText), verdictText({ verdict, scopes, claims: entries })].join(
		"",
	);
}

function entryText(entry: LedgerEntry): string {
	const { claim, verdict, command } = entry;
	const head = `${verdictMark(verdict)} ${claim.id} (${claim.kinds.join(", ")}): ${coloured(verdictColour(verdict), verdict)}`;
	return [
		wrapped(head, 2),
		wrapped(`    ${claim.sentence}`, 4),
		wrapped(`    source: ${claim.source}`, 6),
		wrapped(`    evidence: ${evidenceText(entry)}`, 6),
		command === undefined ? "" : `    reproduce: ${command}\n`,
		"\n",
	].join("");
}

/** The ledger for `--json`. */
export function ledgerJson({ target, verdict, entries }: LedgerReport): ClaimsResult {
	return {
		...{ format: "rollcall-claims", version: 1, verdict, target },
		claims: entries.map((entry) => ({
			...claimVerdictJson(entry),
			...(entry.command === undefined ? {} : { command: entry.command }),
		})),
	};
}
