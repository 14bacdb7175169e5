import type { CoverageSummary } from "../coverage/summary.ts";

/** The coverage of the C source in the format of lcov's tracefiles; empty where there is none. */
export function lcovText({ source }: CoverageSummary): string {
	if (!source) return "";
	const { functions, lines, branches } = source.coverage;
	const arms = branches.flatMap(({ line, whenTrue, whenFalse }, block) => {
		const never = whenTrue + whenFalse === 0;
		return [whenTrue, whenFalse].map((count, arm) => `BRDA:${line},${block},${arm},${never ? "-" : count}`);
	});
	const hit = (counts: readonly { readonly count: number }[]): number => counts.filter(({ count }) => count > 0).length;
	return [
		"TN:",
		`SF:${source.path}`,
		...functions.map(({ line, name }) => `FN:${line},${name}`),
		...functions.map(({ count, name }) => `FNDA:${count},${name}`),
		`FNF:${functions.length}`,
		`FNH:${hit(functions)}`,
		...arms,
		`BRF:${2 * branches.length}`,
		`BRH:${branches.reduce((sum, one) => sum + (one.whenTrue > 0 ? 1 : 0) + (one.whenFalse > 0 ? 1 : 0), 0)}`,
		...lines.map(({ line, count }) => `DA:${line},${count}`),
		`LF:${lines.length}`,
		`LH:${hit(lines)}`,
		"end_of_record",
		"",
	].join("\n");
}
