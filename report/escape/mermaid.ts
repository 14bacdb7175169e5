import { printable } from "../../impl/printable.ts";

/** Text in which Mermaid finds nothing of its own: it ends statements with `;`, and starts entities, directives and Markdown. */
export function mermaidText(text: string): string {
	return printable(text).replace(
		/[^\p{L}\p{N} .,:()=|/≠✗→+*_[\]'!-]/gu,
		(character) => `#${character.codePointAt(0)};`,
	);
}
