// The door of the kernel: nothing outside imports another file of this folder.
export { fitsKernel } from "./fits-kernel.ts";
export { type KernelCounts, KernelLoop, MOST_TOGETHER } from "./kernel-loop.ts";
export { type Origin, WHOLE } from "./partition.ts";
export { conclude, deadAtFirst, searchWithKernel } from "./search-with-kernel.ts";
