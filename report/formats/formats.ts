/** The formats in which a counterexample can be reported; `checker/report.ts` writes each. */
export const REPORT_FORMATS = ["markdown", "html", "c", "junit", "sarif", "test"] as const;
/** One of `REPORT_FORMATS`. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The formats in which the statecharts can be printed. */
export const CHART_FORMATS = ["mermaid", "dot", "json", "svg"] as const;
/** One of `CHART_FORMATS`. */
export type ChartFormat = (typeof CHART_FORMATS)[number];

/** The charts that can be drawn: those of the specification, then those of the designs. */
export const CHART_NAMES = [
	"process",
	"slot",
	"announced-process",
	"subscriber",
	"ipc-process",
	"ipc-call",
	"ipc-server",
	"watch-exit-server",
] as const;
