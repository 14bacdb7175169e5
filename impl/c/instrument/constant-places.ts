/**
 * Makes clang's descriptions of checked places constant.
 *
 * Clang has them writable so that its own runtime can mark reported ones. Here nothing writes them, and as variables
 * they would be part of the memory that is saved and compared: five times as much as the source has. Strings, and the
 * names of files and functions, become read-only again: the optimiser is done.
 */
export function withConstantPlaces(ir: string): string {
	return ir.replace(
		/^(@(?:\d+|\.(?:str|src)[.\d]*|__func__\.\S+) = private(?: (?:local_)?unnamed_addr)?) global (?=\{ \{ ptr, i32, i32 \}|\[\d+ x i8\])/gm,
		"$1 constant ",
	);
}
