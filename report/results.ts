import { z } from "zod";
import { CHARTS } from "../coverage/charts/graph.ts";
import { CRITERIA, MEASURES } from "../coverage/criteria.ts";
import { STATUSES } from "../coverage/status.ts";
import { PROLOGUES } from "../lockstep/prologue.ts";
import { WARNING_DIFFERENCES } from "../lockstep/warnings.ts";
import { ACTION_KINDS } from "../model/action.ts";
import { claimWitness, designReplay } from "./design-results.ts";
import { induction } from "./result-induction.ts";
import {
	actions,
	claim,
	count,
	type finding,
	findings,
	head,
	minimality,
	ownSearches,
	type Plain,
	runVerdict,
	scope,
	source,
	stoppedBy,
} from "./result-parts.ts";
import { certificate, prove } from "./results-of-proofs.ts";

// The data that the commands come to, and that --json prints. `schema/results.json` is made from these.

const variables = {
	countsOnly: z.array(z.string()).optional().describe("Variables that decide nothing, and are left out of the state."),
	grows: z.array(z.string()).optional().describe("Variables that keep the state space from closing."),
};
const warns = z
	.array(z.object({ action: z.enum(ACTION_KINDS), difference: z.enum(WARNING_DIFFERENCES) }))
	.optional()
	.describe("Differences in warnings, which are no violation.");

/** With symmetry reduction: product states that were stored, and steps compared with the same under other names. */
const symmetry = { stored: count.optional(), renamedSteps: count.optional() };

const verification = {
	...head("rollcall-verify"),
	verdict: runVerdict,
	target: z.string(),
	source: source.optional(),
	scope,
	seed: z.int(),
	maxActions: count,
	actions: count,
	seconds: z.number(),
	/** True if results of an earlier run of the same code are among these. */
	reused: z.boolean(),
	complete: z.array(
		z.object({
			...{ scope, states: count, pairs: count, transitions: count, depth: count, notFollowed: count, stoppedBy },
			...symmetry,
			...variables,
		}),
	),
	unfinished: z
		.object({ scope, pairs: count, stoppedBy: z.string() })
		.optional()
		.describe("The larger scope that comes next, whose search was not finished and found nothing."),
	leftOut: z.array(z.object({ scope, reason: z.string() })).optional(),
	induction: induction.optional(),
	warns,
	random: z.object({
		...{ runs: count, actions: count, cutShort: z.boolean(), stoppedRuns: count },
		...{ hiddenActions: count, skippedActions: count },
		sizes: z.array(
			z.object({ scope, maxActions: count, prologue: z.enum(PROLOGUES).optional(), runs: count, actions: count }),
		),
	}),
	executed: z.object({
		kinds: z.record(z.enum(ACTION_KINDS), count),
		codes: z.record(z.string(), count),
		warnings: z.record(z.string(), count),
	}),
	char: z.enum(["both", "same code", "same steps", "signed only", "signed, as given", "unsigned, as given"]).optional(),
	claims: z.array(claim),
	...ownSearches,
	...findings,
};

/** The run again with unsigned chars, where it may differ from that with signed ones. */
const verify = z.object({ ...verification, unsignedChar: z.object(verification).optional() });

const exploration = z.object({
	...head("rollcall-explore"),
	verdict: runVerdict,
	scope,
	symmetry: z.boolean(),
	...{ states: count, canonicalStates: count, transitions: count, depth: count, stored: count },
	...{ bytes: count, threads: count, stoppedBy },
	target: z.string().optional(),
	source: source.optional(),
	product: z
		.object({
			...{ pairs: count, states: count, transitions: count, depth: count, notFollowed: count },
			...symmetry,
			...{ unreadParts: count, bytes: count, threads: count, stoppedBy, warns, ...variables },
		})
		.optional(),
	anyReply: z
		.object({ scope, pairs: count, stoppedBy, ...variables })
		.optional()
		.describe("Search of the smallest scope with replies about any endpoint and event, and two lives of each row."),
	audits: z
		.array(
			z.object({
				of: z.enum(["specification", "target"]),
				agrees: z.boolean(),
				...{ states: count, transitions: count, pairs: count, stoppedBy },
				findings: z.array(z.string()),
			}),
		)
		.optional(),
	claims: z.array(claim),
	...ownSearches,
	restsOn: z.array(z.string()),
	...findings,
	seconds: z.number(),
	/** True if results of an earlier run of the same code are among these. */
	reused: z.boolean(),
});

const brokenSpecification = z.object({
	...head("rollcall-explore"),
	verdict: z.literal("violated"),
	scope,
	specification: z.object({ breaks: z.string(), detail: z.string() }),
	findings: z.array(
		z.object({
			...{ claim: z.string(), cause: z.string(), detail: z.string() },
			...{ scope, interleaving: actions, minimality },
		}),
	),
});

const counts = { total: count, covered: count, infeasible: count, unknown: count };
const measure = z
	.object({
		graph: z.enum([...CHARTS, "composed", "source"]),
		measure: z.enum(MEASURES),
		scope: scope.optional(),
		...counts,
	})
	.meta({ id: "measure" });

const paths = z.object({
	...head("rollcall-paths"),
	scope,
	interleavings: z.array(z.string()),
	...{ actions: count, leastActions: count, cutShort: count },
	criteria: z.array(measure),
	...findings,
});

