import chalk from "chalk";
import type { BrokenSpecification } from "../../explore/specification/shortest-violation.ts";
import { causeOf } from "../../lockstep/run.ts";
import { formatAction } from "../../model/action.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import type { BrokenSpecificationResult } from "../results.ts";
import { verdictMark } from "./layout/colours.ts";
import { wrapped } from "./layout/width.ts";
import { counted } from "./numbers.ts";
import { traceText } from "./sections/trace-table.ts";

/** A specification that breaks one of its own claims, and the shortest interleaving that shows it. */
export interface BrokenReport {
	readonly scope: Scope;
	/** The id of the claim that the search found violated. */
	readonly claim: string;
	readonly detail: string;
	/** Undefined where no interleaving was found that shows it. */
	readonly found: BrokenSpecification | undefined;
}

/** A broken specification as the one object that `--json` prints. */
export function brokenSpecificationJson({ scope, claim, detail, found }: BrokenReport): BrokenSpecificationResult {
	const interleaving = found?.steps.map(({ action }) => formatAction(scope, action)) ?? [];
	return {
		format: "rollcall-explore",
		version: 1,
		verdict: "violated",
		scope,
		specification: { breaks: claim, detail },
		findings: (found?.broken ?? []).map((broken) => ({
			claim: broken.claim.id,
			cause: causeOf(found?.steps.at(-1)?.action.kind, broken),
			detail: broken.violation.detail,
			scope,
			interleaving,
			minimality: "shortest",
		})),
	};
}

/** A broken specification for a terminal, with the trace. */
export function brokenSpecificationText({ scope, claim, detail, found }: BrokenReport): string {
	const head = wrapped(`${verdictMark("violated")} ${chalk.bold(`the specification breaks ${claim}`)}: ${detail}`, 2);
	const next = wrapped("next: mend model/: a statechart, or the rules that system.ts adds; no target was searched", 2);
	if (!found) return `${head}${wrapped(`no interleaving at ${scopeName(scope)} was found that shows it`)}${next}`;
	const length = counted(found.steps.length, "action");
	const shortest = `  shortest at ${scopeName(scope)}, by breadth-first search, ${length}`;
	return `${head}\n${traceText(scope, found)}\n${wrapped(shortest, 4)}${next}`;
}
