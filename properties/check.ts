import type { ObservedStep } from "./step.ts";

/** How a step breaks a claim. */
export interface Violation {
	/** What went wrong, without names and numbers: findings are grouped by it. */
	readonly cause: string;
	/** What went wrong in this step, with names and numbers. */
	readonly detail: string;
}

/**
 * What one step says about a claim: `idle` where the claim says nothing about such a step, `holds` where it was put to
 * the test and held, or how it was broken.
 */
export type CheckResult = "idle" | "holds" | Violation;

/** Puts one step of a target to a claim. */
export type Check = (step: ObservedStep) => CheckResult;

/** The first violation among the results; else `holds` if any of them held, else `idle`. */
export function firstOf<T>(items: Iterable<T>, check: (item: T) => CheckResult): CheckResult {
	let result: CheckResult = "idle";
	for (const item of items) {
		const one = check(item);
		if (typeof one === "object") return one;
		if (one === "holds") result = "holds";
	}
	return result;
}
