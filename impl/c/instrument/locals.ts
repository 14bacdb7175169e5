// Puts guards before and behind the local arrays and structs of a program in LLVM's text form, as guards.ts does with variables.

import { LOCAL_GUARD } from "../layout/watch.ts";
import { shiftOf, sizeOfType } from "./guards.ts";
import { SourceLines } from "./source-lines.ts";

/** Bytes behind one: up to the next word, and a guard. */
const BEHIND = LOCAL_GUARD + 4;

/** A local array of fixed size, a struct or a union. */
const AGGREGATE = /^ +(%[\w.]+) = alloca (\[\d+ x .+\]|%[\w.]+|<?\{.+\}>?)(, align \d+)(?:, !.*)?$/;
const LIFETIME = /^ +call void @llvm\.lifetime\.(?:start|end)\S*\(.*ptr (?:nonnull )?(%[\w.]+)\)/;
const RETURN = /^ +ret /;

/**
 * Makes each local array or struct of the source's functions the middle of a larger one, and inserts calls that tell bridge/locals.c of it.
 *
 * The compiler may no longer put two of them in one place.
 */
export function withGuardedLocals(ir: string): string {
	const source = new SourceLines(ir);
	let isOfSource = false;
	let guarded = new Map<string, string>();
	return ir
		.split("\n")
		.flatMap((line) => {
			if (line.startsWith("define ")) [isOfSource, guarded] = [source.isOfSource(line), new Map()];
			if (!isOfSource) return [line];
			const [, name = "", type = "", alignment = ""] = AGGREGATE.exec(line) ?? [];
			if (name !== "") {
				const operands = `ptr ${name}, i32 ${sizeOfType(type)}`;
				guarded.set(name, operands);
				const before = LOCAL_GUARD + shiftOf(type, alignment);
				return [
					`  ${name}.guarded = alloca { [${before} x i8], ${type}, [${BEHIND} x i8] }, align 16`,
					`  ${name} = getelementptr inbounds i8, ptr ${name}.guarded, i32 ${before}`,
					`  call void @rollcall_local(${operands})`,
				];
			}
			if (guarded.has(LIFETIME.exec(line)?.[1] ?? "")) return [];
			if (!RETURN.test(line)) return [line];
			return [...Array.from(guarded.values(), (operands) => `  call void @rollcall_local_left(${operands})`), line];
		})
		.join("\n");
}
