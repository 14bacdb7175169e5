import type { CMemory } from "./memory.ts";

/** One conversion of a format: `%-05.2lx` has flags `-0`, width 5, precision 2, length `l` and the conversion `x`. */
interface Conversion {
	readonly flags: string;
	readonly width: number;
	readonly precision: number | undefined;
	readonly length: string;
	readonly conversion: string;
}

type Piece = string | Conversion;

const CONVERSION = /%([-+ 0#]*)(\d*)(?:\.(\d*))?(hh|h|ll|l|z|j|t)?([diuxXocsp%])/g;

/** Formats as C's printf does: %d %i %u %x %X %o %c %s %p %%, with flags, width, precision and length; no `*`. */
export class Printf {
	readonly #memory: CMemory;
	/** Texts below this address are constants, so that they need to be read only once. */
	readonly #constantsEnd: number;
	readonly #formats = new Map<number, readonly Piece[]>();

	constructor(memory: CMemory, constantsEnd: number) {
		this.#memory = memory;
		this.#constantsEnd = constantsEnd;
	}

	/**
	 * The formatted text.
	 *
	 * @param format the address of the format
	 * @param list the address of the arguments, laid out as clang does for wasm32: 4 bytes each, 8 and aligned for `ll`
	 */
	format(format: number, list: number): string {
		const args = new Arguments(this.#memory, list);
		let text = "";
		for (const piece of this.#pieces(format)) text += typeof piece === "string" ? piece : convert(piece, args);
		return text;
	}

	#pieces(format: number): readonly Piece[] {
		const known = this.#formats.get(format);
		if (known) return known;
		const pieces = split(this.#memory.string(format));
		if (format < this.#constantsEnd) this.#formats.set(format, pieces);
		return pieces;
	}
}

function split(format: string): readonly Piece[] {
	const pieces: Piece[] = [];
	let at = 0;
	for (const match of format.matchAll(CONVERSION)) {
		const [whole, flags = "", width = "", precision, length = "", conversion = ""] = match;
		pieces.push(format.slice(at, match.index));
		pieces.push({
			flags,
			width: Number(width),
			precision: precision === undefined ? undefined : Number(precision),
			length,
			conversion,
		});
		at = match.index + whole.length;
	}
	pieces.push(format.slice(at));
	return pieces.filter((piece) => piece !== "");
}

/** The variable arguments of one call, taken in order. */
class Arguments {
	readonly memory: CMemory;
	#at: number;

	constructor(memory: CMemory, at: number) {
		this.memory = memory;
		this.#at = at;
	}

	word(): number {
		this.#at += 4;
		return this.memory.int32(this.#at - 4);
	}

	/** An integer of the length that the conversion names. */
	integer(length: string, signed: boolean): bigint {
		if (length === "ll" || length === "j") {
			this.#at = (this.#at + 15) & ~7;
			const value = this.memory.int64(this.#at - 8);
			return signed ? value : BigInt.asUintN(64, value);
		}
		const bits = length === "hh" ? 8 : length === "h" ? 16 : 32;
		const value = BigInt(this.word());
		return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
	}
}

function convert(piece: Conversion, args: Arguments): string {
	switch (piece.conversion) {
		case "%":
			return "%";
		case "c":
			return pad(piece, "", String.fromCharCode(args.word() & 0xff));
		case "s":
			return pad(piece, "", args.memory.string(args.word() >>> 0).slice(0, piece.precision));
		case "p":
			return pad(piece, "", `0x${(args.word() >>> 0).toString(16)}`);
		case "d":
		case "i":
			return isPlain(piece) ? String(args.word()) : convertSigned(piece, args);
		default:
			return convertUnsigned(piece, args);
	}
}

/** True if it is an int without width or precision, as most are. */
function isPlain(piece: Conversion): boolean {
	return (
		piece.flags === "" && piece.width === 0 && piece.precision === undefined && !/^(h|hh|ll|j)$/.test(piece.length)
	);
}

function convertSigned(piece: Conversion, args: Arguments): string {
	const value = args.integer(piece.length, true);
	const plus = piece.flags.includes("+") ? "+" : piece.flags.includes(" ") ? " " : "";
	const digits = (value < 0n ? -value : value).toString();
	return pad(piece, value < 0n ? "-" : plus, digits.padStart(piece.precision ?? 1, "0"));
}

const BASES: Readonly<Record<string, number>> = { u: 10, o: 8, x: 16, X: 16 };

function convertUnsigned(piece: Conversion, args: Arguments): string {
	const base = BASES[piece.conversion] ?? 10;
	const digits = args
		.integer(piece.length, false)
		.toString(base)
		.padStart(piece.precision ?? 1, "0");
	const prefix = piece.flags.includes("#") ? (base === 16 ? "0x" : base === 8 ? "0" : "") : "";
	const text = pad(piece, prefix, digits);
	return piece.conversion === "X" ? text.toUpperCase() : text;
}

/** Puts a sign or prefix before the digits and fills up to the width: on the right, with zeros between, or on the left. */
function pad(piece: Conversion, prefix: string, digits: string): string {
	const text = prefix + digits;
	if (text.length >= piece.width) return text;
	if (piece.flags.includes("-")) return text.padEnd(piece.width);
	const zeros = piece.flags.includes("0") && piece.precision === undefined && /[diuxXo]/.test(piece.conversion);
	return zeros ? prefix + digits.padStart(piece.width - prefix.length, "0") : text.padStart(piece.width);
}
