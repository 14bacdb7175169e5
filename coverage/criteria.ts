/**
 * The criteria of the charts' graphs, after Ammann and Offutt: every state; every transition; every two transitions that can
 * follow each other; every prime path, that is, every simple path that is no part of a longer one.
 */
export const CRITERIA = ["node", "edge", "edgePair", "primePath"] as const;
/** One of `CRITERIA`. */
export type Criterion = (typeof CRITERIA)[number];

/** What interleavings can be made for: those, and transitions and paths of the composed system. */
export const SUITE_CRITERIA = [...CRITERIA, "transition", "shortestPath", "simplePath"] as const;
/** One of `SUITE_CRITERIA`. */
export type SuiteCriterion = (typeof SUITE_CRITERIA)[number];

/** All that can be measured and have a threshold: also states of the composed system, lines and branches of a C source. */
export const MEASURES = [...SUITE_CRITERIA, "state", "line", "branch"] as const;
/** One of `MEASURES`. */
export type Measure = (typeof MEASURES)[number];
