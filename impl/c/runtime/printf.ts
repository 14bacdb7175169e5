import type { CMemory } from "./memory.ts";

/** Width or precision that is an argument. */
const ARGUMENT = "*";

/** One conversion of a format: `%-05.2lx` has flags `-0`, width 5, precision 2, length `l` and the conversion `x`. */
interface Conversion {
	readonly flags: string;
	readonly width: number | typeof ARGUMENT;
	readonly precision: number | typeof ARGUMENT | undefined;
	readonly length: string;
	readonly conversion: string;
}

/** Conversion whose width and precision are known. */
interface Sized extends Conversion {
	readonly width: number;
	readonly precision: number | undefined;
}

type Piece = string | Conversion;

const CONVERSION = /%([-+ 0#]*)(\d*|\*)(?:\.(\d*|\*))?(hh|h|ll|l|z|j|t|L)?([diuxXocspnaAeEfFgG%])/g;

/** The greatest length of a text, and of a format: no report shows more, however wide a field is. */
const MOST_CHARACTERS = 4000;
/** The most conversions of a format. */
const MOST_CONVERSIONS = 400;

/**
 * Formats as C's printf does: %d %i %u %x %X %o %c %s %p %%, with flags, width, precision and length. Numbers with a point,
 * which PM has none of, take their argument and are shown by their names; %n writes nothing.
 */
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
		for (const piece of this.#pieces(format)) {
			text += typeof piece === "string" ? piece : convert(sized(piece, args), args);
			if (text.length > MOST_CHARACTERS) return text.slice(0, MOST_CHARACTERS);
		}
		return text;
	}

	#pieces(format: number): readonly Piece[] {
		const known = this.#formats.get(format);
		if (known) return known;
		const pieces = split(this.#memory.string(format, MOST_CHARACTERS));
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
			width: lengthOf(width),
			precision: precision === undefined ? undefined : lengthOf(precision),
			length,
			conversion,
		});
		at = match.index + whole.length;
		if (pieces.length > 2 * MOST_CONVERSIONS) break;
	}
	pieces.push(format.slice(at));
	return pieces.filter((piece) => piece !== "");
}

function lengthOf(text: string): number | typeof ARGUMENT {
	return text === ARGUMENT ? ARGUMENT : Math.min(Number(text), MOST_CHARACTERS);
}

/** A conversion with the width and the precision that are arguments. */
function sized(piece: Conversion, args: Arguments): Sized {
	const { width, precision } = piece;
	if (width !== ARGUMENT && precision !== ARGUMENT) return { ...piece, width, precision };
	const given = width === ARGUMENT ? args.word() : width;
	const exact = precision === ARGUMENT ? args.word() : precision;
	return {
		...piece,
		// A negative width is the flag `-`, and a negative precision is none.
		flags: given < 0 ? `${piece.flags}-` : piece.flags,
		width: Math.min(Math.abs(given), MOST_CHARACTERS),
		precision: exact === undefined || exact < 0 ? undefined : Math.min(exact, MOST_CHARACTERS),
	};
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

	/** A number with a point, which is 8 bytes and aligned, or the address of one. */
	skipReal(length: string): void {
		if (length === "L") this.word();
		else this.integer("ll", false);
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

function convert(piece: Sized, args: Arguments): string {
	switch (piece.conversion) {
		case "%":
			return "%";
		case "c":
			return pad(piece, "", String.fromCharCode(args.word() & 0xff));
		case "s":
			return pad(piece, "", args.memory.string(args.word() >>> 0, piece.precision ?? MOST_CHARACTERS));
		case "p":
			return pad(piece, "", `0x${(args.word() >>> 0).toString(16)}`);
		case "n":
			args.word();
			return "";
		case "d":
		case "i":
			return isPlain(piece) ? String(args.word()) : convertSigned(piece, args);
		case "u":
		case "o":
		case "x":
		case "X":
			return convertUnsigned(piece, args);
		default:
			args.skipReal(piece.length);
			return `%${piece.conversion}`;
	}
}

/** True if it is an int without width or precision, as most are. */
function isPlain(piece: Sized): boolean {
	return (
		piece.flags === "" && piece.width === 0 && piece.precision === undefined && !/^(h|hh|ll|j)$/.test(piece.length)
	);
}

function convertSigned(piece: Sized, args: Arguments): string {
	const value = args.integer(piece.length, true);
	const plus = piece.flags.includes("+") ? "+" : piece.flags.includes(" ") ? " " : "";
	const digits = (value < 0n ? -value : value).toString();
	return pad(piece, value < 0n ? "-" : plus, digits.padStart(piece.precision ?? 1, "0"));
}

const BASES: Readonly<Record<string, number>> = { u: 10, o: 8, x: 16, X: 16 };

function convertUnsigned(piece: Sized, args: Arguments): string {
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
function pad(piece: Sized, prefix: string, digits: string): string {
	const text = prefix + digits;
	if (text.length >= piece.width) return text;
	if (piece.flags.includes("-")) return text.padEnd(piece.width);
	const zeros = piece.flags.includes("0") && piece.precision === undefined && /[diuxXo]/.test(piece.conversion);
	return zeros ? prefix + digits.padStart(piece.width - prefix.length, "0") : text.padStart(piece.width);
}
