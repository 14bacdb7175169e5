import type { CMemory } from "./memory.ts";

/** Undefined behaviour that a check of clang's found. */
export interface UndefinedBehaviour {
	readonly kind: "undefined behaviour" | "out of bounds";
	readonly text: string;
	/** The line of the source; undefined where clang knows none. */
	readonly line: number | undefined;
}

/** Handler of a check: receives the address of clang's description of the place, then operands by value. */
type Describe = (memory: CMemory, data: number, a: number, b: number) => string;

/** Clang's description of a place starts with file, line and column; what is particular to the check follows. */
const LINE = 4;
const DETAIL = 12;

const PREFIX = "__ubsan_handle_";

/** The checks, by clang's name for their handler without prefix and suffix. */
const CHECKS: Readonly<Record<string, Describe>> = {
	add_overflow: (memory, data, a, b) => overflow(memory, data, a, "+", b),
	sub_overflow: (memory, data, a, b) => overflow(memory, data, a, "-", b),
	mul_overflow: (memory, data, a, b) => overflow(memory, data, a, "*", b),
	negate_overflow: (memory, data, a) => `-(${value(memory, typeAt(memory, data, 0), a)}) does not fit its type`,
	divrem_overflow: (memory, data, a, b) =>
		value(memory, typeAt(memory, data, 0), b) === "0" ? "division by zero" : overflow(memory, data, a, "/", b),
	shift_out_of_bounds: (memory, data, a, b) =>
		`shift of ${value(memory, typeAt(memory, data, 0), a)} by ${value(memory, typeAt(memory, data, 1), b)} bits`,
	out_of_bounds: (memory, data, index) =>
		`index ${value(memory, typeAt(memory, data, 1), index)} is out of bounds of ${typeName(memory, typeAt(memory, data, 0))}`,
	type_mismatch_v1: typeMismatch,
	alignment_assumption: () => "an address that is not aligned as assumed",
	pointer_overflow: (_memory, _data, base, result) =>
		base === 0 ? "arithmetic on a null pointer" : `the pointer ${hex(base)} goes out of memory to ${hex(result)}`,
	builtin_unreachable: () => "a place is reached that was declared unreachable",
	missing_return: () => "a function that is to return a value ends without one",
	vla_bound_not_positive: (memory, data, a) => `an array of ${value(memory, typeAt(memory, data, 0), a)} elements`,
	load_invalid_value: (memory, data, a) =>
		`the value ${hex(a)} is none of ${typeName(memory, typeAt(memory, data, 0))}`,
	float_cast_overflow: () => "a floating-point number does not fit the integer that it is made",
	invalid_builtin: () => "a builtin is given a value that it does not take",
	nonnull_arg: () => "a null pointer is passed where it may not be",
	nonnull_return_v1: () => "a null pointer is returned where it may not be",
};

/** The checks of what is read or written, or pointed to. */
const OF_MEMORY = new Set(["out_of_bounds", "type_mismatch_v1", "pointer_overflow"]);

/** The checks whose handler has a name without suffix, because nothing can go on after them. */
const FINAL = new Set(["builtin_unreachable", "missing_return"]);

/** The names of all handlers: what the linker may leave for JavaScript to define. */
export const UBSAN_HANDLERS: readonly string[] = Object.keys(CHECKS).map(
	(check) => `${PREFIX}${check}${FINAL.has(check) ? "" : "_abort"}`,
);

/**
 * Puts what a handler was called with into words.
 *
 * @param handler one of `UBSAN_HANDLERS`
 * @param path of the source, as clang names it: of another file there is no line
 */
export function describeUndefinedBehaviour(
	handler: string,
	memory: CMemory,
	operands: readonly [number, number, number],
	path: string,
): UndefinedBehaviour {
	const check = handler.slice(PREFIX.length).replace(/_abort$/, "");
	const [data, a, b] = operands;
	// Unlike all others this one has the place in its second operand.
	const place = check === "nonnull_return_v1" ? a : data;
	const text = CHECKS[check]?.(memory, data, a, b) ?? check;
	const isOfSource = memory.string(memory.uint32(place)) === path;
	return {
		kind: OF_MEMORY.has(check) ? "out of bounds" : "undefined behaviour",
		text,
		line: isOfSource ? memory.uint32(place + LINE) || undefined : undefined,
	};
}

function overflow(memory: CMemory, data: number, a: number, operator: string, b: number): string {
	const type = typeAt(memory, data, 0);
	return `${value(memory, type, a)} ${operator} ${value(memory, type, b)} does not fit ${typeName(memory, type)}`;
}

/** A null, misaligned or too short object; its address is the first operand. */
function typeMismatch(memory: CMemory, data: number, address: number): string {
	const type = typeName(memory, typeAt(memory, data, 0));
	const alignment = 2 ** memory.uint8(data + DETAIL + 4);
	if (address === 0) return `a null pointer is used as one to ${type}`;
	if (address % alignment !== 0) return `the address ${hex(address)} is not aligned for ${type}`;
	return `at the address ${hex(address)} there is no room for ${type}`;
}

/** The n-th type that a description names. */
function typeAt(memory: CMemory, data: number, n: number): number {
	return memory.uint32(data + DETAIL + 4 * n);
}

/** The type's name; clang has put it in quotes. */
function typeName(memory: CMemory, type: number): string {
	return memory.string(type + 4).replaceAll("'", "");
}

/** An operand of an integer type: itself in up to 32 bits, else the address that it is at. */
function value(memory: CMemory, type: number, operand: number): string {
	const info = memory.uint16(type + 2);
	const isSigned = (info & 1) !== 0;
	const bits = 2 ** (info >> 1);
	const wide = bits <= 32 ? BigInt(operand) : memory.int64(operand >>> 0);
	return String(isSigned ? BigInt.asIntN(bits, wide) : BigInt.asUintN(bits, wide));
}

function hex(address: number): string {
	return `0x${(address >>> 0).toString(16)}`;
}
