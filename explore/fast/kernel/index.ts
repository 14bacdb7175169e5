import { KERNEL } from "../../../impl/c/layout/kernel.ts";
import { SEARCH_MEMORY } from "../../../impl/c/runtime/module.ts";
import type { Target } from "../../../impl/target.ts";
import type { Searcher } from "./engine.ts";
import { Kernel } from "./kernel.ts";

/**
 * A kernel that searches a compiled target from inside its module.
 *
 * @returns undefined where the target is not compiled, its rows have many lives, or its memory does not fit the kernel's tables
 */
export function kernelOf({ compiled, memory, scope }: Target, searcher: Searcher): Kernel | undefined {
	if (!compiled || compiled.memory.length < SEARCH_MEMORY) return undefined;
	if (memory.length > 4 * KERNEL.MAX_GLOBALS) return undefined;
	return new Kernel(compiled, scope, searcher);
}
