/**
 * Criteria of the charts' graphs, after Ammann and Offutt: every state; every transition; every two consecutive
 * transitions; every prime path, that is, every simple path that is not part of a longer one.
 */
export const CRITERIA = ["node", "edge", "edgePair", "primePath"] as const;
/** One of `CRITERIA`. */
export type Criterion = (typeof CRITERIA)[number];

/** Criteria for which interleavings can be made: those, and transitions and paths of the composed system. */
export const SUITE_CRITERIA = [...CRITERIA, "transition", "shortestPath", "simplePath"] as const;
/** One of `SUITE_CRITERIA`. */
export type SuiteCriterion = (typeof SUITE_CRITERIA)[number];

/** Measures of a composed system. */
export const COMPOSED_MEASURES = ["state", "transition", "shortestPath", "simplePath"] as const;

/** Measures of a C source. */
export const SOURCE_MEASURES = ["line", "branch"] as const;

/** Measures that can have a threshold. */
export const MEASURES = [...CRITERIA, ...COMPOSED_MEASURES, ...SOURCE_MEASURES] as const;
/** One of `MEASURES`. */
export type Measure = (typeof MEASURES)[number];