const replay = z.object({
	...head("rollcall-replay"),
	verdict: z.enum(["reproduced", "fixed", "different"]),
	file: z.string().nullable(),
	...{ claim: z.string(), cause: z.string(), minimality, scope, isOtherSource: z.boolean() },
	interleaving: actions,
	loopStart: count.optional().describe("Of a lasso: the number of actions before its loop."),
	reason: z.string().optional().describe("Of a lasso that violates nothing any more: the reason."),
	executed: count,
	broken: z.array(z.object({ claim: z.string(), cause: z.string(), detail: z.string() })),
});

const status = z.enum(STATUSES);
const requirement = z
	.object({
		...{ graph: z.enum(CHARTS), criterion: z.enum(CRITERIA), name: z.string(), count, status },
		...{ reason: z.string().optional(), scope: scope.optional(), interleaving: z.string().optional() },
	})
	.meta({ id: "requirement" });
const missing = z.object({
	...{ graph: z.literal("composed"), criterion: z.enum(MEASURES), status: z.literal("uncovered") },
	...{ scope, interleaving: z.string() },
});
const place = z.object({
	...{ within: z.string(), line: count, text: z.string(), count, status, reason: z.string().optional() },
});

const coverage = z.object({
	...head("rollcall-coverage-report"),
	searchedScopes: z.array(scope),
	unsearchedScopes: z.array(scope),
	runs: z.array(z.object({ what: z.string(), target: z.string(), scope, interleavings: count, actions: count })),
	criteria: z.array(measure.extend({ percent: z.number() })),
	requirements: z.array(requirement),
	uncovered: z.array(z.union([requirement, missing])),
	missingTotal: count,
	missingTransitions: z.array(z.string()),
	source: z
		.object({
			...{ path: z.string(), sha256: z.string(), searchedScopes: z.array(scope) },
			functions: z.array(place),
			lines: z.array(place),
			branches: z.array(place.extend({ condition: count, value: z.boolean() })),
		})
		.optional(),
});

const claims = z.object({
	...head("rollcall-claims"),
	verdict: runVerdict,
	target: z.string(),
	claims: z.array(
		claim.extend({ command: z.string().optional().describe("The command that reproduces the verdict.") }),
	),
});

const campaignState = {
	...{ campaign: z.string(), tool: z.string(), seed: z.int(), jobs: count, done: count },
	missing: z.array(
		z.object({
			...{ job: z.string(), kind: z.string(), scope, reason: z.string().optional() },
			subject: z.string().optional().describe("What the job checks, where the campaign checks several."),
			prologue: z.enum(PROLOGUES).optional().describe("The beginning of the random interleavings."),
			isSaved: z.literal(true).optional().describe("The search was begun, and goes on from a checkpoint."),
		}),
	),
	damaged: z.array(z.object({ file: z.string(), reason: z.string() })),
	foreign: z.array(z.string()).describe("Files of other campaigns: they are not counted."),
	doubled: z.array(z.object({ job: z.string(), differs: z.boolean() })),
};

const campaignStatus = z.object({ ...head("rollcall-campaign-status"), ...campaignState });

const mergedCampaign = z.object({
	...head("rollcall-campaign"),
	verdict: runVerdict.describe("Unknown where a job has no result, whatever the others found."),
	...campaignState,
	seconds: z.number().describe("The time of all jobs together."),
	subjects: z.array(verify),
});

/** The results of all commands, by the command's name. */
const RESULTS = {
	...{ verify, explore: z.union([exploration, brokenSpecification]), coverage, paths, prove, certificate },
	replay: z.union([replay, designReplay]),
	campaign: z.union([campaignStatus, mergedCampaign]),
	claims: z.union([claims, claimWitness]),
};

/** Data of `verify`. */
export type VerifyResult = Plain<typeof verify>;
/** Data of `explore`; with `specification` where the specification breaks a claim of its own. */
export type ExploreResult = ExplorationResult | BrokenSpecificationResult;
/** Data of an exploration. */
export type ExplorationResult = Plain<typeof exploration>;
/** Data of an exploration whose specification breaks a claim. */
export type BrokenSpecificationResult = Plain<typeof brokenSpecification>;
/** Data of `coverage`. */
export type CoverageResult = Plain<typeof coverage>;
/** Data of `paths`. */
export type PathsResult = Plain<typeof paths>;
/** Data of `claims`. */
export type ClaimsResult = Plain<typeof claims>;
/** Data of `replay`. */
export type ReplayResult = Plain<typeof replay>;
/** State of a campaign: its jobs, and those without a result. */
export type CampaignStatusResult = Plain<typeof campaignStatus>;
/** Data of a merged campaign. */
export type CampaignResult = Plain<typeof mergedCampaign>;
/** A finding in a result. */
export type FindingResult = Plain<typeof finding>;
/** A claim in a result, with its verdict. */
export type ClaimResult = Plain<typeof claim>;

/** JSON Schema of the results: one definition for each command. */
export function resultsSchema(): unknown {
	const named = Object.entries(RESULTS).map(([command, result]) => result.meta({ id: command }));
	return z.toJSONSchema(z.union(named).meta({ title: "Results of rollcall" }));
}
