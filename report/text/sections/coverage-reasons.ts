import { MOST_MEMORIES } from "../../../coverage/source/reach.ts";
import type { SourceSummary } from "../../../coverage/source/source-summary.ts";
import type { Status } from "../../../coverage/status.ts";
import type { CoverageSummary } from "../../../coverage/summary.ts";
import { MOST_NODES } from "../../../coverage/system/composed.ts";
import { type Scope, scopeName } from "../../../model/scope.ts";
import { grouped } from "../numbers.ts";

/** Reason for the status of a requirement of a chart; undefined where it needs none. */
export function chartReason({ searched, tooLarge }: CoverageSummary, status: Status): string | undefined {
	switch (status) {
		case "infeasible":
			return `no interleaving at ${scopeNames(searched)} covers it, by complete search`;
		case "unknown":
			return `not decided: ${scopeNames(tooLarge)} has more than ${grouped(MOST_NODES)} states and was not searched`;
		case "covered":
		case "uncovered":
		case "behindFinding":
			return undefined;
	}
}

/** Reason for the status of a place in a C source; undefined where it needs none. */
export function sourceReason({ searched, gap }: SourceSummary, status: Status): string | undefined {
	switch (status) {
		case "infeasible":
			return `no interleaving at ${scopeNames(searched)} reaches it, by complete search`;
		case "behindFinding":
			return "reachable only after a violation, where every run stops";
		case "unknown":
			return undecidedReason(gap, searched);
		case "covered":
		case "uncovered":
			return undefined;
	}
}

function undecidedReason(gap: SourceSummary["gap"], searched: readonly Scope[]): string {
	switch (gap) {
		case "source":
			return "not decided: without --source no search is made";
		case "scopes":
			return `not decided: not reached at ${scopeNames(searched)}, and the runs' scope is too large to be searched`;
		case "memories":
			return `not decided: not reached before a violation, and the search after it at ${scopeNames(searched)} stopped at ${grouped(MOST_MEMORIES)} states of the target`;
		case "nothing":
			return "not decided";
	}
}

/** Names of scopes in a sentence. */
export function scopeNames(scopes: readonly Scope[]): string {
	return scopes.map(scopeName).join(" and ");
}
