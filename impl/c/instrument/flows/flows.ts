// Finds the values in a program in LLVM's text form that are only stored and printed, as those of a counter for statistics.

import { Bounds, type CountOfVariable } from "./bounds.ts";
import { type ElementAccess, elementAccesses } from "./elements.ts";
import { guardedStores } from "./guarded.ts";
import { ARITHMETIC, DEFINED, namesIn, type Uses, usesIn } from "./instructions.ts";

/** A value that is read by one instruction and stored by another. */
interface Flow {
	/** Number of the line that reads it. */
	readonly load: number;
	/** Number of the line that stores it. */
	readonly store: number;
	/** True if it is stored as it was read. */
	readonly isSame: boolean;
	/** Number of the line of a branch that decides whether it is stored, where that is so. */
	readonly branch?: number;
}

/** The values of a function that decide nothing. */
export interface Flows {
	/** Numbers of the lines that read them. */
	readonly copies: ReadonlySet<number>;
	readonly flows: readonly Flow[];
	/** Accesses to elements that one of them selects, and number of the line that reads it. */
	readonly selected: readonly (ElementAccess & { readonly load: number })[];
}

const LOAD = /^ +(%\S+) = load (?:volatile )?(?:i\d+|<\d+ x i\d+>), ptr /;
const STORE = /^ +store (?:volatile )?(?:i\d+|<\d+ x i\d+>) (\S+), ptr (.*)$/;
const BY_CONSTANT = /^ +%\S+ = [us](?:div|rem) (?:exact )?i\d+ %\S+, [1-9]\d*\b/;
/** Sums of 32 bits or more with a small constant: it takes millions of actions until one overflows. */
const SUM = /^ +%\S+ = .*@llvm\.[su](?:add|sub)\.with\.overflow\.i(?:32|64)\(i\d+ (\S+), i\d+ (\S+)\)/;
const SMALL = /^-?\d{1,3}$/;
const SUM_ITSELF = /^ +%\S+ = extractvalue \{[^}]*\} %\S+, 0\b/;
const HAS_OVERFLOWN = /^ +%\S+ = extractvalue \{[^}]*\} %\S+, 1\b.*!nosanitize/;
const HANDLER = /call void @__ubsan_handle_(?:add|sub)_overflow\w*\(.*!nosanitize/;
const PRINT = /^ +.*\bcall i32 .*@printf\(ptr [^,]*, (.*)\)/;

/** Finds the values that decide nothing. @param lines a function, from the line `define ...` to the brace that ends it */
export function flowsOf(lines: readonly string[], countOfVariable: CountOfVariable = () => undefined): Flows {
	const inFunction = { lines, uses: usesIn(lines), bounds: new Bounds(lines, countOfVariable) };
	const copies = new Set<number>();
	const flows: Flow[] = [];
	const selected: (ElementAccess & { readonly load: number })[] = [];
	for (const [load, line] of lines.entries()) {
		const [, name] = LOAD.exec(line) ?? [];
		const ends = name === undefined ? undefined : endsOf(name, true, inFunction);
		if (!ends) continue;
		copies.add(load);
		flows.push(...ends.stores.map((one) => ({ load, ...one })));
		selected.push(...ends.selected.map((one) => ({ load, ...one })));
	}
	return { copies, flows, selected };
}

/** A function, with what is known of its values. */
interface InFunction {
	readonly lines: readonly string[];
	readonly uses: Uses;
	readonly bounds: Bounds;
}

/** What becomes of a value, and of what is computed of it. */
interface Ends {
	readonly stores: readonly Omit<Flow, "load">[];
	readonly selected: readonly ElementAccess[];
}

/** Where a value, and what is computed of it, is stored or selects an element; undefined where it decides something. */
function endsOf(name: string, isSame: boolean, inFunction: InFunction): Ends | undefined {
	const { lines, uses, bounds } = inFunction;
	const stores: Ends["stores"][number][] = [];
	const selected: ElementAccess[] = [];
	const count = bounds.countOf(name);
	for (const number of uses.get(name) ?? []) {
		const line = lines[number] ?? "";
		const [, value, to = ""] = STORE.exec(line) ?? [];
		if (value === name && !namesIn(to).includes(name)) {
			stores.push({ store: number, isSame });
			continue;
		}
		if (HANDLER.test(line) || isPrinted(line, name) || isOverflow(line, lines, uses)) continue;
		const accesses =
			count === undefined || !Number.isFinite(count) ? undefined : elementAccesses(number, name, count, lines, uses);
		if (accesses) {
			selected.push(...accesses);
			continue;
		}
		const guarded = guardedStores(number, name, lines);
		if (guarded) {
			stores.push(...guarded.map((one) => ({ ...one, isSame: false })));
			continue;
		}
		const computed = isComputed(line, name) ? DEFINED.exec(line)?.[1] : undefined;
		const others = computed === undefined ? undefined : endsOf(computed, false, inFunction);
		if (!others) return undefined;
		stores.push(...others.stores);
		selected.push(...others.selected);
	}
	return { stores, selected };
}

function isComputed(line: string, name: string): boolean {
	if (ARITHMETIC.test(line) || BY_CONSTANT.test(line) || SUM_ITSELF.test(line)) return true;
	const [, left = "", right = ""] = SUM.exec(line) ?? [];
	return (left === name && SMALL.test(right)) || (right === name && SMALL.test(left));
}

/** True if an instruction asks whether a sum has overflown, and that decides nothing but a failure. */
function isOverflow(line: string, lines: readonly string[], uses: Uses): boolean {
	const [, bit = ""] = DEFINED.exec(line) ?? [];
	return HAS_OVERFLOWN.test(line) && (uses.get(bit) ?? []).every((number) => lines[number]?.includes("!nosanitize"));
}

/** True if a number is printed, and is not the text that is. */
function isPrinted(line: string, name: string): boolean {
	const [, values = ""] = PRINT.exec(line) ?? [];
	return values.split(", ").some((value) => /^i\d+ (?:\w+ )*/.test(value) && value.endsWith(` ${name}`));
}
