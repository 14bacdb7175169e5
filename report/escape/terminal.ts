import { printable } from "../../impl/printable.ts";

/** Colours, as chalk writes them. */
const COLOUR = new RegExp(`(${String.fromCharCode(27)}\\[\\d{1,3}(?:;\\d{1,3})*m)`);

/** Text for one line of a terminal: no character of it is acted on, and no runner of GitHub takes it for a command. */
export function terminalText(text: string): string {
	return withoutCommands(printable(text));
}

/**
 * Whole output of a command, for a terminal or a log: line breaks, tabs and colours stay, every other character that is
 * acted on is written out.
 *
 * @param isColoured true if colours are written
 */
export function terminalOutput(text: string, isColoured: boolean): string {
	const parts = isColoured ? text.split(COLOUR) : [text];
	const shown = parts.map((part, index) => (index % 2 === 1 ? part : part.replace(/[^\n\t]+/g, printable)));
	return withoutCommands(shown.join(""));
}

/** Text in which GitHub's runner finds no workflow command: `::` first in a line, or `##[` anywhere. */
function withoutCommands(text: string): string {
	return text.replace(/^(\s*):(?=:)/gm, "$1\\u003a").replaceAll("##[", "#\\u0023[");
}
