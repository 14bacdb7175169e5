import { z } from "zod";
import { ACTION_KINDS } from "../model/action.ts";
import { sourceProof } from "./result-induction.ts";
import { actions, count, head, type Plain, runVerdict, scope } from "./result-parts.ts";

// The data of `prove` and `check-certificate`.

const anyNumberClaim = z
	.object({
		...{ id: z.string(), sentence: z.string() },
		verdict: z.enum(["holds", "violated", "unknown", "not carried"]),
		evidence: z.string(),
		finding: z
			.object({ scope, interleaving: actions, detail: z.string() })
			.optional()
			.describe("The shortest run from the start, at its size."),
	})
	.meta({ id: "anyNumberClaim" });
/** A claim with its decision for any number of processes and slots. */
export type AnyNumberClaim = Plain<typeof anyNumberClaim>;

const clause = z
	.object({
		...{ id: z.string(), sentence: z.string() },
		of: z.enum(["slot", "process", "list"]),
		allows: z.array(z.string()).describe("Values that the clause's observation may have."),
	})
	.meta({ id: "clause" });

/** Schema of `prove`. */
export const prove = z.object({
	...head("rollcall-prove"),
	verdict: runVerdict,
	seconds: z.number(),
	specification: z.object({
		verdict: runVerdict,
		states: count.describe("Representative states."),
		steps: z.record(z.enum(ACTION_KINDS), count).describe("Steps of the representative states, by action kind."),
		invariant: z.array(clause),
		notInductive: z.string().optional().describe("A clause that a step breaks."),
		claims: z.array(anyNumberClaim),
		search: z
			.object({ ...{ slots: count, states: count, of: count, transitions: count, depth: count } })
			.optional()
			.describe("Complete search of the abstraction: the states reached, of all lists of states of a slot."),
	}),
	source: sourceProof,
	certificate: z
		.object({ file: z.string(), written: z.boolean(), reason: z.string().optional() })
		.optional()
		.describe("The certificate that was asked for, and the reason why it was not written."),
});
/** Data of `prove`. */
export type ProveResult = Plain<typeof prove>;

/** Schema of `check-certificate`. */
export const certificate = z.object({
	...head("rollcall-check-certificate"),
	...{ file: z.string(), valid: z.boolean(), claims: z.array(z.string()) },
	obligations: z.array(
		z.object({
			obligation: z.string(),
			action: z.enum(ACTION_KINDS).nullable().describe("Null for the state at the start."),
			checked: count.describe("Number of states or steps."),
			breaks: z.string().optional().describe("The clause or claim that the first failure breaks."),
		}),
	),
});
/** Data of `check-certificate`. */
export type CertificateResult = Plain<typeof certificate>;
