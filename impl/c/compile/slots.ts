// The number of slots of a source, which a search sets: NR_SUBS or what else it is called, wherever and however it is defined.

/** A definition as a macro, to the end of its line or of those that it goes on in. */
function macro(name: string): RegExp {
	return new RegExp(`^([ \\t]*#[ \\t]*define[ \\t]+${name}\\b)(?!\\()((?:\\\\\\r?\\n|[^\\n])*)`, "gm");
}

/** The name as an enumerator or a constant, with its value. */
function value(name: string): RegExp {
	return new RegExp(`\\b${name}\\b([ \\t]*=(?!=))([^,;}\\n]*)`, "g");
}

/** The name as an enumerator without a value: the last of several, whose number it so is. */
function count(name: string): RegExp {
	return new RegExp(`\\benum\\b[^{};]*\\{(?:[^}]*[,\\s])?${name}(?=\\s*,?\\s*\\})`, "g");
}

/**
 * A text with another number of slots, line for line; undefined where it does not define one.
 *
 * What is in a comment or a string is left as it is: only its length matters here.
 *
 * @param name of the constant
 */
export function withSlots(text: string, name: string, slots: number): string | undefined {
	const code = withoutComments(text);
	const changes: { readonly at: number; readonly length: number; readonly text: string }[] = [];
	for (const match of code.matchAll(macro(name))) {
		const [, head = "", body = ""] = match;
		const length = body.trimEnd().length; // what follows is a comment
		changes.push({ at: match.index + head.length, length, text: ` ${slots}${lineBreaks(body)}` });
	}
	for (const match of code.matchAll(value(name))) {
		const [whole, , old = ""] = match;
		changes.push({ at: match.index + whole.length - old.length, length: old.length, text: ` ${slots}` });
	}
	for (const match of code.matchAll(count(name))) {
		changes.push({ at: match.index + match[0].length, length: 0, text: ` = ${slots}` });
	}
	if (changes.length === 0) return undefined;
	let [out, end] = ["", 0];
	for (const change of changes.sort((a, b) => a.at - b.at)) {
		out += text.slice(end, change.at) + change.text;
		end = change.at + change.length;
	}
	return out + text.slice(end);
}

/** As many ends of lines as a text has, each behind a backslash. */
function lineBreaks(text: string): string {
	return "\\\n".repeat(text.split("\n").length - 1);
}

/** A text of C with blanks in place of comments and of what is in quotes, everything else where it was. */
function withoutComments(text: string): string {
	return text.replace(
		/\/\*[\s\S]*?(?:\*\/|$)|\/\/(?:\\\r?\n|[^\n])*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g,
		(piece) => piece.replace(/[^\n]/g, " "),
	);
}
