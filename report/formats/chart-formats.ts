/** The formats in which the statecharts can be printed. */
export const CHART_FORMATS = ["mermaid", "dot", "json"] as const;
/** One of `CHART_FORMATS`. */
export type ChartFormat = (typeof CHART_FORMATS)[number];
