import type { ObservedStep } from "./step.ts";

/** Violation of a claim by a step. */
export interface Violation {
	/** Cause without names and numbers: findings are grouped by it. */
	readonly cause: string;
	/** Cause in this step, with names and numbers. */
	readonly detail: string;
	/** True if the history of an event shows it, and not the step by itself. */
	readonly isOfTrace?: true;
}

/** Result of one step for a claim: `idle` where the step does not exercise it, `holds`, or how the step breaks it. */
export type CheckResult = "idle" | "holds" | Violation;

/** Check of one step of a target. */
export type Check = (step: ObservedStep) => CheckResult;

/** Returns the first violation among the results; else `holds` if any of them held, else `idle`. */
export function firstOf<T>(items: readonly T[], check: (item: T, index: number) => CheckResult): CheckResult {
	let result: CheckResult = "idle";
	let index = 0;
	for (const item of items) {
		const one = check(item, index++);
		if (typeof one === "object") return one;
		if (one === "holds") result = "holds";
	}
	return result;
}
