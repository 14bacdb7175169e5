import { MOST_MEMORIES } from "../../coverage/source/reach.ts";
import type { SourceSummary } from "../../coverage/source/source-summary.ts";
import type { Status } from "../../coverage/status.ts";
import type { CoverageSummary } from "../../coverage/summary.ts";
import { MOST_NODES } from "../../coverage/system/composed.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import { grouped } from "./numbers.ts";

/** Why a requirement of a chart is what it is, where that needs a reason. */
export function chartReason({ searched, tooLarge }: CoverageSummary, status: Status): string | undefined {
	switch (status) {
		case "infeasible":
			return `no interleaving at ${scopeNames(searched)} walks it, as complete search shows`;
		case "unknown":
			return `not decided: ${scopeNames(tooLarge)} has more than ${grouped(MOST_NODES)} states and was not searched`;
		case "covered":
		case "uncovered":
		case "behindFinding":
			return undefined;
	}
}

/** The same of a place in a C source. */
export function sourceReason({ searched, lacks }: SourceSummary, status: Status): string | undefined {
	switch (status) {
		case "infeasible":
			return `no interleaving at ${scopeNames(searched)} reaches it, as complete search shows`;
		case "behindFinding":
			return "behind a finding: reached only past a step that breaks a claim, where no run goes on";
		case "unknown":
			return undecidedReason(lacks, searched);
		case "covered":
		case "uncovered":
			return undefined;
	}
}

function undecidedReason(lacks: SourceSummary["lacks"], searched: readonly Scope[]): string {
	switch (lacks) {
		case "source":
			return "not decided: without --source nothing is searched";
		case "scopes":
			return `not decided: not reached at ${scopeNames(searched)}, and the runs' scope is too large to be searched`;
		case "memories":
			return `not decided: behind a finding, and the search at ${scopeNames(searched)} ended at ${grouped(MOST_MEMORIES)} memories`;
		case "nothing":
			return "not decided";
	}
}

/** Scopes as people read them. */
export function scopeNames(scopes: readonly Scope[]): string {
	return scopes.map(scopeName).join(" and ");
}
