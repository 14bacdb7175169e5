import { printable } from "../../impl/printable.ts";

/** Text for a format of lines: a field of a tracefile, or a comment to the end of the line. */
export function lineText(text: string): string {
	return printable(text);
}
