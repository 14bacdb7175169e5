import type { MessageFault } from "../../../model/state.ts";
import { type Failure, TargetFailure } from "../../failure.ts";
import { AMF_NOREPLY, PROC_EVENT } from "../../minix.ts";
import { textOfTarget } from "../../printable.ts";

/** Faults of a message that the C sends. @param stray offset of the first byte that should be 0 and is not; 0 for none */
export function messageFaults(type: number, flags: number, stray: number): readonly MessageFault[] {
	return [
		...(type === PROC_EVENT ? [] : [{ kind: "type", found: type } as const]),
		...(flags === AMF_NOREPLY ? [] : [{ kind: "flags", found: flags } as const]),
		...(stray === 0 ? [] : [{ kind: "rest", found: stray } as const]),
	];
}

/** Text of the failure of a recursion that does not end. */
export const STACK_OVERFLOW = "stack overflow";

/** Text of the failure of a loop or recursion that does not end. @param depth of a recursion that is too deep; 0 for none */
export function endlessText(iterations: number, depth: number): string {
	if (depth > 0) return `a recursion does not end: more than ${depth - 1} calls, one inside the other`;
	return `a loop or recursion does not end: ${iterations} iterations`;
}

/** Failure of the functions with which a source shows its subscribers, or of what --view names. */
export function failureOfView({ failure }: TargetFailure): TargetFailure {
	return new TargetFailure({ ...failure, text: `its view of the subscribers fails: ${failure.text}` });
}

/** Text of the failure of a call of a function that no file defines. */
export function undefinedText(name: string): string {
	return `calls ${name}(), which no file defines: compile the one that does with --with FILE.c`;
}

/** Throws a failure of the target. */
export function fail(kind: Failure["kind"], text: string, where: string | undefined, line: number | undefined): never {
	throw new TargetFailure({ kind, text: textOfTarget(text), where: where && textOfTarget(where), line });
}

/** Failure of the target for an error of WebAssembly. */
export function trap(text: string, error: Error): TargetFailure {
	const kind = text.startsWith("memory access") ? "out of bounds" : "trap";
	return new TargetFailure({ kind, text, where: topFunction(error), line: undefined });
}

/** Failure of calls that are too many for this process: in which function they end differs from run to run. */
export function nativeOverflow(): TargetFailure {
	return new TargetFailure({ kind: "trap", text: STACK_OVERFLOW, where: undefined, line: undefined });
}

/** Functions of the bridge that the source calls. */
const CALLED = new Set([
	...["memset", "memcpy", "memmove", "memcmp", "memchr", "strlen", "strnlen", "strcmp", "strncmp", "strcpy", "strncpy"],
	...["strcat", "strncat", "strlcpy", "strlcat", "strchr", "strrchr", "strstr", "copy_text"],
	...[
		"asynsend3",
		"pm_isokendpt",
		"watch_row_written",
		"printf",
		"skip_argument",
		"take_width",
		"take_iterations",
		"read_length",
		"read_precision",
		"read_text",
	],
	...["vsnprintf", "snprintf", "sprintf"],
]);

/** C function that an error comes from: the first frame of its stack that is WebAssembly, the bridge's left out. */
export function topFunction(error: Error): string | undefined {
	// Clang ends the names of specialised copies of a function with a dot and more.
	const frames = (error.stack ?? "").matchAll(/^\s*at (?:\S+\.)?(\w+)(?:\.\S*)? \(wasm:/gm);
	return Array.from(frames, ([, name]) => name).find(
		(name) => !name?.startsWith("rollcall_") && !CALLED.has(name ?? ""),
	);
}
