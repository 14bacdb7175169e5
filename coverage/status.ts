/**
 * What became of a requirement: walked; not walked, although some interleaving walks it; walked only behind a step that breaks
 * a claim, where no run goes on; not decided, since a search that could tell was not made or not complete; or walked by no
 * interleaving, as complete searches show.
 */
export const STATUSES = ["covered", "uncovered", "behindFinding", "unknown", "infeasible"] as const;
/** One of `STATUSES`. */
export type Status = (typeof STATUSES)[number];

/** How many requirements there are, and what became of them; what is left is not walked. */
export interface StatusCounts {
	readonly total: number;
	readonly covered: number;
	/** What no interleaving walks, as complete searches show. */
	readonly infeasible: number;
	/** What no search has decided. */
	readonly unknown: number;
}

/** Counts what became of some requirements. */
export function countStatuses(asked: readonly { readonly status: Status }[]): StatusCounts {
	const of = (status: Status): number => asked.filter((one) => one.status === status).length;
	return { total: asked.length, covered: of("covered"), infeasible: of("infeasible"), unknown: of("unknown") };
}

/** The share of what may be walked that was, from 0 to 1: what is not decided may be. */
export function shareOf({ total, covered, infeasible }: StatusCounts): number {
	return total === infeasible ? 1 : covered / (total - infeasible);
}
