import { guardSizeOf, withGuards } from "../instrument/guards.ts";

/**
 * Writes the process table, and for the bridge its number of rows and the sizes of a row and of a guard, as a program in LLVM's text form.
 *
 * @param target the lines that name the target
 * @param count `NR_PROCS`
 * @param size of a row, in bytes
 */
export function rowsAsIr(target: string, count: number, size: number): string {
	const lines = [
		target,
		`@mproc = hidden global [${count} x [${size} x i8]] zeroinitializer, align 16`,
		`@rollcall_nr_procs = hidden constant i32 ${count}`,
		`@rollcall_row_size = hidden constant i32 ${size}`,
		`@rollcall_guard_size = hidden constant i32 ${guardSizeOf(size)}`,
		"",
	];
	return withGuards(lines.join("\n"), "rows", guardSizeOf(size));
}
