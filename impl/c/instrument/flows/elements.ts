// Finds the elements of arrays that a value selects, as the next place in a ring of the latest events.

import { DEFINED, type Uses } from "./instructions.ts";

/** An access to an element of an array, whose number is a value. */
export interface ElementAccess {
	/** Number of the line that accesses it. */
	readonly access: number;
	/** The pointer that it accesses, and how many bytes there. */
	readonly pointer: string;
	readonly size: number | string;
	/** Constant pointer to the array, and the type of its elements. */
	readonly array: string;
	readonly type: string;
	/** Number of elements that the value may select. */
	readonly count: number;
}

const ELEMENT = /^ +(%\S+) = getelementptr (?:inbounds )?(?:nuw )?(%?[\w.]+), ptr (.+), i32 (%[-\w.$]+)(?:, !.*)?$/;
const PART = /^ +(%\S+) = getelementptr (?:inbounds )?(?:nuw )?%?[\w.]+, ptr (%[-\w.$]+)(?:, i32 \d+)+(?:, !.*)?$/;
const LOAD = /^ +%\S+ = load (?:volatile )?i(\d+), ptr (%[-\w.$]+),/;
const STORE = /^ +store (?:volatile )?i(\d+) (\S+), ptr (%[-\w.$]+),/;
const FILL =
	/^ +(?:%(\S+) = )?(?:tail )?call (?:void|ptr) @(?:llvm\.mem(?:set|cpy)[\w.]*|mem(?:set|cpy))\(ptr (?:\w+ )*?(%[-\w.$]+), (.*), i(?:32|64) (?:noundef )?(\d+)(?:, i1 false)?\)/;
const COMPUTED = /^ +(%\S+) = (?:add|mul|shl|and|or)\b/;
const COMPARED = /^ +(%\S+) = icmp\b.*!nosanitize/;
/** Comparison with a bound, which has the same result for all values within it. */
const BELOW = /^ +%\S+ = icmp (?:samesign )?(?:ult i\d+ (?<value>%\S+), (?<limit>\d+)|sgt i\d+ (?<whole>%\S+), -1)\b/;
const BRANCH = /^ +br .*!nosanitize/;
const HANDLER = /call void @__ubsan_handle_(?:pointer_overflow|out_of_bounds)\w*\(.*!nosanitize/;

/**
 * Finds the accesses to elements that an instruction makes possible with a value.
 *
 * @param number of the line with the instruction @param name of the value @param count of the values that it may have, from 0
 * @returns none for a check of the compiler's own that is the same for all values; undefined where the instruction does something else
 */
export function elementAccesses(
	number: number,
	name: string,
	count: number,
	lines: readonly string[],
	uses: Uses,
): readonly ElementAccess[] | undefined {
	const line = lines[number] ?? "";
	const [, pointer, type = "", array = "", index] = ELEMENT.exec(line) ?? [];
	if (pointer !== undefined && index === name && !array.includes("%")) {
		return accessesOf(pointer, { array, type, count }, lines, uses);
	}
	return isOnlyChecked(number, name, count, lines, uses) ? [] : undefined;
}

/** Accesses to what a pointer leads to; undefined where it is used for anything else. */
function accessesOf(
	pointer: string,
	element: Pick<ElementAccess, "array" | "type" | "count">,
	lines: readonly string[],
	uses: Uses,
): readonly ElementAccess[] | undefined {
	const found: ElementAccess[] = [];
	for (const access of uses.get(pointer) ?? []) {
		const line = lines[access] ?? "";
		const [, part, whole] = PART.exec(line) ?? [];
		if (part !== undefined && whole === pointer) {
			const more = accessesOf(part, element, lines, uses);
			if (!more) return undefined;
			found.push(...more);
			continue;
		}
		const size = accessed(line, pointer, uses);
		if (size === undefined) return undefined;
		found.push({ access, pointer, size, ...element });
	}
	return found;
}

/** Number of bytes that an instruction reads or writes at a pointer; undefined where it does something else with it. */
function accessed(line: string, pointer: string, uses: Uses): number | string | undefined {
	const [, bits, from] = LOAD.exec(line) ?? [];
	if (bits !== undefined && from === pointer) return Math.ceil(Number(bits) / 8);
	const [, width, value, to] = STORE.exec(line) ?? [];
	if (width !== undefined && to === pointer && value !== pointer) return Math.ceil(Number(width) / 8);
	const [, result, filled, others = "", size] = FILL.exec(line) ?? [];
	const isUsed = result !== undefined && (uses.get(`%${result}`) ?? []).length > 0;
	return filled === pointer && !isUsed && !others.includes(pointer) ? size : undefined;
}

/** True if an instruction belongs to a check of the compiler's own, which no element of the array fails. */
function isOnlyChecked(number: number, name: string, count: number, lines: readonly string[], uses: Uses): boolean {
	const line = lines[number] ?? "";
	const { value, limit, whole } = BELOW.exec(line)?.groups ?? {};
	if (whole === name || (value === name && Number(limit) >= count)) return true;
	if (HANDLER.test(line)) return true;
	const [, offset] = COMPUTED.exec(line) ?? [];
	return offset !== undefined && isOffset(offset, lines, uses);
}

/** True if an offset, or an address, is only asked whether it runs out of memory. */
function isOffset(name: string, lines: readonly string[], uses: Uses): boolean {
	return (uses.get(name) ?? []).every((number) => {
		const line = lines[number] ?? "";
		if (HANDLER.test(line)) return true;
		if (COMPARED.test(line)) return areBranches(line, lines, uses);
		const [, more] = COMPUTED.exec(line) ?? [];
		return more !== undefined && line.includes("!nosanitize") && isOffset(more, lines, uses);
	});
}

function areBranches(line: string, lines: readonly string[], uses: Uses): boolean {
	const [, bit = ""] = DEFINED.exec(line) ?? [];
	return (uses.get(bit) ?? []).every((number) => {
		const next = lines[number] ?? "";
		return BRANCH.test(next) || (/= (?:and|or|xor) i1 .*!nosanitize/.test(next) && areBranches(next, lines, uses));
	});
}
