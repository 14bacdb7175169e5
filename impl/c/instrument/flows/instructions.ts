// Instructions of a function in LLVM's text form, and the values that they define and use.

/** Instruction that defines a value: its name. */
export const DEFINED = /^ +(%\S+) = /;

/** Instruction that computes a value and cannot fail: its name. What is compared decides something only where a branch follows. */
export const ARITHMETIC = /^ +(%\S+) = (?:add|sub|mul|and|or|xor|shl|lshr|ashr|trunc|zext|sext|freeze|icmp|select)\b/;

const NAME = /%[-\w.$]+/g;

/** The uses of values: numbers of lines, by name. */
export type Uses = ReadonlyMap<string, readonly number[]>;

/** Names of the values in a text. */
export function namesIn(text: string): readonly string[] {
	return text.match(NAME) ?? [];
}

/** Numbers of the lines that use each value. @param lines a function */
export function usesIn(lines: readonly string[]): Uses {
	const uses = new Map<string, number[]>();
	for (const [number, line] of lines.entries()) {
		const [, defined] = DEFINED.exec(line) ?? [];
		for (const name of new Set(namesIn(line))) {
			if (name === defined) continue;
			const known = uses.get(name);
			if (known) known.push(number);
			else uses.set(name, [number]);
		}
	}
	return uses;
}
