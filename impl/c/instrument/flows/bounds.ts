// Bounds of values in a program in LLVM's text form, where its instructions say them.

const DEFINED = /^ +(%\S+) = (.*)$/;
const CONSTANT = /^\d+$/;
const MASKED = /^and i\d+ (?:%\S+), (\d+)\b/;
const REMAINDER = /^([us])rem i\d+ (%\S+), ([1-9]\d*)\b/;
const WIDENED = /^zext(?: nneg)? i(\d+) (%[-\w.$]+)/;
const FROZEN = /^freeze i\d+ (%[-\w.$]+)/;
const SUM_ITSELF = /^extractvalue \{[^}]*\} (%\S+), 0\b/;
const SUM = /^.*@llvm\.sadd\.with\.overflow\.i\d+\(i\d+ (%\S+), i\d+ (\d{1,3})\)/;
/** Choice of 0 where a value has reached a bound, and of the value itself elsewhere. */
const RESET = /^select i1 (%\S+), i\d+ 0, i\d+ (%\S+?)(?:,|$)/;
/** Choice of a value where it is within a bound, and of 0 elsewhere. */
const KEPT = /^select i1 (%\S+), i\d+ (%\S+), i\d+ 0\b/;
const COMPARED = /^icmp (?:samesign )?(\w+) i\d+ (%\S+), (\d+)\b/;
/** Comparisons that hold for the other values. */
const OPPOSITE: Readonly<Record<string, string>> = {
	...{ ne: "eq", ult: "uge", ule: "ugt", slt: "sge", sle: "sgt" },
};
const NEXT = /^add (?:nuw )?(?:nsw )?i\d+ (%\S+), 1\b/;
const LOAD = /^load (?:volatile )?i\d+, ptr (@[\w.$]+),/;
const STORE = /^ +store (?:volatile )?i\d+ (\S+), ptr (@[\w.$]+),/;
const VARIABLE = /@[\w.$]+/g;
/** Variable that no other translation unit knows. */
const GLOBAL = /^(@[\w.$]+) = internal (?:unnamed_addr )?global i\d+ (\d+)\b/;

/** Number of values, from 0, that a variable or a value may have; infinite if it is known only not to be negative, undefined if nothing is known. */
type Count = number | undefined;

/** Counts of variables by their names. */
export type CountOfVariable = (variable: string) => Count;

/** Bounds of the values of a function. */
export class Bounds {
	/** Instructions by the values that they define. */
	readonly #definitions: ReadonlyMap<string, string>;
	readonly #countOfVariable: CountOfVariable;

