import chalk from "chalk";
import type { BrokenSpecification } from "../../explore/specification/shortest-violation.ts";
import { causeOf } from "../../lockstep/run.ts";
import { formatAction } from "../../model/action.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import type { BrokenSpecificationResult } from "../results.ts";
import { counted } from "./numbers.ts";
import { traceText } from "./trace.ts";

/** That the specification breaks a claim of its own, and the shortest interleaving that shows it. */
export interface BrokenReport {
	readonly scope: Scope;
	/** The id of the claim that the search found broken, and how. */
	readonly claim: string;
	readonly detail: string;
	/** Undefined where no interleaving was found that shows it. */
	readonly found: BrokenSpecification | undefined;
}

/** As the one object that `--json` prints. */
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

/** In words, with the trace. */
export function brokenSpecificationText({ scope, claim, detail, found }: BrokenReport): string {
	const head = `${chalk.bold(`the specification breaks ${claim}`)}: ${detail}\n`;
	const hint =
		"Nothing was put beside it: what is wrong is in model/, in a statechart or in what system.ts does with them.\n";
	if (!found) return `${head}No interleaving at ${scopeName(scope)} was found that shows it.\n${hint}`;
	const length = counted(found.steps.length, "action");
	return `${head}\n${traceText(scope, found)}  shortest at ${scopeName(scope)}, by breadth-first search, ${length}\n${hint}`;
}
