// Clang's own coverage (-fprofile-instr-generate -fcoverage-mapping), read out of the program in LLVM's text form. The
// formats are those of LLVM's "Code Coverage Mapping Format", version 6 and 7.

/** Address of the counters: in the part of the stack that is never used, which is not part of the state. */
export const COUNTERS_ADDRESS = 4096;

/** Counters are of 64 bits; more than this would come in the way of the stack. */
const MOST_COUNTERS = 2048;

/** A count as clang describes it: a counter by number, or a sum or difference of two counts. */
export type Counter =
	| { readonly kind: "zero" }
	| { readonly kind: "counter"; readonly index: number }
	| { readonly kind: "add" | "subtract"; readonly left: Counter; readonly right: Counter };

/** A piece of the source: lines and columns from 1, the end column excluded. */
export interface Region {
	readonly startLine: number;
	readonly startColumn: number;
	readonly endLine: number;
	readonly endColumn: number;
	readonly count: Counter;
}

/** A condition: how often it was true, and how often false. */
interface BranchRegion extends Omit<Region, "count"> {
	readonly whenTrue: Counter;
	readonly whenFalse: Counter;
}

/** A function of the source. */
interface FunctionRegions {
	readonly name: string;
	readonly regions: readonly Region[];
	readonly branches: readonly BranchRegion[];
}

/** Meaning of the counters of a compiled source. */
export interface CoverageMap {
	/** Number of counters. */
	readonly counters: number;
	readonly functions: readonly FunctionRegions[];
}

/** A program whose counters lie at COUNTERS_ADDRESS, with what they count. */
export interface Counted {
	readonly ir: string;
	readonly map: CoverageMap;
}

/**
 * Takes clang's records out of a program and gives its counters a fixed place.
 *
 * @param file the name of the source among the files that were compiled: only its functions are in the map
 * @throws RangeError for records of a form that is not known
 */
export function withCounters(ir: string, file: string): Counted {
	const counters = countersOf(ir);
	const files = fileNames(ir);
	const functions = Array.from(
		ir.matchAll(/^@__covrec_\w+ = .*? <\{ i64 (-?\d+), i32 \d+, i64 -?\d+, i64 -?\d+, \[\d+ x i8\] c"(.*?)" \}>/gm),
		([, hash = "", text = ""]) => {
			const own = counters.byHash.get(hash);
			return own ? [functionOf(own.name, own.first, new Reader(bytesOf(text)), files, file)] : [];
		},
	).flat();
	const inSource = functions.filter(({ regions }) => regions.length > 0);
	inSource.sort((a, b) => (a.regions[0]?.startLine ?? 0) - (b.regions[0]?.startLine ?? 0));
	return { ir: placed(ir, counters), map: { counters: counters.total, functions: inSource } };
}

interface Counters {
	readonly total: number;
	/** Functions by the hash of their name, as clang writes it: the name, and the number of the first counter. */
	readonly byHash: ReadonlyMap<string, { readonly name: string; readonly first: number }>;
	/** Number of the first counter in each array of counters, by the array's name. */
	readonly firstOf: ReadonlyMap<string, number>;
}

function countersOf(ir: string): Counters {
	const firstOf = new Map<string, number>();
	let total = 0;
	for (const [, name = "", length] of ir.matchAll(/^@__profc_(\S+) = .*?\[(\d+) x i64\]/gm)) {
		firstOf.set(name, total);
		total += Number(length);
	}
	if (total > MOST_COUNTERS) {
		throw new RangeError(`expected at most ${MOST_COUNTERS} counters of coverage, found ${total}`);
	}
	const byHash = new Map<string, { readonly name: string; readonly first: number }>();
	for (const [, name = "", hash = ""] of ir.matchAll(/^@__profd_(\S+) = .*?\{ i64 (-?\d+), /gm)) {
		// A static function's name has its file's before it.
		byHash.set(hash, { name: name.replace(/^.*\.c_/, ""), first: firstOf.get(name) ?? 0 });
	}
	return { total, byHash, firstOf };
}

/** The program without the records, its counters in their place. */
function placed(ir: string, { firstOf }: Counters): string {
	return ir
		.replace(/^(?:@__covrec_|@__profc_|@__profd_|@__llvm_coverage_mapping|@__llvm_prf_nm|\$__covrec_).*\n/gm, "")
		.replace(/^(@__llvm_profile_runtime = ).*$/m, "$1hidden constant i32 0")
		.replace(
			/^(@llvm\.(?:compiler\.)?used = appending global )\[\d+ x ptr\] \[(.*?)\](.*)$/gm,
			(_, head: string, list: string, tail: string) => {
				const kept = list.split(", ").filter((entry) => !/@__(?:covrec|prof|llvm_)/.test(entry));
				return kept.length === 0 ? "" : `${head}[${kept.length} x ptr] [${kept.join(", ")}]${tail}`;
			},
		)
		.replace(/@__profc_([\w.$]+)/g, (_, name: string) => {
			return `inttoptr (i32 ${COUNTERS_ADDRESS + 8 * (firstOf.get(name) ?? 0)} to ptr)`;
		});
}

/** The files that the records speak of. */
function fileNames(ir: string): readonly string[] {
	const [, text = ""] = /^@__llvm_coverage_mapping = .*? c"(.*?)" \}/m.exec(ir) ?? [];
	const reader = new Reader(bytesOf(text));
	const count = reader.number();
	reader.number(); // their length
	if (reader.number() !== 0) throw new RangeError("expected names of files as they are, found them compressed");
	return Array.from({ length: count }, () => reader.string(reader.number()));
}

