import stringWidth from "fast-string-width";
import { wrapAnsi } from "fast-wrap-ansi";

/** Width of text that goes to a file or a pipe, in columns. */
const DEFAULT_WIDTH = 80;
/** The least width that tables are laid out for. */
const LEAST_WIDTH = 40;

/** Columns that a line of text may take: those of `COLUMNS`, or of the terminal; 80 without either, at least 40. */
export function textWidth(): number {
	const { COLUMNS = "" } = process.env;
	const asked = /^[1-9]\d{0,3}$/.test(COLUMNS) ? Number(COLUMNS) : undefined;
	return Math.max(LEAST_WIDTH, asked ?? process.stdout.columns ?? DEFAULT_WIDTH);
}

/** Columns that a line takes in a terminal; colours take none. */
export function widthOf(line: string): number {
	return stringWidth(line);
}

/** Breaks text between words, and inside a word only where it is wider than a line; a line break stays one. */
export function linesOf(text: string, width: number): readonly string[] {
	return wrapAnsi(text, width, { hard: true }).split("\n");
}

/**
 * Breaks text to lines of at most a width, each with a line break at its end.
 *
 * @param indent spaces before each line but the first, which has its own in the text
 */
export function wrapped(text: string, indent = 0, width = textWidth()): string {
	const own = text.length - text.trimStart().length;
	const lines = linesOf(text.slice(own), width - Math.max(own, indent));
	return lines.map((line, index) => `${" ".repeat(index === 0 ? own : indent)}${line}\n`).join("");
}
