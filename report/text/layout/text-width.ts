/** Width of text that goes to a file or a pipe, in columns. */
const DEFAULT_WIDTH = 80;
/** The least width that tables are laid out for. */
const LEAST_WIDTH = 40;

/** Columns that a line of text may take: those of `COLUMNS`, or of the terminal; 80 without either, at least 40. */
export function textWidth(): number {
	const { COLUMNS = "" } = process.env;
	const asked = /^[1-9]\d{0,3}$/.test(COLUMNS) ? Number(COLUMNS) : undefined;
	return Math.max(LEAST_WIDTH, asked ?? process.stdout.columns ?? DEFAULT_WIDTH);
}
