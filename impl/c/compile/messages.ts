/** A message of clang's: file, line, what it says and the lines of code below it. */
export interface Message {
	readonly file: string;
	readonly line: number;
	readonly text: string;
	readonly whole: string;
}

/** The most lines of clang's messages that are shown. */
const MOST_LINES = 20;
/** The most characters of such a line. */
const MOST_COLUMNS = 200;
/** The most names, or lines of a source, that are listed in a row. */
const MOST_LISTED = 30;

/** Errors among clang's messages, notes and the lines of code included. */
export function messagesIn(messages: string): readonly Message[] {
	const found: Message[] = [];
	for (const part of messages.split(/^(?=\S.*?:\d+:\d+: (?:fatal )?error: )/m)) {
		const [, file = "", line = "", text = ""] = /^(.*?):(\d+):\d+: (?:fatal )?error: (.*)$/m.exec(part) ?? [];
		if (text !== "")
			found.push({
				file,
				line: Number(line),
				text,
				whole: part.replace(/^(?:\d+ errors? generated\.|In file included from .*)\n?/gm, ""),
			});
	}
	return found;
}

/**
 * Lists errors: all of them where they are few, and else the first of each kind with the places of the others, as far as
 * about 20 lines go, and the number of those that were left out.
 */
export function listErrors(messages: readonly Message[]): string {
	const blocks = [...new Set(messages.map(({ whole }) => whole.trimEnd()))];
	const all = blocks.flatMap(linesOf);
	if (all.length <= MOST_LINES) return all.join("\n");
	const shown: string[] = [];
	const left: (readonly Message[])[] = [];
	for (const kind of kindsOf(messages)) {
		const lines = linesOfKind(kind);
		if (left.length === 0 && (shown.length === 0 || shown.length + lines.length <= MOST_LINES)) shown.push(...lines);
		else left.push(kind);
	}
	return [...shown, ...leftOut(left)].join("\n");
}

/** Lines of a tool's text, as far as about 20 go, and the number of those that were left out. */
export function firstLines(text: string): string {
	const lines = linesOf(text.trimEnd());
	const more = lines.length - MOST_LINES;
	return more <= 0 ? lines.join("\n") : [...lines.slice(0, MOST_LINES), `(${more} more lines)`].join("\n");
}

/** Names in a row, and the number of those that were left out where they are many. */
export function listNames(names: readonly string[], separator = ", "): string {
	const more = names.length - MOST_LISTED;
	const shown = names.slice(0, MOST_LISTED).map(cut);
	return more <= 0 ? shown.join(separator) : `${shown.join(separator)}${separator}and ${more} more`;
}

/** Errors that say the same of other names or characters, in the order of the first of each kind. */
function kindsOf(messages: readonly Message[]): readonly (readonly Message[])[] {
	const kinds = new Map<string, Message[]>();
	for (const message of new Map(messages.map((message) => [message.whole.trimEnd(), message])).values()) {
		const kind = message.text.replace(/'[^']*'|<[^>]*>|"[^"]*"/g, "…");
		const same = kinds.get(kind);
		if (same) same.push(message);
		else kinds.set(kind, [message]);
	}
	return [...kinds.values()];
}

function linesOfKind([first, ...others]: readonly Message[]): readonly string[] {
	if (first === undefined) return [];
	// An error in a macro or a header comes with notes, each with lines of code: those of the error itself are shown.
	const lines = linesOf(first.whole.trimEnd()).slice(0, MOST_LINES - 1);
	const places = [...new Set(others.map(({ file, line }) => (file === first.file ? `${line}` : `${file}:${line}`)))];
	if (places.length === 0) return lines;
	return [...lines, `(${others.length} more of this kind: line${places.length === 1 ? "" : "s"} ${listNames(places)})`];
}

function leftOut(kinds: readonly (readonly Message[])[]): readonly string[] {
	const errors = kinds.flat().length;
	if (errors === 0) return [];
	const ofKinds = kinds.length === 1 ? "of one more kind" : `of ${kinds.length} more kinds`;
	return [`(${errors} ${errors === 1 ? "error" : "errors"} ${ofKinds} left out)`];
}

function linesOf(text: string): readonly string[] {
	return text.split("\n").map(cut);
}

function cut(line: string): string {
	return line.length <= MOST_COLUMNS ? line : `${line.slice(0, MOST_COLUMNS)}…`;
}
