import { printable } from "../../impl/printable.ts";

/** String of C; what is not plain ASCII is written in octal, and no trigraph stays one. */
export function cString(text: string): string {
	const escaped = text
		.replace(/[\\"?]/g, "\\$&")
		.replace(/[^ -~]/gu, (character) =>
			Array.from(new TextEncoder().encode(character), (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""),
		);
	return `"${escaped}"`;
}

/** Text inside a comment of C, in one line, which nothing in it ends. */
export function cComment(text: string): string {
	return printable(text).replaceAll("*/", "* /");
}
