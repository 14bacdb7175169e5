import { printable } from "../../impl/printable.ts";

/** Stands between two characters that mean something together; it takes no room. */
const JOINER = "\u2060";

/** Text of a Markdown tree: it names nobody, links nowhere and refers to nothing. The writer of the tree escapes the rest. */
export function markdownText(text: string): string {
	return printable(text)
		.replace(/@(?=\w)/g, `@${JOINER}`)
		.replace(/#(?=\d)/g, `#${JOINER}`)
		.replace(/:(?=\/\/)/g, `:${JOINER}`)
		.replace(/(www)(?=\.)/gi, `$1${JOINER}`);
}

/** Code of a Markdown tree, in one line. */
export function markdownCode(text: string): string {
	return printable(text);
}

/** Text of others inside a sentence whose code stands between backticks. */
export function inSentence(text: string): string {
	return printable(text).replaceAll("`", "'");
}
