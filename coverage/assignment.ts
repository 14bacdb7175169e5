/**
 * Assigns each row a column of its own so that the costs add up to the least: the Hungarian method, in O(rows² columns).
 *
 * @param columns at least as many as there are rows
 * @param cost of a row and a column, finite
 * @returns the sum of the costs
 */
export function leastAssignment(rows: number, columns: number, cost: (row: number, column: number) => number): number {
	// Potentials of rows and columns, and the row that each column is assigned to; all from 1, 0 is none.
	const ofRow = new Float64Array(rows + 1);
	const ofColumn = new Float64Array(columns + 1);
	const rowAt = new Int32Array(columns + 1);
	const before = new Int32Array(columns + 1);
	for (let row = 1; row <= rows; row++) {
		rowAt[0] = row;
		let column = 0;
		const least = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY);
		const used = new Uint8Array(columns + 1);
		do {
			used[column] = 1;
			const from = rowAt[column] ?? 0;
			let [delta, nearest] = [Number.POSITIVE_INFINITY, 0];
			for (let to = 1; to <= columns; to++) {
				if (used[to] === 1) continue;
				const reduced = cost(from - 1, to - 1) - (ofRow[from] ?? 0) - (ofColumn[to] ?? 0);
				if (reduced < (least[to] ?? 0)) {
					least[to] = reduced;
					before[to] = column;
				}
				if ((least[to] ?? 0) < delta) [delta, nearest] = [least[to] ?? 0, to];
			}
			for (let to = 0; to <= columns; to++) {
				if (used[to] === 1) {
					ofRow[rowAt[to] ?? 0] = (ofRow[rowAt[to] ?? 0] ?? 0) + delta;
					ofColumn[to] = (ofColumn[to] ?? 0) - delta;
				} else {
					least[to] = (least[to] ?? 0) - delta;
				}
			}
			column = nearest;
		} while (rowAt[column] !== 0);
		while (column !== 0) {
			const previous = before[column] ?? 0;
			rowAt[column] = rowAt[previous] ?? 0;
			column = previous;
		}
	}
	let sum = 0;
	for (let column = 1; column <= columns; column++) {
		const row = rowAt[column] ?? 0;
		if (row > 0) sum += cost(row - 1, column - 1);
	}
	return sum;
}
