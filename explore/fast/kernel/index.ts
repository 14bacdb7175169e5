export { ALONE, type Engine, type Origin } from "./engine.ts";
export { conclude, searchByKernel, unreadAtFirst } from "./kernel-search.ts";
export { hasKernel } from "./open-kernel.ts";
export { MOST_ALIKE, type PairCounts, PairSearch } from "./pair-search.ts";
