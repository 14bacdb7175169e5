/** The formats in which a counterexample can be reported. */
export const REPORT_FORMATS = ["markdown", "html", "junit", "sarif", "test"] as const;
/** One of `REPORT_FORMATS`. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];
