import chalk from "chalk";
import { formatAction } from "../model/action.ts";
import type { Scope } from "../model/scope.ts";
import type { Claim } from "../properties/claims.ts";
import type { Interleaving } from "../properties/interleavings.ts";
import { counted } from "./numbers.ts";
import { type Trace, traceText } from "./trace.ts";

/** A violated claim as a report tells of it. */
export interface ReportedFinding {
	readonly claim: Claim;
	/** The action kind that broke the claim, and how. */
	readonly cause: string;
	readonly detail: string;
	readonly scope: Scope;
	readonly interleaving: Interleaving;
	/** How it was found, and whether a shorter interleaving can be. */
	readonly found: string;
	/** The command that runs the interleaving again. */
	readonly replay: string;
}

/** A finding for `--json`. */
export function findingJson({ claim, cause, detail, scope, interleaving, found, replay }: ReportedFinding): unknown {
	return {
		claim: claim.id,
		cause,
		detail,
		found,
		scope,
		interleaving: interleaving.map((action) => formatAction(scope, action)),
		replay,
	};
}

/** The findings in words, each interleaving once with all the claims that it breaks. */
export function findingsText(
	findings: readonly ReportedFinding[],
	traceOf: (finding: ReportedFinding) => Trace,
): string {
	return [...groupBy(findings, ({ replay }) => replay).values()]
		.map((group) => {
			const [first] = group;
			const heads = group.map(({ claim, cause }) => {
				const head = `${chalk.bold(`${claim.id} is violated`)}: ${claim.sentence}`;
				return `${head}\n  source: ${claim.source}\n  cause: ${cause}\n`;
			});
			const length = counted(first.interleaving.length, "action");
			const tail = `  ${first.found}, ${length}\n  replay: ${first.replay}\n`;
			return `\n${heads.join("")}\n${traceText(first.scope, traceOf(first))}${tail}`;
		})
		.join("");
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, [T, ...T[]]> {
	const groups = new Map<string, [T, ...T[]]>();
	for (const item of items) {
		const group = groups.get(keyOf(item));
		if (group) group.push(item);
		else groups.set(keyOf(item), [item]);
	}
	return groups;
}
