import type { SourceSetup, ViewName } from "./c-source.ts";

/** Names in a view: of the array of subscribers and their number, of the parts of an entry, and of two other variables. */
export const VIEW_NAMES: readonly ViewName[] = ["subs", "nsubs", "endpt", "mask", "waiting", "nested", "slots"];

/** The parts of an entry. */
const PARTS: readonly ViewName[] = ["endpt", "mask", "waiting"];

/** A C expression: names, members, indexes, pointers. */
const EXPRESSION = /^[\w.\-> [\]()*&+]+$/;

/**
 * Reads a view, as in `subs=event_subscribers,endpt=ep`.
 *
 * @returns the view, or what is wrong with it
 */
export function parseView(
	text: string,
): { readonly view: NonNullable<SourceSetup["view"]> } | { readonly error: string } {
	const view: Partial<Record<ViewName, string>> = {};
	for (const part of text.split(",")) {
		const [key = "", ...rest] = part.split("=");
		const name = VIEW_NAMES.find((known) => known === key.trim());
		const value = rest.join("=").trim();
		if (name === undefined) return { error: `expected ${VIEW_NAMES.join(", ")}, found "${key.trim()}"` };
		if (view[name] !== undefined) return { error: `expected each once, found ${name} twice` };
		if (!EXPRESSION.test(value))
			return { error: `expected ${name}=NAME with a name or an expression of C, found "${part.trim()}"` };
		view[name] = value;
	}
	return { view };
}

/** Options of clang that tell source/subscribers.c of a view. */
export function viewArgs(view: SourceSetup["view"] = {}): readonly string[] {
	const { subs, nsubs, nested, slots } = view;
	const parts = PARTS.flatMap((part) => {
		const value = view[part];
		return value === undefined ? [] : [`-DROLLCALL_${part.toUpperCase()}(i)=${partOf(value)}`];
	});
	const isWithoutSubs = PARTS.every((part) => isWhole(view[part] ?? ""));
	return [
		...define("SUBS", subs),
		...(subs !== undefined && /^\w+$/.test(subs) ? ["-DROLLCALL_IS_STATIC"] : []),
		...(isWithoutSubs ? ["-DROLLCALL_NO_SUBS"] : []),
		...arraysOf(view),
		...define("NSUBS", nsubs),
		...define("NESTED", nested),
		...define("SLOTS", slots),
		...parts,
	];
}

/** A part of an entry by itself, as in `endpoints[i]`; else it is a member of an entry. */
function partOf(value: string): string {
	return isWhole(value) ? `(${value})` : `(ROLLCALL_SUBS)[i].${value}`;
}

/** The three arrays that the parts are in, where each is an element of one that has a name. */
function arraysOf(view: NonNullable<SourceSetup["view"]>): readonly string[] {
	const names = PARTS.map((part) => /^(\w+)\s*\[\s*i\s*\]$/.exec(view[part] ?? "")?.[1]);
	if (names.includes(undefined)) return [];
	return PARTS.flatMap((part, index) => define(`${part.toUpperCase()}_ARRAY`, names[index]));
}

function isWhole(value: string): boolean {
	return /\[\s*i\s*\]/.test(value);
}

function define(name: string, value: string | undefined): readonly string[] {
	return value === undefined ? [] : [`-DROLLCALL_${name}=${value}`];
}
