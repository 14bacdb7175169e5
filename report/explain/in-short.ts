import { formatAction } from "../../model/action.ts";
import type { Story } from "./explanation.ts";

/**
 * First sentence of a report: what goes wrong, in plain words, and the step in which it does. Code is between backticks.
 *
 * Claim `conforms` is broken by every difference; another claim that the same step breaks says more.
 *
 * @returns undefined for a claim that does not say what its violation means
 */
export function inShort({ claim, alsoBroken, recording, counterexample }: Story): string | undefined {
	const others = claim.id === "conforms" ? alsoBroken : [];
	const impact = others.find((other) => other.impact !== undefined)?.impact ?? claim.impact;
	if (impact === undefined) return undefined;
	const { scope, steps } = recording;
	const at = counterexample.lasso ? steps.findIndex(({ broken }) => broken.length > 0) : steps.length - 1;
	const step = steps[at];
	if (!step) return `In short: ${impact}.`;
	const what = counterexample.lasso ? `after step ${at + 1}` : `step ${at + 1}`;
	return `In short: ${impact} (${what}, \`${formatAction(scope, step.observed.action)}\`).`;
}
