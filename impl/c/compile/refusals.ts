import { type Counted, withCounters } from "../instrument/coverage-map.ts";
import { MOST_STATICS } from "../runtime/module.ts";

/** Reason why a program is not run, in words that follow the name of its source. */
class Refused extends Error {
	/** Path of the file, where it is not the source. */
	path: string | undefined;
}

/** The reason of an error that is a refusal; throws any other. */
export function refusal(error: unknown): { readonly refused: string; readonly path: string | undefined } {
	if (error instanceof Refused) return { refused: error.message, path: error.path };
	throw error;
}

/** Runs a check of a file, and names the file in its refusal. */
export function refusedFor(path: string, check: () => void): void {
	try {
		check();
	} catch (error) {
		if (error instanceof Refused) error.path = path;
		throw error;
	}
}

/** Expects that a program was not too large for the linker. @throws Refused for one that was */
export function expectFitting(messages: string): void {
	if (/(?:initial|maximum) memory too small|is too large|output file too large/.test(messages)) throw tooMuchData();
}

function tooMuchData(): Refused {
	return new Refused(`has too much static data: ${MOST_STATICS / 1024} KiB are allowed`);
}

/** Length of an array that a variable is, or that is its first part. */
const ARRAYS = /^@.* = .*?\b(?:global|constant) [<{ ]*\[(\d+) x /gm;

/** The greatest length of a program in LLVM's text form. */
const MOST_CHARACTERS = 2 ** 26;

/** Functions of clang that change the machine the source runs on, which a search could not take back. */
const OF_THE_MACHINE = /@llvm\.wasm\.((?:memory|table|ref|throw|rethrow|get|tls)[\w.]*)/;
/** Inline assembly; an empty one is a barrier for the optimiser, and nothing else. */
const ASSEMBLY = /^module asm|\basm (?:\w+ )*"[^"]/m;
/** Functions that run before PM starts, or after it ended. */
const CONSTRUCTORS = /^@llvm\.global_[cd]tors = .*$/m;
const CONSTRUCTOR_SECTION = /section "\.(?:init_array|fini_array|ctors|dtors|preinit_array)/;
const IMPORT = /"wasm-import-module"="([^"]*)"/;
const EXPORT = /"wasm-export-name"="([^"]*)"/;

/**
 * Expects a program that is run as a part of PM: its memory is all that it has, and it runs when PM calls it.
 *
 * @param ir the program in LLVM's text form
 * @throws Refused for any other
 */
export function expectPlain(ir: string): void {
	if (ir.length > MOST_CHARACTERS) throw new Refused("is too large when it is compiled");
	// Clang runs out of memory at what the linker would refuse.
	for (const [, length] of ir.matchAll(ARRAYS)) if (Number(length) > MOST_STATICS) throw tooMuchData();
	const [, machine] = OF_THE_MACHINE.exec(ir) ?? [];
	if (machine !== undefined) {
		throw new Refused(`uses WebAssembly's own ${machine.replaceAll("_", ".")}, of which PM has nothing: leave it out`);
	}
	if (ASSEMBLY.test(ir)) throw new Refused("has inline assembly, which cannot be checked: leave it out");
	const [, early] = /ptr @(?!__llvm)([\w.$]+)/.exec(CONSTRUCTORS.exec(ir)?.[0] ?? "") ?? [];
	if (early !== undefined || CONSTRUCTOR_SECTION.test(ir)) {
		const which = early === undefined ? "" : `, ${early}`;
		throw new Refused(`has a constructor or destructor${which}: PM calls only the entry points of event.c`);
	}
	const [, imported] = IMPORT.exec(ir) ?? [];
	if (imported !== undefined) throw new Refused(`imports from a WebAssembly module, ${imported}, that there is not`);
	const [, exported] = EXPORT.exec(ir) ?? [];
	if (exported !== undefined)
		throw new Refused(`exports ${exported} from WebAssembly, which PM has no use for: leave it out`);
}

/** The program with counters of coverage. @param file its name among those that were compiled. @throws Refused where there is too much to count */
export function countedOf(ir: string, file: string): Counted {
	try {
		return withCounters(ir, file);
	} catch (error) {
		throw error instanceof RangeError ? new Refused(`cannot be compiled to count: ${error.message}`) : error;
	}
}
