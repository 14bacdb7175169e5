import chalk from "chalk";
import type { DesignTrace } from "../../../properties/design-evidence.ts";
import { plainTable } from "../layout/table.ts";

/** A run of a design as a table for a terminal; of a lasso, the steps of the loop are marked. */
export function designTraceText(trace: DesignTrace, width?: number): string {
	const { initial, steps, loopStart = steps.length } = trace;
	const heading = ["step", "action", "state after it"].map((cell) => chalk.bold(cell));
	const rows = steps.map(({ action, state }, index) => {
		const number = index + 1;
		return [index < loopStart ? String(number) : `↻ ${number}`, action, state];
	});
	return plainTable([heading, ["0", "", initial], ...rows], width);
}
