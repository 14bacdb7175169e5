/**
 * Characters that a terminal or an editor acts on instead of showing them: controls, line and paragraph separators, marks
 * that change the direction of text, and halves of surrogate pairs.
 */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The most characters that are kept of a text of the target. */
const MOST_CHARACTERS = 500;

/** Text in one line in which every character shows: others are written as in C and JSON, `\n` and `\u001b`. */
export function printable(text: string): string {
	return text.replace(UNPRINTABLE, (character) => {
		if (character === "\n") return "\\n";
		if (character === "\t") return "\\t";
		return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
	});
}

/** Text of the target, such as that of a panic: printable, and cut where it is long. */
export function textOfTarget(text: string): string {
	const start = printable(text.slice(0, MOST_CHARACTERS));
	if (text.length <= MOST_CHARACTERS && start.length <= MOST_CHARACTERS) return start;
	return `${start.slice(0, MOST_CHARACTERS)}… (cut)`;
}
