/**
 * Status of a requirement: covered; not covered, although some interleaving covers it; reachable only after a step that
 * breaks a claim, where every run stops; unknown, since a search that could decide it was not run or not complete; or
 * infeasible, as complete searches show.
 */
export const STATUSES = ["covered", "uncovered", "behindFinding", "unknown", "infeasible"] as const;
/** One of `STATUSES`. */
export type Status = (typeof STATUSES)[number];

/** Number of requirements by status; the rest are not covered. */
export interface StatusCounts {
	readonly total: number;
	readonly covered: number;
	/** Number that no interleaving covers, as complete searches show. */
	readonly infeasible: number;
	/** Number that no search has decided. */
	readonly unknown: number;
}

/** Counts requirements by status. */
export function countStatuses(asked: readonly { readonly status: Status }[]): StatusCounts {
	const of = (status: Status): number => asked.filter((one) => one.status === status).length;
	return { total: asked.length, covered: of("covered"), infeasible: of("infeasible"), unknown: of("unknown") };
}

/** Covered share of the requirements that may be feasible, from 0 to 1: undecided ones count as feasible. */
export function shareOf({ total, covered, infeasible }: StatusCounts): number {
	return total === infeasible ? 1 : covered / (total - infeasible);
}
