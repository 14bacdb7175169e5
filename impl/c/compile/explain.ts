import type { CSource, SourceError } from "./c-source.ts";
import { firstLines, listErrors, listNames, type Message, messagesIn } from "./messages.ts";
import { OWN } from "./shim.ts";
import { VIEW_NAMES } from "./views.ts";

/** The functions of a source that PM calls. */
export const ENTRY_POINTS: readonly string[] = ["do_proceventmask", "do_proc_event_reply", "publish_event"];

/** The functions of a source that shows its subscribers itself. */
const VIEW_FUNCTIONS: Readonly<Record<string, string>> = {
	rollcall_nsubs: "unsigned rollcall_nsubs(void)",
	rollcall_sub: "void rollcall_sub(unsigned place, endpoint_t *endpt, unsigned *mask, unsigned *waiting)",
	rollcall_eventsub: "int rollcall_eventsub(const struct mproc *rmp)",
};

/** Explains why a source does not compile, all errors of one kind together. @param messages clang's, with the user's paths */
export function explainErrors(source: CSource, messages: string): string {
	const { path } = source;
	const all = messagesIn(messages);
	const own = all.filter(({ file }) => !file.startsWith(OWN));
	if (all.length === 0) return explainEnd(path, messages) ?? `${path} does not compile:\n${firstLines(messages)}`;
	if (own.length === 0) return explainView(source, all);
	const [unknown, others] = partition(own, ({ text }) => UNKNOWN.test(text));
	const [fields, rest] = partition(others, ({ text }) => NO_FIELD.test(text));
	const sentences = [...unknownNames(path, unknown), ...unknownFields(path, fields)];
	if (rest.length === 0 && sentences.length > 0) return sentences.join("; ");
	return [`${path} does not compile:`, listErrors(rest), ...sentences].join("\n");
}

/** Explains that clang itself came to an end, or was ended; undefined where it did not. */
function explainEnd(path: string, messages: string): string | undefined {
	const [, how, why] = /^fatal error: clang (gives up|takes more than [^\n]*?)(?:: (.*))?$/m.exec(messages) ?? [];
	if (how === undefined) return undefined;
	const reason = /^LLVM ERROR: (.*)$/m.exec(messages)?.[1] ?? why;
	return `${path} cannot be compiled: clang ${how}${reason === undefined ? "" : `: ${reason}`}`;
}

/** Explains that headers were not found. */
export function explainHeaders(path: string, missing: readonly string[], refused: readonly string[]): string {
	const names = listNames(missing.map((name) => `<${name}>`));
	const why = refused.length === 0 ? "" : ` (left out: ${listNames(refused, "; ")})`;
	return `${path} includes ${names}, which ${missing.length === 1 ? "is" : "are"} neither next to it nor among Rollcall's own headers: name the folder with --include DIR${why}`;
}

/** Symbols that the linker did not find, or found twice, in words; undefined where it complains of something else. */
export function explainLink(path: string, messages: string): string | undefined {
	const twice = namesAfter(messages, /duplicate symbol: (\w+)/g);
	if (twice.length > 0) return explainDuplicates(path, twice);
	const missing = namesAfter(messages, /undefined symbol: (\w+)/g);
	if (missing.length > 0) return explainUndefined(path, missing);
	return undefined;
}

const UNKNOWN =
	/(?:use of undeclared identifier|unknown type name|variable has incomplete type|call to undeclared function) '([^']+)'/;
const NO_FIELD = /no member named '(\w+)' in '((?:struct )?(?:mproc|message)|[^']*anonymous[^']*pm\.h[^']*)'/;

function unknownNames(path: string, messages: readonly Message[]): readonly string[] {
	if (messages.length === 0) return [];
	const lines = new Map<string, string>();
	for (const { text, file, line } of messages) {
		const [, name = ""] = UNKNOWN.exec(text) ?? [];
		if (!lines.has(name)) lines.set(name, file === path ? `line ${line}` : `${file}:${line}`);
	}
	const names = listNames([...lines].map(([name, place]) => `${name} (${place})`));
	return [
		`${path} uses ${names}, which neither it nor a header declares: include the header and name its folder with --include DIR, or give ${lines.size === 1 ? "it" : "each"} a value with --define NAME=VALUE`,
	];
}

