import { stripVTControlCharacters } from "node:util";
import { type TableUserConfig, table } from "table";

const PARTS = ["Body", "Join", "Left", "Right"];

const FRAMELESS: TableUserConfig = {
	border: {
		...Object.fromEntries(["top", "bottom"].flatMap((line) => PARTS.map((part) => [`${line}${part}`, ""]))),
		...{ bodyLeft: "", bodyRight: "", bodyJoin: "" },
		...{ joinBody: "─", joinLeft: "", joinRight: "", joinJoin: "" },
	},
	drawHorizontalLine: (line) => line === 1,
	columnDefault: { paddingLeft: 0, paddingRight: 2 },
};

/**
 * A table without a frame, the first row its heading.
 *
 * @param widths the greatest width of each column, in characters; a wider cell is wrapped
 */
export function plainTable(rows: readonly (readonly string[])[], widths: readonly number[] = []): string {
	const columns = (rows[0] ?? []).map((_, column) => {
		const widest = Math.max(...rows.map((row) => stripVTControlCharacters(row[column] ?? "").length));
		return { width: Math.max(1, Math.min(widest, widths[column] ?? widest)), wrapWord: true };
	});
	const text = table(
		rows.map((row) => [...row]),
		{ ...FRAMELESS, columns },
	);
	return text.replace(/[ \t]+$/gm, "");
}
