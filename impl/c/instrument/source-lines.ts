// Lines of the source in a program in LLVM's text form, which was compiled with -gline-tables-only.

const SUBPROGRAM = /^(!\d+) = distinct !DISubprogram\(name: "([^"]*)",.* file: (!\d+), line: (\d+),/gm;
const FILE = /^(!\d+) = !DIFile\(filename: "([^"]*)"/gm;
const LOCATION = /^(!\d+) = !DILocation\(line: (\d+)/gm;

/** Where the bridge's own files lie, seen from the source. */
const BRIDGE = "shim/";

/** A function of the source: its name, and the line where it is defined, as text. */
export interface SourceFunction {
	readonly name: string;
	readonly defined: string;
}

/** The functions and lines of a program. */
export class SourceLines {
	readonly functions: ReadonlyMap<string, SourceFunction>;
	readonly #lines: ReadonlyMap<string, string>;

	constructor(ir: string) {
		const files = new Map(Array.from(ir.matchAll(FILE), ([, id = "", name = ""]) => [id, name]));
		this.#lines = new Map(Array.from(ir.matchAll(LOCATION), ([, id = "", line = ""]) => [id, line]));
		this.functions = new Map(
			Array.from(ir.matchAll(SUBPROGRAM))
				.filter(([, , , file = ""]) => !files.get(file)?.startsWith(BRIDGE))
				.map(([, id = "", name = "", , defined = ""]) => [id, { name, defined }]),
		);
	}

	/** The function that a line `define ...` begins; undefined where it is one of the bridge's. */
	functionAt(define: string): SourceFunction | undefined {
		return this.functions.get(/ !dbg (!\d+)/.exec(define)?.[1] ?? "");
	}

	/** Whether a line `define ...` begins a function of the source, and not of the bridge. */
	isOfSource(define: string): boolean {
		return this.functionAt(define) !== undefined;
	}

	/** The line of an instruction as text; undefined where clang says none. */
	textOf(instruction: string): string | undefined {
		return this.#lines.get(/, !dbg (!\d+)/.exec(instruction)?.[1] ?? "");
	}

	/** The line of an instruction; 0 where clang says none. */
	lineOf(instruction: string): number {
		return Number(this.textOf(instruction) ?? 0);
	}

	/** What a call that is put before an instruction has to end with, to be of the same line. */
	placeOf(instruction: string): string {
		return /, !dbg !\d+/.exec(instruction)?.[0] ?? "";
	}
}

/** The program without its lines: nobody debugs it, and whatever is put in needs none then. */
export function withoutLines(ir: string): string {
	return ir.replace(/,? !dbg !\d+/g, "").replace(/^!llvm\.dbg\.cu = .*$/gm, "");
}
