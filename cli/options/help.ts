/** Meaning of an exit code. */
type ExitCode = readonly [code: number, meaning: string];

/** The exit codes of a command that gives a verdict on claims. */
export const VERDICT_CODES: readonly ExitCode[] = [
	[0, "all claims that are checked hold"],
	[1, "a claim is violated"],
	[2, "wrong use or an internal error"],
	[3, "unknown: nothing is violated, but not every claim is decided"],
];

/** An example of a command: what it does, and its lines. */
type Example = readonly [purpose: string, ...lines: readonly string[]];

/** Text below the options of a command: examples and exit codes. */
export function helpText(examples: readonly Example[], codes: readonly ExitCode[]): string {
	const shown = examples.map(([purpose, ...lines]) => [`  # ${purpose}`, ...lines.map((line) => `  $ ${line}`)]);
	return [
		...(shown.length > 0 ? ["", "Examples:", ...shown.flat()] : []),
		...["", "Exit codes:", ...codes.map(([code, meaning]) => `  ${code}  ${meaning}`)],
	].join("\n");
}
