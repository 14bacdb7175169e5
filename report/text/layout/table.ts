import { stripVTControlCharacters } from "node:util";
import { textWidth } from "./text-width.ts";
import { linesOf, widthOf } from "./width.ts";

/** Columns between two cells. */
const GAP = "  ";
/** The least width of a column: a character may take two. */
const LEAST_COLUMN = 2;

/** A number, one with a mark, a share, an amount of memory, or a dash in place of one. */
const NUMBER = /^(?:(?:[✗↻] )?[\d,.]+(?: %| MiB)?|–)$/;

/** Cells of a column, from the heading on. */
type Column = readonly string[];

/**
 * A table without a frame, the first row its heading, in which no line is wider than a width.
 *
 * Columns that are too wide are wrapped between words, so that the table has few lines; a word is broken only where all
 * columns together leave no room for it. Columns of numbers are aligned at the right. A cell has at most one colour.
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

/**
 * The width of each column: of its widest cell, or less where the table would be too wide. The column gives way by which
 * the table grows least, the widest of several; none is narrower than its longest word as long as others can give way.
 */
function columnWidths(columns: readonly Column[], width: number): readonly number[] {
	const widths = columns.map((cells) => Math.min(width, widestOf(cells, "\n")));
	const words = columns.map((cells) => Math.min(width, widestOf(cells, /\s/)));
	const sizes = columns.map((cells) => cells.map(wordWidths));
	let excess = widths.reduce((sum, columnWidth) => sum + columnWidth, GAP.length * (widths.length - 1)) - width;
	for (; excess > 0; excess--) {
		const shrinkable = [...widths.keys()].filter((column) => (widths[column] ?? 0) > (words[column] ?? 0));
		const growth = (column: number): number => heightOf(sizes, widths.with(column, (widths[column] ?? 0) - 1));
		const best = shrinkable.map((column) => ({ column, height: growth(column), width: widths[column] ?? 0 }));
		best.sort((a, b) => a.height - b.height || b.width - a.width);
		const narrower = best[0]?.column ?? widths.indexOf(Math.max(...widths));
		widths[narrower] = (widths[narrower] ?? 0) - 1;
	}
	return widths;
}

function widestOf(cells: Column, separator: string | RegExp): number {
	return Math.max(LEAST_COLUMN, ...cells.flatMap((cell) => cell.split(separator).map(widthOf)));
}

/** Widths of the words of a cell, line by line. */
function wordWidths(cell: string): readonly (readonly number[])[] {
	return cell.split("\n").map((line) => line.split(" ").map(widthOf));
}

/** Number of lines of a table. @param sizes widths of words, by column, row and line */
function heightOf(sizes: readonly (readonly ReturnType<typeof wordWidths>[])[], widths: readonly number[]): number {
	const heights = (sizes[0] ?? []).map((_, row) =>
		Math.max(...sizes.map((cells, column) => lineCount(cells[row] ?? [], widths[column] ?? 0))),
	);
	return heights.reduce((sum, height) => sum + height, 0);
}

/** Number of lines of a cell that is wrapped between words. */
function lineCount(lines: readonly (readonly number[])[], width: number): number {
	let count = 0;
	for (const words of lines) {
		let left = -1;
		for (const word of words) {
			if (left < word + 1) [count, left] = [count + 1, width - word];
			else left -= word + 1;
		}
	}
	return count;
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
