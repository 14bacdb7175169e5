import type { SourceArm, SourcePlace } from "../../coverage/source/source-summary.ts";
import type { CoverageSummary } from "../../coverage/summary.ts";
import { lineText } from "../escape/line.ts";

/**
 * The coverage of the C source in the format of lcov's tracefiles; empty where there is none.
 *
 * @param isFeasibleOnly whether what no interleaving reaches is left out: the format cannot tell it from what was not executed
 */
export function lcovText({ source }: CoverageSummary, isFeasibleOnly: boolean): string {
	if (!source) return "";
	const chosen = <T extends SourcePlace>(places: readonly T[]): readonly T[] =>
		places.filter(({ status }) => !isFeasibleOnly || status !== "infeasible");
	const [functions, lines, branches] = [chosen(source.functions), chosen(source.lines), chosen(source.branches)];
	const evaluated = new Set(source.branches.filter(({ count }) => count > 0).map(({ condition }) => condition));
	const arm = ({ line, condition, value, count }: SourceArm): string =>
		`BRDA:${line},${condition},${value ? 0 : 1},${evaluated.has(condition) ? count : "-"}`;
	const hit = (places: readonly SourcePlace[]): number => places.filter(({ count }) => count > 0).length;
	return [
		"TN:",
		`SF:${lineText(source.path)}`,
		...functions.map(({ line, within }) => `FN:${line},${lineText(within)}`),
		...functions.map(({ count, within }) => `FNDA:${count},${lineText(within)}`),
		`FNF:${functions.length}`,
		`FNH:${hit(functions)}`,
		...branches.map(arm),
		`BRF:${branches.length}`,
		`BRH:${hit(branches)}`,
		...lines.map(({ line, count }) => `DA:${line},${count}`),
		`LF:${lines.length}`,
		`LH:${hit(lines)}`,
		"end_of_record",
		"",
	].join("\n");
}
