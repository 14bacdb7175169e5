/**
 * Assigns a distinct column to each row at the least total cost: the Hungarian method, in O(rows² columns).
 *
 * @param columns at least as many as there are rows
 * @param cost of a row and a column, finite
 * @returns the sum of the costs
 */
export function leastAssignment(rows: number, columns: number, cost: (row: number, column: number) => number): number {
	const assignment = new Assignment(rows, columns, cost);
	for (let row = 1; row <= rows; row++) assignment.add(row);
	return assignment.sum();
}

/** Assignment of the first rows at the least cost. Rows and columns are numbered from 1; 0 is none. */
class Assignment {
	readonly #columns: number;
	readonly #cost: (row: number, column: number) => number;
	/** Potentials: no cost is less than the sum of those of its row and column, and assigned pairs have equality. */
	readonly #ofRow: Float64Array;
	readonly #ofColumn: Float64Array;
	/** Row assigned to each column; the row that is being added for column 0. */
	readonly #rowAt: Int32Array;
	/** Predecessor of each column on the cheapest path to it. */
	readonly #before: Int32Array;

	constructor(rows: number, columns: number, cost: (row: number, column: number) => number) {
		this.#columns = columns;
		this.#cost = cost;
		this.#ofRow = new Float64Array(rows + 1);
		this.#ofColumn = new Float64Array(columns + 1);
		this.#rowAt = new Int32Array(columns + 1);
		this.#before = new Int32Array(columns + 1);
	}

	/** Assigns one more row, by the cheapest path over columns in use to a free one. */
	add(row: number): void {
		this.#rowAt[0] = row;
		const least = new Float64Array(this.#columns + 1).fill(Number.POSITIVE_INFINITY);
		const used = new Uint8Array(this.#columns + 1);
		let column = 0;
		do {
			used[column] = 1;
			const nearest = this.#relax(column, least, used);
			this.#raise(least[nearest] ?? 0, least, used);
			column = nearest;
		} while (this.#rowAt[column] !== 0);
		this.#shift(column);
	}

	/** Relaxes the costs of the other columns from one. @returns the cheapest column that is not used yet */
	#relax(column: number, least: Float64Array, used: Uint8Array): number {
		const row = this.#rowAt[column] ?? 0;
		let nearest = 0;
		for (let to = 1; to <= this.#columns; to++) {
			if (used[to] === 1) continue;
			const reduced = this.#cost(row - 1, to - 1) - (this.#ofRow[row] ?? 0) - (this.#ofColumn[to] ?? 0);
			if (reduced < (least[to] ?? 0)) {
				least[to] = reduced;
				this.#before[to] = column;
			}
			if (nearest === 0 || (least[to] ?? 0) < (least[nearest] ?? 0)) nearest = to;
		}
		return nearest;
	}

	/** Changes the potentials so that the path to the cheapest column has no reduced cost. */
	#raise(delta: number, least: Float64Array, used: Uint8Array): void {
		for (let to = 0; to <= this.#columns; to++) {
			if (used[to] === 1) {
				const row = this.#rowAt[to] ?? 0;
				this.#ofRow[row] = (this.#ofRow[row] ?? 0) + delta;
				this.#ofColumn[to] = (this.#ofColumn[to] ?? 0) - delta;
			} else {
				least[to] = (least[to] ?? 0) - delta;
			}
		}
	}

	/** Shifts the rows along the path to a free column. */
	#shift(free: number): void {
		for (let column = free; column !== 0; ) {
			const previous = this.#before[column] ?? 0;
			this.#rowAt[column] = this.#rowAt[previous] ?? 0;
			column = previous;
		}
	}

	/** Cost of the assignment. */
	sum(): number {
		let sum = 0;
		for (let column = 1; column <= this.#columns; column++) {
			const row = this.#rowAt[column] ?? 0;
			if (row > 0) sum += this.#cost(row - 1, column - 1);
		}
		return sum;
	}
}