	/** @param lines the function */
	constructor(lines: readonly string[], countOfVariable: CountOfVariable) {
		this.#countOfVariable = countOfVariable;
		this.#definitions = new Map(
			lines.flatMap((line): readonly (readonly [string, string])[] => {
				const [, name, instruction] = DEFINED.exec(line) ?? [];
				return name === undefined || instruction === undefined ? [] : [[name, instruction]];
			}),
		);
	}

	/** The number of values that a value may have. @param name of the value, or a constant */
	countOf(name: string): Count {
		if (CONSTANT.test(name)) return Number(name) + 1;
		const instruction = this.#definitions.get(name) ?? "";
		const [, variable] = LOAD.exec(instruction) ?? [];
		if (variable !== undefined) return this.#countOfVariable(variable);
		const [, mask] = MASKED.exec(instruction) ?? [];
		if (mask !== undefined) return Number(mask) + 1;
		const [, sign, dividend = "", divisor] = REMAINDER.exec(instruction) ?? [];
		if (divisor !== undefined) {
			return sign === "u" || this.countOf(dividend) !== undefined ? Number(divisor) : undefined;
		}
		const [, bits, narrow = ""] = WIDENED.exec(instruction) ?? [];
		if (bits !== undefined) return Math.min(this.countOf(narrow) ?? Number.POSITIVE_INFINITY, 2 ** Number(bits));
		const [, frozen] = FROZEN.exec(instruction) ?? [];
		if (frozen !== undefined) return this.countOf(frozen);
		const [, reset = "", rest] = RESET.exec(instruction) ?? [];
		if (rest !== undefined) return this.#countOfReset(reset, rest, (comparison) => comparison);
		const [, kept = "", value] = KEPT.exec(instruction) ?? [];
		if (value !== undefined) return this.#countOfReset(kept, value, (comparison) => OPPOSITE[comparison]);
		const [, sum = ""] = SUM_ITSELF.exec(instruction) ?? [];
		const [, operand, more] = SUM.exec(this.#definitions.get(sum) ?? "") ?? [];
		const count = operand === undefined ? undefined : this.countOf(operand);
		return count === undefined ? undefined : count + Number(more);
	}

	/**
	 * The bound of a value in whose place there is 0 where it, or the one before it, has reached a bound.
	 *
	 * @param resets the comparison for which there is 0, by the one that the condition has
	 */
	#countOfReset(condition: string, value: string, resets: (comparison: string) => string | undefined): Count {
		const [, comparison = "", compared, constant] = COMPARED.exec(this.#definitions.get(condition) ?? "") ?? [];
		const [, before] = NEXT.exec(this.#definitions.get(value) ?? "") ?? [];
		if (compared !== value && compared !== before) return undefined;
		const bound = Number(constant) + (compared === value ? 0 : 1);
		switch (resets(comparison)) {
			case "eq":
				return this.#countOfNext(before ?? "", bound);
			case "uge":
				return bound;
			case "ugt":
				return bound + 1;
			case "sge":
				return this.countOf(value) === undefined ? undefined : bound;
			case "sgt":
				return this.countOf(value) === undefined ? undefined : bound + 1;
			default:
				return undefined;
		}
	}

	/** The bound of the number behind that of a variable, which begins again at 0 where it would be a bound. */
	#countOfNext(before: string, bound: number): Count {
		const [, variable] = LOAD.exec(this.#definitions.get(before) ?? "") ?? [];
		const count = variable === undefined ? undefined : this.#countOfVariable(variable);
		return count !== undefined && count <= bound ? bound : undefined;
	}
}

/** Finds the bounds of a program's variables: those of whatever is stored in them. @param lines the program */
export function countsOfVariables(lines: readonly string[]): CountOfVariable {
	const known = new Map<string, Count>();
	let mentions: Mentions | undefined;
	return (variable) => {
		mentions ??= mentionsIn(lines);
		if (!known.has(variable)) known.set(variable, countOfVariable(variable, mentions.get(variable) ?? []));
		return known.get(variable);
	};
}

/** Line that mentions a variable, with the function that it is in. */
interface Mention {
	readonly line: string;
	readonly body: readonly string[];
}
type Mentions = ReadonlyMap<string, readonly Mention[]>;

/** Lines that mention each variable. */
function mentionsIn(lines: readonly string[]): Mentions {
	const mentions = new Map<string, Mention[]>();
	let body: readonly string[] = [];
	for (const [number, line] of lines.entries()) {
		if (line.startsWith("define ")) body = lines.slice(number, lines.indexOf("}", number));
		for (const name of new Set(line.match(VARIABLE))) {
			const known = mentions.get(name);
			if (known) known.push({ line, body });
			else mentions.set(name, [{ line, body }]);
		}
	}
	return mentions;
}

/** The bound of a variable that nothing has the address of: one that its stores keep, if it is within it before. */
function countOfVariable(variable: string, mentions: readonly Mention[]): Count {
	const first = countStored(variable, mentions, 0);
	if (first !== undefined && countStored(variable, mentions, first) === first) return first;
	return countStored(variable, mentions, Number.POSITIVE_INFINITY);
}

/** The bound of all that is stored in a variable, and of what it begins with. @param before the bound that it has before */
function countStored(variable: string, mentions: readonly Mention[], before: number): Count {
	const assumed: CountOfVariable = (other) => (other === variable ? before : undefined);
	let count = 0;
	for (const { line, body } of mentions) {
		if (LOAD.exec(DEFINED.exec(line)?.[2] ?? "")?.[1] === variable) continue;
		const stored = storedIn(variable, line);
		const one = stored === undefined ? undefined : new Bounds(body, assumed).countOf(stored);
		if (one === undefined) return undefined;
		count = Math.max(count, one);
	}
	return count;
}

/** The value that a line stores in a variable, or that it begins with; undefined for anything else. */
function storedIn(variable: string, line: string): string | undefined {
	const [, global, first] = GLOBAL.exec(line) ?? [];
	if (global === variable) return first;
	const [, value, to] = STORE.exec(line) ?? [];
	return to === variable ? value : undefined;
}
