import chalk from "chalk";
import type { Interleaving } from "../../../lockstep/random.ts";
import { formatAction } from "../../../model/action.ts";
import { type Scope, scopeName } from "../../../model/scope.ts";
import type { Claim } from "../../../properties/claim.ts";
import type { WitnessResult } from "../../result-parts.ts";
import { wrapped } from "../layout/width.ts";
import { counted } from "../numbers.ts";

/** A shortest interleaving that reaches what a claim says can happen. */
export interface WitnessRun {
	readonly claim: Claim;
	readonly scope: Scope;
	readonly interleaving: Interleaving;
	/** The command that runs it again. */
	readonly replay: string;
}

/** The witnesses, each with the command that runs it again. */
export function witnessesText(witnesses: readonly WitnessRun[]): string {
	return witnesses
		.map(({ claim, scope, interleaving, replay }) => {
			const head = wrapped(`${claim.id} is ${chalk.green("witnessed")}: ${claim.sentence}`, 2);
			const length = `  ${counted(interleaving.length, "action")}, shortest at ${scopeName(scope)}, by breadth-first search`;
			return `\n${head}${wrapped(length, 4)}  replay: ${replay}\n`;
		})
		.join("");
}

/** The witness for `--json`. */
export function witnessJson({ claim, scope, interleaving, replay }: WitnessRun): WitnessResult {
	const texts = interleaving.map((action) => formatAction(scope, action));
	return { claim: claim.id, scope, interleaving: texts, replay };
}
