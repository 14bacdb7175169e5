import { z } from "zod";
import { ASSUMPTIONS } from "../explore/induction/fillings.ts";
import { count, findings, type Plain, runVerdict, scope, stoppedBy } from "./result-parts.ts";

/** Schema of an induction on a source. */
export const induction = z
	.union([
		z.object({ leftOut: z.string().describe("Why no memory of the target can be built.") }),
		z.object({
			verdict: z.enum(["holds", "violated", "unknown"]),
			scope,
			slots: count.describe("Slots in use, at most."),
			assumption: z.enum(ASSUMPTIONS).describe("What is assumed of entries behind the end of the list, and preserved."),
			...{ states: count, of: count, memories: count, steps: count },
			wrong: count.describe("Steps that differ from the specification."),
			notInductive: z
				.array(z.string())
				.describe("Steps that differ and were not reached from the start, the first of each kind."),
			stoppedBy,
			countsOnly: z.array(z.string()).optional().describe("Variables that only count, whose change is no difference."),
		}),
	])
	.meta({ id: "induction" });
/** Data of an induction on a source. */
export type InductionResult = Plain<typeof induction>;

/** The proof of a target, where one was named. */
export const sourceProof = z
	.object({
		...{ target: z.string(), verdict: runVerdict, induction },
		stabilisation: z
			.array(z.object({ scope, states: count, behaviours: count, fresh: count, stoppedBy }))
			.describe("Abstract behaviours of the target at growing scopes, and how many of them no scope before had."),
		...findings,
	})
	.optional()
	.describe("The target that was named.");
