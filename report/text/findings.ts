import chalk from "chalk";
import { quoted } from "../formats/shell-word.ts";
import type { ReportedFinding } from "./finding.ts";
import { counted } from "./numbers.ts";
import { type Trace, traceText } from "./trace.ts";

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
			const tail = `  ${first.found}, ${length}\n  replayed: ${first.replayed}\n  replay: ${first.replay}\n`;
			return `\n${heads.join("")}\n${traceText(first.scope, traceOf(first))}${tail}${reportHint(group)}`;
		})
		.join("");
}

/** How to make a bug report: of what breaks a claim of the source's own, where there is such a finding. */
function reportHint(group: readonly ReportedFinding[]): string {
	const { file } = group.find(({ claim }) => claim.id !== "conforms") ?? group[0] ?? { file: undefined };
	return file === undefined ? "" : `  report: npx rollcall report ${quoted(file)}\n`;
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
