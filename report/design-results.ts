import { z } from "zod";
import { count, head, type Plain, witness } from "./result-parts.ts";

// The data of single runs: the witness of a claim, and a run of a design that was taken again.

/** Run of a design that was taken again. */
export const designReplay = z.object({
	...head("rollcall-design-replay"),
	verdict: z.enum(["reproduced", "different"]),
	...{ file: z.string(), design: z.string(), property: z.string(), scope: z.string() },
	isCounterexample: z.boolean(),
	actions: z.array(z.string()),
	...{ loopStart: count.optional(), reason: z.string().optional() },
});

/** Witness of a claim: what `claims --witness` comes to. */
export const claimWitness = z.object({
	...head("rollcall-witness"),
	claim: z.string(),
	target: z.string(),
	witness: witness
		.optional()
		.describe("Left out where no small scope reaches the situation, and for claims about designs."),
	violation: z.string().optional().describe("How the target breaks the claim there, or designs do."),
	designs: z.array(
		z.object({
			...{ design: z.string(), property: z.string(), isCounterexample: z.boolean() },
			...{ scope: z.string(), initial: z.string() },
			steps: z.array(z.object({ action: z.string(), state: z.string() })),
			loopStart: count.optional(),
		}),
	),
});

/** Data of `replay` for a run of a design. */
export type DesignReplayResult = Plain<typeof designReplay>;
/** Data of `claims --witness`. */
export type ClaimWitnessResult = Plain<typeof claimWitness>;
