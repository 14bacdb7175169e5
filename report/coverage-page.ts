import type { CoverageSummary } from "../coverage/summary.ts";
import type { Scope } from "../model/scope.ts";
export function coveragePage(_summary: CoverageSummary, _searched: readonly Scope[]): string {
	return "";
}
