/**
 * The claims that the search of the specification checks on the way: a condition is evaluated once for every component, and
 * every move of a component, that is reached.
 *
 * A step is checked by its changes of each process and slot by itself, as the ledger's step forms do
 * (properties/claims/trace.ts), so a move of a component is the same in every state in which it is taken.
 */
const MONITORED = [
	"waiting-balances",
	"index-in-range",
	"subscribers-live",
	"lingers-only-if-owed",
	"one-event-at-a-time",
	"not-nested",
	"no-subscriber-skipped",
	"in-subscription-order",
	"asked-once",
	"only-the-interested",
	"serial",
	"resumed-once-after-all",
	"vfs-first",
	"mask-replaces",
	"slots-full",
	"leftover-acknowledged",
	"quick-resubscription",
	"dead-subscriber-released",
	"outstanding-bound",
	"roundtrips",
] as const;
/** The id of one of `MONITORED`. */
export type MonitoredClaim = (typeof MONITORED)[number];

/** The specification breaks one of its own claims. */
export class SpecificationBroken extends Error {
	override readonly name = "SpecificationBroken";
	readonly claim: MonitoredClaim;
	readonly detail: string;

	constructor(claim: MonitoredClaim, detail: string) {
		super(`the specification breaks ${claim}: ${detail}`);
		this.claim = claim;
		this.detail = detail;
	}
}

/** Adds up counts by claim id. */
export function sumByClaim(counts: Iterable<readonly [string, number]>): Map<string, number> {
	const sums = new Map<string, number>();
	for (const [claim, count] of counts) sums.set(claim, (sums.get(claim) ?? 0) + count);
	return sums;
}

/** Checks of the claims on the way, counted by claim id. */
export class Monitors {
	readonly exercised = new Map<string, number>();

	/** @throws SpecificationBroken where the claim does not hold */
	check(claim: MonitoredClaim, holds: boolean, detail: () => string): void {
		if (!holds) throw new SpecificationBroken(claim, detail());
		this.count(claim, 1);
	}

	/** Counts checks of a claim that held. */
	count(claim: MonitoredClaim, times: number): void {
		this.exercised.set(claim, (this.exercised.get(claim) ?? 0) + times);
	}
}
