import { printable } from "../../impl/printable.ts";

/** One word of a shell's command line, whatever is in it. POSIX shells read it back as it was. */
export function shellWord(word: string): string {
	if (/^[\w./:@%+=,-]+$/.test(word) && !word.includes("::")) return word;
	// A command substitution would drop line breaks at the end.
	const [, start = "", end = ""] = /^(.*?)(\n*)$/s.exec(word) ?? [];
	const quotedEnd = end === "" ? "" : `'${end}'`;
	return (isPrintable(start) ? `'${insideQuotes(start)}'` : printed(start)) + quotedEnd;
}

/** Path as a word that no command takes for an option. */
export function shellPath(path: string): string {
	return shellWord(path.startsWith("-") ? `./${path}` : path);
}

function isPrintable(text: string): boolean {
	return printable(text) === text;
}

/** Text between single quotes; what a runner of GitHub would take for a command is parted. */
function insideQuotes(text: string): string {
	return text
		.replaceAll("'", "'\\''")
		.replace(/:(?=:)/g, ":''")
		.replaceAll("##[", "##''[");
}

/** A word with characters that a terminal acts on: they are written by their numbers. */
function printed(text: string): string {
	const escaped = text.replaceAll("\\", "\\\\").replace(/[^ -~]/gu, octal);
	return `"$(printf %b '${insideQuotes(escaped)}')"`;
}

function octal(character: string): string {
	return Array.from(new TextEncoder().encode(character), (byte) => `\\0${byte.toString(8).padStart(3, "0")}`).join("");
}
