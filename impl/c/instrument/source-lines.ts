// Lines of the source in a program in LLVM's text form, which was compiled with -gline-tables-only.

const SUBPROGRAM = /^(!\d+) = distinct !DISubprogram\(name: "([^"]*)",.* file: (!\d+), line: (\d+),/gm;
const FILE = /^(!\d+) = !DIFile\(filename: "([^"]*)"/gm;
const LOCATION = /^(!\d+) = !DILocation\(line: (\d+)/gm;

/** Folder of our own C, as clang sees it: `OWN` of compile/shim.ts. */
const OWN = "<rollcall>/";

/** Function of the source: its name, its file as LLVM writes it, and its line as text. */
export interface SourceFunction {
	readonly name: string;
	readonly file: string;
	readonly defined: string;
}

/** Functions and lines of a program. */
export class SourceLines {
	readonly functions: ReadonlyMap<string, SourceFunction>;
	readonly #lines: ReadonlyMap<string, string>;

	/** @param path of the only file whose functions count; all but those of our own C if left out */
	constructor(ir: string, path?: string) {
		const files = new Map(Array.from(ir.matchAll(FILE), ([, id = "", name = ""]) => [id, name]));
		this.#lines = new Map(Array.from(ir.matchAll(LOCATION), ([, id = "", line = ""]) => [id, line]));
		this.functions = new Map(
			Array.from(ir.matchAll(SUBPROGRAM))
				.map(
					([, id = "", name = "", file = "", defined = ""]) =>
						[id, { name, file: files.get(file) ?? "", defined }] as const,
				)
				.filter(([, { file }]) => isWanted(file, path)),
		);
	}

	/** Function that a line `define ...` begins; undefined for one of the bridge's. */
	functionAt(define: string): SourceFunction | undefined {
		return this.functions.get(/ !dbg (!\d+)/.exec(define)?.[1] ?? "");
	}

	/** True if a line `define ...` begins a function of the source, and not of the bridge. */
	isOfSource(define: string): boolean {
		return this.functionAt(define) !== undefined;
	}

	/** True if a line `define ...` begins a function in a file. */
	isIn(path: string, define: string): boolean {
		return this.functionAt(define)?.file === textOfLlvm(path);
	}

	/** Line of an instruction as text; undefined where clang gives none. */
	textOf(instruction: string): string | undefined {
		return this.#lines.get(/, !dbg (!\d+)/.exec(instruction)?.[1] ?? "");
	}

	/** Line of an instruction; 0 where clang gives none. */
	lineOf(instruction: string): number {
		return Number(this.textOf(instruction) ?? 0);
	}

	/** Debug location of an instruction, as the end of a call that is put before it. */
	placeOf(instruction: string): string {
		return /, !dbg !\d+/.exec(instruction)?.[0] ?? "";
	}
}

function isWanted(file: string, path: string | undefined): boolean {
	return path === undefined ? !file.startsWith(OWN) : file === textOfLlvm(path);
}

/** A text as LLVM writes it: what is no plain ASCII, and quotes, as backslashes and hexadecimal digits. */
function textOfLlvm(text: string): string {
	return Array.from(new TextEncoder().encode(text), (byte) => {
		const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
		return isPlain ? String.fromCharCode(byte) : `\\${byte.toString(16).toUpperCase().padStart(2, "0")}`;
	}).join("");
}

/** Removes the line tables of a program: nothing needs them when the accesses are instrumented. */
export function withoutLines(ir: string): string {
	return ir.replace(/,? !dbg !\d+/g, "").replace(/^!llvm\.dbg\.cu = .*$/gm, "");
}
