import { stripVTControlCharacters } from "node:util";
import { linesOf, textWidth, widthOf } from "./width.ts";

/** Columns between two cells. */
const GAP = "  ";
/** The least width of a column: a character may take two. */
const LEAST_COLUMN = 2;

/** A whole number, a share, an amount of memory, or a dash in place of one. */
const NUMBER = /^(?:[\d,.]+(?: %| MiB)?|–)$/;

/**
 * A table without a frame, the first row its heading, in which no line is wider than a width.
 *
 * Columns that are too wide are wrapped between words, the widest first; a word is broken only where all columns together
 * leave no room for it. Columns of numbers are aligned at the right. A cell has at most one colour.
 *
 * @param width at least 4 for each column
 */
export function plainTable(rows: readonly (readonly string[])[], width = textWidth()): string {
	const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? ""));
	const widths = columnWidths(columns, width);
	const isNumeric = columns.map(([, ...cells]) => cells.every((cell) => NUMBER.test(stripVTControlCharacters(cell))));
	const [heading = [], ...body] = rows.map((row) => {
		const cells = widths.map((columnWidth, column) => linesOf(row[column] ?? "", columnWidth));
		return joinCells(cells, widths, isNumeric);
	});
	const rule = "─".repeat(widths.reduce((sum, columnWidth) => sum + columnWidth, GAP.length * (widths.length - 1)));
	return [...heading, rule, ...body.flat()].map((line) => `${line}\n`).join("");
}

/** The width of each column: of its widest cell, or less where the table would be too wide. */
function columnWidths(columns: readonly (readonly string[])[], width: number): readonly number[] {
	const widths = columns.map((cells) => widestOf(cells, "\n"));
	const words = columns.map((cells) => widestOf(cells, /\s/));
	let excess = widths.reduce((sum, columnWidth) => sum + columnWidth, GAP.length * (widths.length - 1)) - width;
	for (; excess > 0; excess--) {
		const shrinkable = widths.map((columnWidth, column) => (columnWidth > (words[column] ?? 0) ? columnWidth : 0));
		const candidates = shrinkable.some((columnWidth) => columnWidth > 0) ? shrinkable : widths;
		const widest = candidates.indexOf(Math.max(...candidates));
		widths[widest] = (widths[widest] ?? 0) - 1;
	}
	return widths;
}

function widestOf(cells: readonly string[], separator: string | RegExp): number {
	return Math.max(LEAST_COLUMN, ...cells.flatMap((cell) => cell.split(separator).map(widthOf)));
}

/** Lines of a row: the lines of its cells side by side. */
function joinCells(
	cells: readonly (readonly string[])[],
	widths: readonly number[],
	isNumeric: readonly boolean[],
): readonly string[] {
	const height = Math.max(...cells.map((lines) => lines.length));
	return Array.from({ length: height }, (_, index) =>
		widths
			.map((width, column) => {
				const text = cells[column]?.[index] ?? "";
				const space = " ".repeat(Math.max(0, width - widthOf(text)));
				return isNumeric[column] ? space + text : text + space;
			})
			.join(GAP)
			.trimEnd(),
	);
}
