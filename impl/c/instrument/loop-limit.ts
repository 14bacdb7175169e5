// Puts calls into a program in LLVM's text form, so that bridge/failures.c counts the iterations of the loops of the source.

import { SourceLines } from "./source-lines.ts";

const LABEL = /^([\w.$-]+|"[^"]+"):/;
const JUMP = /^ +br /;
/** Jumps whose targets may be on later lines: they are taken to be backward jumps. */
const MANY_WAYS = /^ +(?:switch|indirectbr) /;

/** Inserts a call before every backward jump, so that an endless loop fails instead of hanging. */
export function withIterationLimit(ir: string): string {
	const source = new SourceLines(ir);
	let isOurs = false;
	let passed = new Set<string>();
	return ir
		.split("\n")
		.flatMap((line) => {
			if (line.startsWith("define ")) {
				isOurs = !source.isOfSource(line);
				passed = new Set();
			}
			const [, label] = LABEL.exec(line) ?? [];
			if (label !== undefined) passed.add(label);
			return !isOurs && leadsBack(line, passed)
				? [`  call void @rollcall_iteration()${source.placeOf(line)}`, line]
				: [line];
		})
		.join("\n");
}

function leadsBack(line: string, passed: ReadonlySet<string>): boolean {
	if (MANY_WAYS.test(line)) return true;
	if (!JUMP.test(line)) return false;
	return Array.from(line.matchAll(/label %([\w.$-]+|"[^"]+")/g)).some(([, to = ""]) => passed.has(to));
}
