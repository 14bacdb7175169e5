import { KERNEL } from "../../../impl/c/layout/kernel-constants.ts";
import { SEARCH_MEMORY } from "../../../impl/c/runtime/module.ts";
import type { Target } from "../../../impl/target.ts";
import { Kernel } from "./kernel.ts";
import type { Partition } from "./partition.ts";

/** True if a kernel can search a target: one that is compiled, whose rows have one life, and whose memory fits the tables. */
export function fitsKernel({ compiled, memory }: Target): boolean {
	return compiled !== undefined && compiled.memory.length >= SEARCH_MEMORY && memory.length <= 4 * KERNEL.MAX_GLOBALS;
}

/** Makes a kernel that searches a target from inside its module; undefined where none can. */
export function kernelOf(target: Target, partition: Partition): Kernel | undefined {
	return target.compiled && fitsKernel(target) ? new Kernel(target.compiled, target.scope, partition) : undefined;
}
