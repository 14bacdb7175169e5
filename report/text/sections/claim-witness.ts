import chalk from "chalk";
import type { Interleaving } from "../../../lockstep/random.ts";
import { formatAction } from "../../../model/action.ts";
import { type Scope, scopeName } from "../../../model/scope.ts";
import { type PropertyEvidence, refutedOf } from "../../../properties/design-evidence.ts";
import type { Claim } from "../../../properties/ledger.ts";
import type { ObservedStep } from "../../../properties/step.ts";
import type { ClaimWitnessResult } from "../../design-results.ts";
import { shellPath } from "../../escape/shell.ts";
import { terminalText } from "../../escape/terminal.ts";
import { refutedText } from "../designs/refuted.ts";
import { designTraceText } from "../designs/trace.ts";
import { verdictMark } from "../layout/colours.ts";
import { wrapped } from "../layout/width.ts";
import { counted } from "../numbers.ts";
import { commandText } from "./next.ts";
import { stepsTable } from "./trace-table.ts";

/** The situation of a claim, reached as shortly as can be. */
export interface ClaimWitness {
	readonly claim: Claim;
	/** One line about the target. */
	readonly target: string;
	/** Undefined where no small scope reaches it, and for a claim about designs. */
	readonly run: SituationRun | undefined;
	/** Of a claim about designs: its properties that a run shows, with the runs, and those that are false. */
	readonly designs: readonly PropertyEvidence[];
}

/** A shortest interleaving that exercises a claim, as it ran on the target. */
export interface SituationRun {
	readonly scope: Scope;
	readonly interleaving: Interleaving;
	readonly steps: readonly ObservedStep[];
	/** Description of the violation where the target breaks the claim there. */
	readonly detail: string | undefined;
	/** The command that runs it again. */
	readonly replay: string;
}

/** The witness for a terminal. @param files of the runs of designs */
export function claimWitnessText({ claim, target, run, designs }: ClaimWitness, files: readonly string[] = []): string {
	const head = (what: string): string => wrapped(`${chalk.bold(claim.id)} ${what}: ${claim.sentence}`, 2);
	const source = `${wrapped(`  source: ${claim.source}`, 4)}\n`;
	if (claim.design) {
		const runs = designs.map(designText);
		const written = files.map((file) =>
			commandText(
				`${terminalText(file)} is written; step through it`,
				`npx rollcall report ${shellPath(file)} --format html`,
			),
		);
		return [head("is a claim about designs"), source, ...runs, ...written].join("");
	}
	if (!run) return `${head("is not exercised at any small scope")}${source}`;
	const { scope, interleaving, steps, detail, replay } = run;
	const end =
		detail === undefined
			? `  ${verdictMark("holds")} the last step ${claim.liveness ? "makes something pending" : "exercises it"}`
			: `  ${verdictMark("violated")} ${claim.id}: ${detail}`;
	return [
		`${wrapped(target)}\n`,
		`${head(claim.witness ? "is witnessed" : "is exercised")}${source}`,
		`${stepsTable(scope, steps, () => undefined)}\n`,
		wrapped(end, 4),
		wrapped(`  ${counted(interleaving.length, "action")}, shortest at ${scopeName(scope)}, by breadth-first search`, 4),
		`  replay: ${replay}\n`,
	].join("");
}

/** A run that shows a property of a design, or that it is false; a property that nothing reaches has none. */
function designText(evidence: PropertyEvidence): string {
	const { design, property, trace } = evidence;
	const refuted = refutedOf(evidence);
	if (!trace) return refuted ? wrapped(`${verdictMark("violated")} ${refutedText(refuted)}`, 2) : "";
	if (refuted) {
		const { length } = trace.steps;
		const line = `${design}, ${property}: violated after ${counted(length, "action")} at ${trace.scope}`;
		return `${wrapped(`${verdictMark("violated")} ${line}`, 2)}\n${designTraceText(trace)}\n`;
	}
	const length = counted(trace.steps.length, "action");
	const loop = trace.loopStart === undefined ? "" : "; the steps marked with ↻ repeat for ever";
	return `${wrapped(`${verdictMark("witnessed")} ${design}, ${property}: ${length} at ${trace.scope}${loop}`, 2)}\n${designTraceText(trace)}\n`;
}

/** The witness for `--json`. */
export function claimWitnessJson({ claim, target, run, designs }: ClaimWitness): ClaimWitnessResult {
	const refuted = designs.flatMap((one) => refutedOf(one) ?? []);
	return {
		...{ format: "rollcall-witness", version: 1, claim: claim.id, target },
		...(run
			? {
					witness: {
						...{ claim: claim.id, scope: run.scope, replay: run.replay },
						interleaving: run.interleaving.map((action) => formatAction(run.scope, action)),
					},
				}
			: {}),
		...(run?.detail === undefined ? {} : { violation: run.detail }),
		...(refuted.length > 0 ? { violation: refuted.map(refutedText).join("; ") } : {}),
		designs: designs.flatMap(({ design, property, isTrue, trace }) => {
			if (!trace) return [];
			const { scope, initial, steps, loopStart } = trace;
			const run = { design, property, isCounterexample: isTrue === false, scope, initial, steps };
			return [{ ...run, ...(loopStart === undefined ? {} : { loopStart }) }];
		}),
	};
}
