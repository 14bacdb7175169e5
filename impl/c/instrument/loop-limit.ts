// Puts calls into a program in LLVM's text form, so that bridge/failures.c counts the iterations of the loops of the source.

import { isBridges } from "./watch.ts";

const LABEL = /^([\w.$-]+|"[^"]+"):/;
const JUMP = /^ +br /;
/** Jumps whose targets may be on later lines: they are taken to be backward jumps. */
const MANY_WAYS = /^ +(?:switch|indirectbr) /;

/** Inserts a call before every backward jump, so that an endless loop fails instead of hanging. */
export function withIterationLimit(ir: string): string {
	let isOurs = false;
	let passed = new Set<string>();
	return ir
		.split("\n")
		.flatMap((line) => {
			if (line.startsWith("define ")) {
				isOurs = isBridges(line);
				passed = new Set();
			}
			const [, label] = LABEL.exec(line) ?? [];
			if (label !== undefined) passed.add(label);
			return !isOurs && leadsBack(line, passed) ? [callWithPlaceOf(line), line] : [line];
		})
		.join("\n");
}

function leadsBack(line: string, passed: ReadonlySet<string>): boolean {
	if (MANY_WAYS.test(line)) return true;
	if (!JUMP.test(line)) return false;
	return Array.from(line.matchAll(/label %([\w.$-]+|"[^"]+")/g)).some(([, to = ""]) => passed.has(to));
}

/** Call with the debug location of a line, which it needs where the program has debug locations. */
function callWithPlaceOf(line: string): string {
	return `  call void @rollcall_iteration()${/, !dbg !\d+/.exec(line)?.[0] ?? ""}`;
}
