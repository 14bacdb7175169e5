import { z } from "zod";
import { MINIMALITIES } from "../lockstep/counterexample.ts";
import { ACTION_KINDS } from "../model/action.ts";
import { OTHER_ROW_ORDERS } from "../model/scope.ts";

// Parts that the results of several commands share.

/** Raised where a field goes or changes its meaning; a new field leaves it as it is. */
const VERSION = 1;

/** A zod type's data, which nobody changes. */
export type Plain<T extends z.ZodType> = DeepReadonly<z.infer<T>>;
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** A number of things. */
export const count = z.int().nonnegative();
/** Actions in order. */
export const actions = z.array(z.string()).describe('Actions in order, as in "spawn(u0)".');
/** A scope. */
export const scope = z
	.object({
		users: count,
		services: count,
		slots: count,
		rows: z.enum(OTHER_ROW_ORDERS).optional(),
	})
	.meta({ id: "scope" });
/** A C source. */
export const source = z.object({ path: z.string(), sha256: z.string() }).meta({ id: "source" });
/** Minimality of an interleaving. */
export const minimality = z.enum(MINIMALITIES);
/** Verdict of a run. */
export const runVerdict = z.enum(["holds", "violated", "unknown", "known"]);

const unfollowed = z
	.array(z.object({ action: z.enum(ACTION_KINDS), claim: z.string(), transitions: count }))
	.describe("Transitions that violate a claim and were not followed, by the kind of the action and by the claim.");
const openReason = z
	.discriminatedUnion("kind", [
		z.object({ kind: z.literal("needs the specification") }),
		z.object({ kind: z.literal("rests on"), claim: z.string() }),
		z.object({ kind: z.literal("not searched") }),
		z.object({ kind: z.literal("stopped"), by: z.string() }),
		z.object({ kind: z.literal("not exercised") }),
		z.object({ kind: z.literal("unreached"), scopes: z.array(z.string()) }),
	])
	.describe("Why transitions that were not followed leave the claim open.");
const refuted = z.object({
	...{ design: z.string(), property: z.string(), states: count },
	counterexample: z
		.object({ scope: z.string(), actions: z.array(z.string()) })
		.optional()
		.describe("Left out where the property is that something can be reached, and nothing reaches it."),
});
const basis = z
	.discriminatedUnion("kind", [
		z.object({ kind: z.literal("no check") }),
		z.object({ kind: z.literal("witness"), length: count, scope: z.string() }),
		z.object({ kind: z.literal("no witness"), states: count, scopes: z.array(z.string()) }),
		z.object({
			...{ kind: z.literal("violation"), length: count },
			refuted: z.array(refuted).optional().describe("Properties of designs that are false, of a claim about designs."),
		}),
		z.object({
			...{ kind: z.literal("complete"), states: count, scopes: z.array(z.string()), exercised: count },
			past: z
				.object({
					passed: z.object({ transitions: count, unfollowed }),
					...{ openScopes: z.array(z.string()), transitions: count, unfollowed, stoppedBy: z.string().optional() },
				})
				.optional()
				.describe(
					"Violations of other claims past which it holds, and the scopes at which the search past them was cut short.",
				),
		}),
		z.object({ kind: z.literal("not exercised"), states: count, scopes: z.array(z.string()) }),
		z.object({
			...{ kind: z.literal("not followed"), transitions: count, followed: count, states: count },
			...{ isKnown: z.boolean(), unfollowed, reason: openReason },
		}),
		z.object({ kind: z.literal("stopped"), by: z.string(), scope: z.string(), states: count }),
		z.object({ kind: z.literal("no search") }),
		z.object({ kind: z.literal("no lasso"), reason: z.string() }),
	])
	.meta({ id: "basis" });

/** A claim with its verdict. */
export const claim = z
	.object({
		id: z.string(),
		sentence: z.string(),
		source: z.string(),
		kinds: z.array(z.string()),
		verdict: z.enum([...runVerdict.options, "witnessed", "not checked"]),
		evidence: z.string(),
		basis,
		sizeless: z
			.array(z.enum(["any number"]))
			.optional()
			.describe("Evidence that is about no size: any number of processes and slots, of the specification."),
		induction: z
			.object({ nrProcs: count, nrSubs: count, inUse: count })
			.optional()
			.describe("The induction step on the source holds at this size, with lists of so many slots in use."),
	})
	.meta({ id: "claim" });

/** A fair run that violates a claim about liveness. */
const lasso = z
	.object({
		claim: z.string(),
		cause: z.string(),
		subject: z.string().describe("The process or service that stays pending for ever."),
		scope,
		stem: actions,
		loop: actions.describe("Repeated for ever behind the stem; empty where nothing is enabled there."),
		follows: z
			.object({ claims: z.array(z.string()), step: count })
			.optional()
			.describe("The claims that a step of the stem breaks, and its number from 1."),
		replay: z.string().describe("The command that runs the lasso again."),
		file: z.string().nullable(),
	})
	.meta({ id: "lasso" });
/** A fair run that violates a claim about liveness. */
export type LassoResult = Plain<typeof lasso>;

/** An interleaving that reaches what a claim says can happen. */
export const witness = z
	.object({ claim: z.string(), scope, interleaving: actions, replay: z.string() })
	.meta({ id: "witness" });
/** A shortest interleaving that reaches what a claim says can happen. */
export type WitnessResult = Plain<typeof witness>;

/** A violated claim. */
export const finding = z
	.object({
		claim: z.string(),
		cause: z.string(),
		detail: z.string(),
		found: z.string(),
		scope,
		interleaving: actions,
		minimality,
		replay: z.string().describe("The command that runs the interleaving again."),
		replayed: z.string(),
		file: z.string().nullable(),
		group: z
			.object({ id: count, fault: z.string().nullable(), leads: z.boolean() })
			.describe("Findings of one fault have the same id; the one that leads is the counterexample to read."),
		past: z.array(z.string()).optional().describe("Claims that the interleaving breaks before, past which it goes on."),
	})
	.meta({ id: "finding" });

/** The findings of a run, and what became of earlier ones. */
export const findings = {
	findings: z.array(finding),
	known: z.array(finding),
	gone: z.array(z.string()),
	fixed: z.array(z.string()),
	changed: z.array(z.object({ file: z.string(), breaks: z.array(z.string()) })),
};

/** Findings and witnesses of the searches of single claims. */
export const ownSearches = { lassos: z.array(lasso), witnesses: z.array(witness) };

/** The limit that stopped a search. */
export const stoppedBy = z.string().optional();

/** The fields that every result begins with. */
export function head<Format extends string>(format: Format) {
	return { format: z.literal(format), version: z.literal(VERSION) };
}
