import type { ClaimVerdict, RunVerdict } from "../../properties/verdict.ts";
import type { ClaimsResult } from "../results.ts";
import { isAboutDesign, refutedText } from "./designs/refuted.ts";
import { coloured, verdictColour, verdictMark } from "./layout/colours.ts";
import { wrapped } from "./layout/width.ts";
import { counted } from "./numbers.ts";
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
	/** Command that decides one claim alone, without the claim's id. */
	readonly own: string;
	/** True if larger scopes were searched too. */
	readonly isDeep: boolean;
}

/** The ledger for a terminal: claims with the same verdict and evidence together, each with its sentence and source. */
export function ledgerText(report: LedgerReport): string {
	const { target, verdict, scopes, entries } = report;
	return [
		// No target decides a claim about designs.
		entries.every(isAboutDesign) ? "" : `${wrapped(target)}\n`,
		...[...groupsOf(report)].map((group) => groupText(group, report)),
		verdictText({ verdict, scopes, claims: entries }),
		deeperText(report),
	].join("");
}

/** Claims of one verdict and evidence, in the order of the ledger; one with a command of its own stands alone. */
function groupsOf({ entries, own }: LedgerReport): Iterable<readonly LedgerEntry[]> {
	const groups = new Map<string, LedgerEntry[]>();
	for (const entry of entries) {
		const isOwn = entry.command === undefined || entry.command === `${own} ${entry.claim.id}`;
		const key = `${entry.verdict} ${evidenceText(entry)} ${isOwn ? "" : entry.claim.id}`;
		groups.set(key, [...(groups.get(key) ?? []), entry]);
	}
	return groups.values();
}

function groupText(group: readonly LedgerEntry[], { own }: LedgerReport): string {
	const [first] = group;
	if (!first) return "";
	const isOne = group.length === 1;
	const { verdict, command } = first;
	const shown = coloured(verdictColour(verdict), verdict);
	const head = isOne
		? `${titleOf(first)}: ${shown}`
		: `${counted(group.length, "claim")} ${verdict === "holds" ? coloured(verdictColour(verdict), "hold") : shown}`;
	return [
		wrapped(`${verdictMark(verdict)} ${head}`, 2),
		isOne ? wrapped(`    ${first.claim.sentence}`, 4) : "",
		isOne ? wrapped(`    source: ${first.claim.source}`, 6) : "",
		evidenceLines(first),
		command === undefined ? "" : `    reproduce: ${isOne ? command : `${own} CLAIM`}\n`,
		...(isOne ? [] : group.map(lineText)),
		"\n",
	].join("");
}

/** Evidence for a claim; of properties of designs that are false, a line each. */
function evidenceLines(entry: LedgerEntry): string {
	const { basis } = entry;
	if (basis.kind !== "violation" || !basis.refuted) return wrapped(`    evidence: ${evidenceText(entry)}`, 6);
	return basis.refuted.map((one) => wrapped(`    ${verdictMark("violated")} ${refutedText(one)}`, 6)).join("");
}

function titleOf({ claim }: LedgerEntry): string {
	return `${claim.id} (${claim.kinds.join(", ")})`;
}

/** A claim of a group: its sentence, and where the source says it. */
function lineText(entry: LedgerEntry): string {
	return wrapped(`    ${titleOf(entry)}: ${entry.claim.sentence} [${entry.claim.source}]`, 6);
}

/** The option that decides more, where a limit of states left something open. */
function deeperText({ entries, isDeep }: LedgerReport): string {
	const isOpen = entries.some(({ basis }) => {
		if (basis.kind === "stopped") return basis.by === "the limit of states";
		return basis.kind === "complete" && (basis.past?.openScopes.length ?? 0) > 0;
	});
	return isOpen && !isDeep ? wrapped("next: rollcall claims --deep searches further", 2) : "";
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
