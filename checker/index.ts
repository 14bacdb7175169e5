// The public face of the package: each check as a function from data to data, and the explorer for models of one's own.

export type { SuiteCriterion } from "../coverage/criteria.ts";
export type { CoverageRecord } from "../coverage/record/coverage-record.ts";
export { type Limits, type SearchProgress, UNLIMITED } from "../explore/limits.ts";
export {
	checkLiveness,
	type Fairness,
	type Lasso,
	type LivenessOutcome,
	type LivenessProperty,
} from "../explore/liveness.ts";
export type { Breach, Model, Property } from "../explore/model.ts";
export {
	type Discovery,
	NOT_FOLLOWED,
	type Outcome as SearchOutcome,
	type SearchOptions,
	search,
} from "../explore/search.ts";
export { FlatSet, type StateSet } from "../explore/sets/state-set.ts";
export { TreeSet } from "../explore/sets/tree-set.ts";
export type { Trace } from "../explore/trace.ts";
export type { Revision } from "../impl/mirror/event.ts";
export type { Counterexample } from "../lockstep/counterexample.ts";
export type { ActionKind } from "../model/action.ts";
export type { Scope } from "../model/scope.ts";
export { CLAIMS, type Claim } from "../properties/ledger.ts";
export type { ReportFormat } from "../report/formats/formats.ts";
export type {
	BrokenSpecificationResult,
	CampaignResult,
	ClaimResult,
	ClaimsResult,
	CoverageResult,
	ExplorationResult,
	ExploreResult,
	FindingResult,
	PathsResult,
	ReplayResult,
	VerifyResult,
} from "../report/results.ts";
export type { ProveResult } from "../report/results-of-proofs.ts";
export { campaign } from "./campaign/library.ts";
export type { MergeOptions } from "./campaign/merge.ts";
export { type PlanOptions, planCampaign } from "./campaign/plan.ts";
export { type JobsRun, type RunOptions, runJobs } from "./campaign/run.ts";
export { campaignStatus } from "./campaign/status.ts";
export { type ClaimsOptions, claims } from "./claims.ts";
export { claimsNamed } from "./claims-named.ts";
export { type CoverageOptions, coverage, type Threshold } from "./coverage.ts";
export { UsageError } from "./errors.ts";
export { type ExploreOptions, explore } from "./explore.ts";
export type { TargetSpec } from "./open-target.ts";
export type {
	CheckOptions,
	CheckProgress,
	ClaimOptions,
	PartialLimits,
	ScopeOptions,
} from "./options.ts";
export { type PathsOptions, paths } from "./paths.ts";
export { type ProveOptions, prove } from "./proof/prove.ts";
export { readRecord } from "./record/open-recording.ts";
export { type ReplayOptions, readCounterexample, replay } from "./replay.ts";
export { type ReportOptions, report } from "./report.ts";
export type { CharSign, SourceOptions } from "./source/options.ts";
export { type KnownFailure, readKnown } from "./store/baseline.ts";
export type { StoreOptions } from "./store/findings-store.ts";
export type { VerifyOptions } from "./verification/plan.ts";
export { verify } from "./verify.ts";