const KIND = { code: 0, skipped: 2, branch: 4 } as const;

function functionOf(
	name: string,
	first: number,
	reader: Reader,
	files: readonly string[],
	file: string,
): FunctionRegions {
	const own = Array.from({ length: reader.number() }, () => files[reader.number()] ?? "");
	const expressions = Array.from({ length: reader.number() }, () => [reader.number(), reader.number()] as const);
	const counter = (code: number): Counter => {
		const index = code >>> 2;
		if ((code & 3) === 0) return { kind: "zero" };
		if ((code & 3) === 1) return { kind: "counter", index: first + index };
		const [left, right] = expressions[index] ?? [0, 0];
		return { kind: (code & 3) === 2 ? "subtract" : "add", left: counter(left), right: counter(right) };
	};
	const regions: Region[] = [];
	const branches: BranchRegion[] = [];
	/** Count of the first region in each file; for a macro, the count at its use. */
	const firstCount: Counter[] = [];
	const expansions: { readonly place: Omit<Region, "count">; readonly of: number }[] = [];
	for (const [id, path] of own.entries()) {
		let line = 0;
		for (let left = reader.number(); left > 0; left--) {
			const head = reader.number();
			const isPlain = (head & 3) !== 0;
			const expanded = !isPlain && (head & 4) !== 0 ? head >>> 3 : undefined;
			const kind = isPlain || expanded !== undefined ? KIND.code : head >>> 3;
			if (kind !== KIND.code && kind !== KIND.skipped && kind !== KIND.branch) {
				throw new RangeError(`a region of kind ${kind} is not known`);
			}
			const [whenTrue, whenFalse] = kind === KIND.branch ? [reader.number(), reader.number()] : [0, 0];
			line += reader.number();
			const [startColumn, lines, lastColumn] = [reader.number(), reader.number(), reader.number()];
			const isGap = lastColumn >= 2 ** 31;
			const place = { startLine: line, startColumn, endLine: line + lines, endColumn: lastColumn % 2 ** 31 };
			if (kind === KIND.code && expanded === undefined) firstCount[id] ??= counter(head);
			if (!path.endsWith(file) || isGap || kind === KIND.skipped) continue;
			if (kind === KIND.branch) {
				branches.push({ ...place, whenTrue: counter(whenTrue), whenFalse: counter(whenFalse) });
			} else if (expanded !== undefined) {
				expansions.push({ place, of: expanded });
			} else {
				regions.push({ ...place, count: counter(head) });
			}
		}
	}
	for (const { place, of } of expansions) {
		const count = firstCount[of];
		if (count) regions.push({ ...place, count });
	}
	return { name, regions, branches };
}

/** Reads the numbers of a record: LEB128, seven bits a byte. */
class Reader {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	number(): number {
		let value = 0;
		for (let factor = 1; ; factor *= 128) {
			const byte = this.#bytes[this.#at++];
			if (byte === undefined) throw new RangeError("a record of coverage ends in the middle of a number");
			value += (byte & 127) * factor;
			if (byte < 128) return value;
		}
	}

	string(length: number): string {
		this.#at += length;
		return new TextDecoder().decode(this.#bytes.subarray(this.#at - length, this.#at));
	}
}

/** The bytes of a text of LLVM's: what cannot be printed is a backslash and two digits. */
function bytesOf(text: string): Uint8Array {
	const bytes = Array.from(text.matchAll(/\\([0-9A-Fa-f]{2})|([^\\])/g), ([, hex, character = ""]) =>
		hex === undefined ? character.charCodeAt(0) : Number.parseInt(hex, 16),
	);
	return Uint8Array.from(bytes);
}

/** Computes how often a region was executed, from the values of the counters. */
export function countOf(counter: Counter, counters: readonly number[]): number {
	switch (counter.kind) {
		case "zero":
			return 0;
		case "counter":
			return counters[counter.index] ?? 0;
		case "add":
			return countOf(counter.left, counters) + countOf(counter.right, counters);
		case "subtract":
			return countOf(counter.left, counters) - countOf(counter.right, counters);
	}
}
