import chalk from "chalk";
import type { DesignRun } from "../../../properties/design-evidence.ts";
import type { DesignReplayResult } from "../../design-results.ts";
import { shellPath } from "../../escape/shell.ts";
import { terminalText } from "../../escape/terminal.ts";
import { wrapped } from "../layout/width.ts";
import { commandText } from "../sections/next.ts";
import { designTraceText } from "./trace.ts";

/** A run of a design that was taken again. */
export interface DesignReplayReport extends DesignRun {
	readonly file: string;
	readonly sentence: string;
	/** True for a run that breaks its property, false for one that shows that something can happen. */
	readonly isCounterexample: boolean;
	/** Reason that the run does not show it any more; undefined where it does. */
	readonly reason: string | undefined;
}

/** A run of a design that was taken again, for a terminal. */
export function designReplayText(report: DesignReplayReport): string {
	const { file, design, property, sentence, trace, reason } = report;
	return [
		`${terminalText(file)}\n`,
		wrapped(`${design}, ${property}: ${sentence}`, 2),
		`\n${designTraceText(trace)}\n`,
		wrapped(conclusionOf(report), 2),
		reason === undefined
			? commandText("make a page of it", `npx rollcall report ${shellPath(file)} --format html`)
			: "",
	].join("");
}

function conclusionOf({ property, isCounterexample, reason }: DesignReplayReport): string {
	if (reason !== undefined) return chalk.magenta(`different: ${reason}`);
	return isCounterexample
		? chalk.red(`reproduced: ${property} does not hold`)
		: chalk.green(`reproduced: the run shows ${property}`);
}

/** A run of a design that was taken again, for `--json`. */
export function designReplayJson(report: DesignReplayReport): DesignReplayResult {
	const { file, design, property, isCounterexample, reason, trace } = report;
	const { scope, steps, loopStart } = trace;
	return {
		...{ format: "rollcall-design-replay", version: 1, verdict: reason === undefined ? "reproduced" : "different" },
		...{ file, design, property, scope, isCounterexample },
		actions: steps.map(({ action }) => action),
		...(loopStart === undefined ? {} : { loopStart }),
		...(reason === undefined ? {} : { reason }),
	};
}
