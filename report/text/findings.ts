import chalk from "chalk";
import type { Interleaving } from "../../lockstep/random.ts";
import { formatAction } from "../../model/action.ts";
import { isSameScope, type Scope, scopeName } from "../../model/scope.ts";
import { shellPath } from "../escape/shell.ts";
import type { ReportedFinding } from "./finding.ts";
import { heading, verdictMark } from "./layout/colours.ts";
import { plainTable } from "./layout/table.ts";
import { indented, wrapped } from "./layout/width.ts";
import { counted } from "./numbers.ts";
import { UNSIGNED_TOO } from "./sections/char.ts";
import { traceText } from "./sections/trace-table.ts";
import type { Trace } from "./trace.ts";

/** Choices for the text of findings. */
export interface FindingsTextOptions {
	/** Findings that were printed before: their traces are not printed again. */
	readonly shown: readonly ReportedFinding[];
	/** Print the replay command of every finding, and not only of those that lead a group. */
	readonly verbose: boolean;
	/** Findings that the same source has with unsigned chars too: their groups have a note. */
	readonly unsignedToo?: readonly ReportedFinding[];
}

/**
 * Findings of groups that others have too: the same claims, broken in the same way by the same interleavings.
 *
 * @param others findings of the same source with the other signedness of char
 */
export function inBoth(
	findings: readonly ReportedFinding[],
	others: readonly ReportedFinding[],
): readonly ReportedFinding[] {
	const known = new Set(groupsOf(others).map(contentOf));
	return groupsOf(findings)
		.filter((group) => known.has(contentOf(group)))
		.flat();
}

/** Claims, causes and interleavings of a group, as a key. */
function contentOf(group: readonly ReportedFinding[]): string {
	return group
		.map(({ claim, cause, scope, interleaving }) =>
			[claim.id, cause, scopeName(scope), actionsText(scope, interleaving)].join(" / "),
		)
		.toSorted()
		.join("\n");
}

/**
 * Findings for a terminal, one group for each fault: the interleaving that leads it with all the claims that it breaks, then
 * a line for each of the others.
 */
export function findingsText(
	findings: readonly ReportedFinding[],
	traceOf: (finding: ReportedFinding) => Trace,
	{ shown, verbose, unsignedToo = [] }: FindingsTextOptions,
): string {
	return groupsOf(findings)
		.map((group) => {
			const first = group.find(({ group: { leads } }) => leads) ?? group[0];
			const leading = group.filter(({ replay }) => replay === first.replay);
			const others = group.filter(({ replay }) => replay !== first.replay);
			const trace = isPrinted(first, shown) ? "" : `\n${traceText(first.scope, traceOf(first))}`;
			const also = unsignedToo.includes(first) ? `  ${UNSIGNED_TOO}\n` : "";
			return `\n${headsOf(leading)}${trace}${factsOf(first, leading, shown, also)}${othersText(others, verbose)}`;
		})
		.join("");
}

function headsOf(leading: readonly ReportedFinding[]): string {
	const heads = leading.map(({ claim, cause }) => [
		wrapped(`${verdictMark("violated")} ${chalk.bold(`${claim.id} is violated`)}: ${claim.sentence}`, 2),
		wrapped(`  source: ${claim.source}`, 4),
		wrapped(`  cause: ${cause}`, 4),
	]);
	return heads.flat().join("");
}

function factsOf(
	first: ReportedFinding,
	leading: readonly ReportedFinding[],
	shown: readonly ReportedFinding[],
	also: string,
): string {
	const { fault } = first.group;
	return [
		"\n",
		wrapped(`  ${counted(first.interleaving.length, "action")}, ${first.found}`, 4),
		relationText(first, shown),
		also,
		fault === undefined ? "" : wrapped(`  first difference: ${fault}`, 4),
		wrapped(`  replayed, to rule out a mistake of the search: ${first.replayed}`, 4),
		`  replay: ${first.replay}\n`,
		reportHint(leading),
	].join("");
}

/** The relation to what was printed before; empty where there is none. */
function relationText(first: ReportedFinding, shown: readonly ReportedFinding[]): string {
	if (isPrinted(first, shown)) return "  its steps are printed above, as the first finding\n";
	const isSame = shown.some(({ claim, cause }) => claim === first.claim && cause === first.cause);
	return isSame ? "  better than the first finding, printed above\n" : "";
}

/** True if the steps of a finding were printed: its own, or the same of the source with the other signedness of char. */
function isPrinted(first: ReportedFinding, shown: readonly ReportedFinding[]): boolean {
	return shown.some(({ replay, claim, cause, scope, interleaving }) => {
		const isAlike = claim === first.claim && cause === first.cause && isSameScope(scope, first.scope);
		return (
			replay === first.replay ||
			(isAlike && actionsText(scope, interleaving) === actionsText(scope, first.interleaving))
		);
	});
}

function actionsText(scope: Scope, interleaving: Interleaving): string {
	return interleaving.map((action) => formatAction(scope, action)).join(" ");
}

function othersText(others: readonly ReportedFinding[], verbose: boolean): string {
	if (others.length === 0) return "";
	const rows = others.map(({ claim, cause, interleaving }) => [claim.id, cause, String(interleaving.length)]);
	const table = indented((width) => plainTable([heading("claim", "cause", "actions"), ...rows], width), 4);
	const commands = verbose ? others.map(({ replay }) => `    replay: ${replay}\n`).join("") : "";
	return `  the same fault also leads to:\n${table}${commands}`;
}

/** The command that makes a bug report: of what breaks a claim of the source's own, where there is such a finding. */
function reportHint(group: readonly ReportedFinding[]): string {
	const finding = group.find(({ claim }) => claim.id !== "conforms") ?? group[0];
	if (finding?.file === undefined) return "";
	return `  report: npx rollcall report ${shellPath(finding.file)}${finding.fileWords}\n`;
}

/** The groups of some findings, in the order of their first ones. */
function groupsOf(findings: readonly ReportedFinding[]): readonly (readonly [ReportedFinding, ...ReportedFinding[]])[] {
	const groups = new Map<number, [ReportedFinding, ...ReportedFinding[]]>();
	for (const finding of findings) {
		const group = groups.get(finding.group.id);
		if (group) group.push(finding);
		else groups.set(finding.group.id, [finding]);
	}
	return [...groups.values()];
}
