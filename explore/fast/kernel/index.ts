// The door of the kernel: nothing outside imports another file of this folder.
export { conclude, searchByKernel, unreadAtFirst } from "./kernel-product.ts";
export { type KernelCounts, KernelSearch, MOST_TOGETHER } from "./kernel-search.ts";
export { hasKernel } from "./open-kernel.ts";
export type { Origin } from "./partition.ts";
