// Compares a program in LLVM's text form with the same one compiled with the other signedness of plain `char`.

import { SourceLines } from "./source-lines.ts";

/**
 * Difference that the signedness of plain `char` makes to a program: none; or `widening`, where it decides only what becomes of
 * a negative char that is made an int; or any other.
 */
export type CharDifference = "none" | "widening" | "other";

const WIDENING = /^ +%\S+ = (?:sext|zext(?: nneg)?) i8 (%\S+) to (?:i16|i32|i64)\b/;
/** Notes of the optimiser about a value, which follows from how it was made: it changes nothing that a program does. */
const NOTES = / (?:nneg|samesign|nuw|nsw|disjoint|exact|signext|zeroext)\b| range\([^)]*\)/g;

/** Compares two programs. @param signed with a char that is signed */
export function charDifference(signed: string, unsigned: string): CharDifference {
	if (signed === unsigned) return "none";
	const [left, right] = [signed.split("\n"), unsigned.split("\n")];
	if (left.length !== right.length) return "other";
	return left.every((line, index) => plain(line) === plain(right[index] ?? "")) ? "widening" : "other";
}

function plain(line: string): string {
	const widened = WIDENING.test(line) ? line.replace(/ = (?:sext|zext(?: nneg)?) i8 /, " = extend i8 ") : line;
	return widened.replace(NOTES, "");
}

/**
 * Inserts a call before every char of the source that is widened in one way where char is signed and in another where it is not,
 * so that bridge/watch.c notes whether one of them was negative.
 */
export function withWatchedChars(signed: string, unsigned: string): string {
	const source = new SourceLines(signed);
	const other = unsigned.split("\n");
	let isOurs = false;
	return signed
		.split("\n")
		.flatMap((line, index) => {
			if (line.startsWith("define ")) isOurs = !source.isOfSource(line);
			const [, value] = WIDENING.exec(line) ?? [];
			const isSame = / sext /.test(line) === / sext /.test(other[index] ?? "");
			if (isOurs || value === undefined || isSame) return [line];
			const name = `%rollcall.char.${index}`;
			const place = source.placeOf(line);
			return [
				`  ${name} = sext i8 ${value} to i32${place}`,
				`  call void @rollcall_widened(i32 ${name})${place}`,
				line,
			];
		})
		.join("\n");
}
