import { printable } from "../../impl/printable.ts";

/** Message of a SARIF log: braces hold places for arguments, and brackets before parentheses are links. */
export function sarifText(text: string): string {
	return text
		.replace(/[^\n]+/g, printable)
		.replace(/[{}]/g, "$&$&")
		.replace(/\](?=\()/g, "] ");
}
