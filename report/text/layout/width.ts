import stringWidth from "fast-string-width";
import { wrapAnsi } from "fast-wrap-ansi";
import { textWidth } from "./text-width.ts";

/** Columns that a line takes in a terminal; colours take none. */
export function widthOf(line: string): number {
	return stringWidth(line);
}

/** Breaks text between words, and inside a word only where it is wider than a line; a line break stays one. */
export function linesOf(text: string, width: number): readonly string[] {
	return wrapAnsi(text, width, { hard: true }).split("\n");
}

/**
 * Breaks text between words to lines of at most a width, each with a line break at its end. A longer word, such as a path,
 * is a line of its own.
 *
 * @param indent spaces before each line but the first, which has its own in the text
 */
export function wrapped(text: string, indent = 0, width = textWidth()): string {
	const own = text.length - text.trimStart().length;
	const lines = wrapAnsi(text.slice(own), width - Math.max(own, indent)).split("\n");
	return lines.map((line, index) => `${" ".repeat(index === 0 ? own : indent)}${line}\n`).join("");
}

/** Text of a given width, moved to the right. */
export function indented(text: (width: number) => string, indent: number, width = textWidth()): string {
	return text(width - indent).replaceAll(/^(?=.)/gm, " ".repeat(indent));
}
