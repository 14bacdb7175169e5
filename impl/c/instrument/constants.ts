// A write to a constant is undefined, so the optimiser leaves it out. Where a program has constants it is optimised as if they
// were variables, and they become constants again behind that: then the write is seen.

/** Option of clang with which every constant is a variable. */
export const AS_VARIABLES = "-Dconst=";

/** A constant that is no description of clang's own, such as the value of a local array. */
const CONSTANT = /^(@[\w.$]+) = (?!private\b)(?:\w+ )*?constant /gm;

/** True if the text of a file has constants. */
export function hasConstants(text: string): boolean {
	return /\bconst\b/.test(text);
}

/** A condition of the preprocessor, a macro about chars, or a type that an expression decides. */
const CHOICE = /(?:#|%:|\?\?=).*\b(?:el)?if\b|CHAR|typeof|_Generic|__builtin_/;

/** True if the signedness of plain `char` may decide which objects of a text are constants. */
export function charMayDecideConstants(text: string): boolean {
	return CHOICE.test(text.replaceAll(/\\\r?\n/g, ""));
}

/** Names of the constants of a program in LLVM's text form. */
export function constantsIn(ir: string): ReadonlySet<string> {
	return new Set(Array.from(ir.matchAll(CONSTANT), ([, name = ""]) => name));
}

/** Makes variables of a program in LLVM's text form constant. @param names of them */
export function withConstants(ir: string, names: ReadonlySet<string>): string {
	return ir.replace(/^(@[\w.$]+) = ((?:\w+ )*?)global /gm, (line, name: string, linkage: string) =>
		names.has(name) ? `${name} = ${linkage}constant ` : line,
	);
}
