import escapeHtml from "escape-html";
import { printable } from "../../impl/printable.ts";

/** Text of an element or an attribute of HTML; lines and tabs stay. */
export function htmlText(text: string): string {
	return escapeHtml(text.replace(/[^\n\t]+/g, printable));
}

/** Data inside a `script` element, which nothing in it ends. */
export function htmlData(data: unknown): string {
	return printable(JSON.stringify(data)).replace(/[<>&]/g, (character) => {
		return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
	});
}
