import { KERNEL } from "../../../impl/c/layout/kernel.ts";
import { SEARCH_MEMORY } from "../../../impl/c/runtime/module.ts";
import type { Target } from "../../../impl/target.ts";
import { Kernel } from "./kernel.ts";
import type { Partition } from "./partition.ts";

/**
 * Makes a kernel that searches a compiled target from inside its module.
 *
 * @throws RangeError where `hasKernel` is false
 */
export function kernelOf(target: Target, partition: Partition): Kernel {
	const { compiled, scope } = target;
	if (!compiled || !hasKernel(target)) throw new RangeError(`${target.name} cannot be searched from inside its module`);
	return new Kernel(compiled, scope, partition);
}

/**
 * Tells whether a target can be searched from inside its module: it is compiled, its rows have one life, and its memory fits the
 * tables there.
 */
export function hasKernel({ compiled, memory }: Target): boolean {
	return compiled !== undefined && compiled.memory.length >= SEARCH_MEMORY && memory.length <= 4 * KERNEL.MAX_GLOBALS;
}
