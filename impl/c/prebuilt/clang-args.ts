import { OWN } from "../compile/shim.ts";

/** Version of the build: raised with every change of it that is not in clang's arguments. */
export const FORMAT = 48;

/** Options of clang and the linker. */
export const TARGET_ARGS: readonly string[] = ["--target=wasm32", "-O2", "-msimd128"];

/** Options of clang that find the headers. */
export const HEADER_ARGS: readonly string[] = ["-std=gnu17", "-ffreestanding", "-nostdinc", "-isystem", OWN];

/** Options of clang for every unit. */
export const COMPILE_ARGS: readonly string[] = [
	...TARGET_ARGS,
	...HEADER_ARGS,
	"-ferror-limit=0",
	// A function that may end without the value that its caller takes: of all warnings, this one alone says that a source is wrong.
	"-Werror=return-type",
	// A function that nobody declares or defines is an error when it is called.
	"-Wno-implicit-function-declaration",
	// Else the optimiser leaves out writes to strings, since they are undefined: they are to be seen.
	...["-Xclang", "-fwritable-strings"],
	"-fms-extensions", // for __if_exists in source/subscribers.c
	"-gline-tables-only", // for the line of an access that is out of bounds
	"-ftrivial-auto-var-init=pattern", // what is not initialised is the same every time
	...["-Wuninitialized", "-Wsometimes-uninitialized", "-Wconditional-uninitialized"],
	// The frames of a failure are those of the source, and an endless recursion ends, for want of stack.
	"-fno-inline",
	"-fno-optimize-sibling-calls",
];

/** Option by which what is not initialised is 0: for sources that clang warns of, see `UNINITIALISED`. */
export const ZERO = "-ftrivial-auto-var-init=zero";

/** Warning of clang that a variable may be used before it has a value. */
export const UNINITIALISED = /\[-W(?:sometimes-|conditional-)?uninitialized\]/;

/** Macros that all units see. */
export const MACROS: readonly string[] = ["-DROLLCALL=1"];

/** For the optimised program as text. */
export const TO_IR: readonly string[] = ["-S", "-emit-llvm"];
