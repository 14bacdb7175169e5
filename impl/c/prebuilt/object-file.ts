import { type ClangOutput, runClang } from "../clang/toolchain.ts";
import { TARGET_ARGS } from "./clang-args.ts";

/** Options of clang; the text is optimised already. */
const ARGS: readonly string[] = [...TARGET_ARGS, "-Xclang", "-disable-llvm-passes", "-c"];

/**
 * Makes an object file of a program in LLVM's text form.
 *
 * It is asked for as clang's standard output: a file in memory is written in thousands of pieces.
 */
export function objectOf(ir: string): Promise<ClangOutput> {
	return runClang([...ARGS, "unit.ll"], "-", { "unit.ll": ir });
}
