import chalk, { type ForegroundColorName } from "chalk";
import type { Verdict } from "../../../properties/verdict.ts";

// Colours that can be read on a dark and on a light background: neither yellow nor white nor dim. None says what the text
// next to it does not say too.

/** The colour of each verdict. */
const VERDICT_COLOURS = {
	violated: "red",
	unknown: "magenta",
	known: "magenta",
	"not checked": undefined,
	holds: "green",
	witnessed: "green",
} as const satisfies Readonly<Record<Verdict, ForegroundColorName | undefined>>;

/** The mark of each verdict. */
const VERDICT_MARKS: Readonly<Record<Verdict, string>> = {
	violated: "✗",
	unknown: "?",
	known: "!",
	"not checked": "-",
	holds: "✓",
	witnessed: "✓",
};

/** A colour, or none. */
export type Colour = (typeof VERDICT_COLOURS)[Verdict];

/** The colour of a verdict. */
export function verdictColour(verdict: Verdict): Colour {
	return VERDICT_COLOURS[verdict];
}

/** The mark of a verdict, in its colour. */
export function verdictMark(verdict: Verdict): string {
	return coloured(VERDICT_COLOURS[verdict], VERDICT_MARKS[verdict]);
}

/** Text in a colour. */
export function coloured(colour: Colour, text: string): string {
	return colour === undefined ? text : chalk[colour](text);
}

/** A row of headings. */
export function heading(...cells: readonly string[]): readonly string[] {
	return cells.map((cell) => chalk.bold(cell));
}
