// The door of the kernel: nothing outside imports another file of this folder.
export { fitsKernel } from "./kernel-of.ts";
export { conclude, deadAtFirst, searchWithKernel } from "./kernel-product.ts";
export { type KernelCounts, KernelSearch, MOST_TOGETHER } from "./kernel-search.ts";
export { type Origin, WHOLE } from "./partition.ts";