function unknownFields(path: string, messages: readonly Message[]): readonly string[] {
	if (messages.length === 0) return [];
	const names = new Set(messages.map(({ text }) => NO_FIELD.exec(text)?.[1] ?? ""));
	const files = [...new Set(messages.map(({ file }) => file))].join(", ");
	return [
		`${files || path} uses ${[...names].join(", ")} of PM's struct mproc or message, which Rollcall's own headers do not have: leave ${names.size === 1 ? "it" : "them"} out under #ifndef ROLLCALL, which is defined here`,
	];
}

/** Explains why the subscribers of a source that is valid C are not found. */
function explainView({ path, setup, text }: CSource, messages: readonly Message[]): string {
	const missing = ENTRY_POINTS.filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
	if (missing.length > 0 && !setup?.with?.length) return lacks(path, missing);
	const wrong = Object.entries(VIEW_FUNCTIONS).find(([name]) =>
		messages.some(({ whole }) => new RegExp(`\\b${name}\\b`).test(whole)),
	);
	const reasons = listNames([...new Set(messages.map(({ text }) => text))], "; ");
	if (wrong) return `${path} defines ${wrong[0]}() in another way than "${wrong[1]}" (${reasons})`;
	const reserved = messages.flatMap(({ text }) => /redefinition of '(rollcall_\w+)'/.exec(text)?.[1] ?? []);
	if (reserved.length > 0)
		return `${path} defines ${listNames([...new Set(reserved)])}: names that begin with rollcall_ are reserved`;
	return (
		`${path} keeps its subscribers in another way than subs[] (endpt, mask, waiting) and nsubs: name what it has with ` +
		`--view ${missingViews(messages)}, or define ROLLCALL_VIEW in it, and rollcall_nsubs(), rollcall_sub(), rollcall_eventsub() ` +
		`and rollcall_nr_subs() to show them (${reasons})`
	);
}

/** The parts of a view that were not found, as an option. */
function missingViews(messages: readonly Message[]): string {
	const found = messages.flatMap(({ text }) => /(?:identifier|member named) '(\w+)'/.exec(text)?.[1] ?? []);
	const names = VIEW_NAMES.filter((name) => found.includes(name));
	return (names.length === 0 ? ["subs", "nsubs"] : names).map((name) => `${name}=NAME`).join(",");
}

/** Functions of a compiler's library for integers and floating-point numbers of 128 bits. */
const WIDE = /^__\w*t[if]\w*$/;

function explainUndefined(path: string, symbols: readonly string[]): string {
	const missing = ENTRY_POINTS.filter((name) => symbols.includes(name));
	if (missing.length > 0) return lacks(path, missing);
	const views = symbols.flatMap((name) => VIEW_FUNCTIONS[name] ?? []);
	if (views.length > 0) return `${path} defines ROLLCALL_VIEW and not all that it needs: add ${views.join(", ")}`;
	if (symbols.every((name) => WIDE.test(name)))
		return `${path} computes with __int128 or long double, for which there are no functions here: use other types`;
	return `${path} uses the ${symbols.length === 1 ? "variable" : "variables"} ${listNames(symbols)}, which no file defines: compile the file that does with --with FILE.c`;
}

function explainDuplicates(path: string, symbols: readonly string[]): string {
	const reserved = symbols.filter((name) => name.startsWith("rollcall_"));
	if (reserved.length > 0)
		return `${path} defines ${listNames(reserved)}: names that begin with rollcall_ are reserved`;
	return `${path} and what is compiled with it define ${listNames(symbols)} twice, or as PM does here: leave one out, or make it static`;
}

function lacks(path: string, missing: readonly string[]): string {
	return `${path} lacks ${missing.join(", ")}: expected ${ENTRY_POINTS.join(", ")} in it`;
}

function namesAfter(text: string, pattern: RegExp): readonly string[] {
	return [...new Set(Array.from(text.matchAll(pattern), ([, name = ""]) => name))];
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
	return [items.filter(test), items.filter((item) => !test(item))];
}

/** An error about a source. */
export function errorOf(error: string, isAboutSlots = false): SourceError {
	return isAboutSlots ? { error, isAboutSlots } : { error };
}
