import fc from "fast-check";
import type { Target } from "../impl/target.ts";
import { ACTION_KINDS, type Action, type ActionKind, byKind } from "../model/action.ts";
import { isService } from "../model/scope.ts";
import type { ReturnCode } from "../model/state.ts";
import type { System } from "../model/system.ts";
import { CLAIMS, type Claim } from "../properties/ledger.ts";
import type { ObservedStep } from "../properties/step.ts";
import type { Prologue } from "./prologue.ts";
import { type Interleaving, interleavings } from "./random.ts";
import { type BrokenClaim, brokenClaims, causeOf, enabledPart, type Recording, runInterleaving } from "./run.ts";
import { type WarningNote, warningNoteOf } from "./warnings.ts";

/** Options of a random campaign. */
export interface CampaignOptions {
	readonly claims: readonly Claim[];
	/** Number of interleavings, at least 1. */
	readonly runs: number;
	/** The greatest length of an interleaving, at least 1. */
	readonly maxActions: number;
	/** fast-check's seed, a 32 bit integer. */
	readonly seed: number;
	/** fast-check's path to one interleaving: only that one is run. */
	readonly path: string | undefined;
	/** Number of the seed's interleavings to leave out at the beginning: other parts of the campaign run them. None by default. */
	readonly first?: number;
	/** Action kinds to leave out; none by default. */
	readonly without?: readonly ActionKind[];
	/** Beginning of each interleaving; none by default. */
	readonly prologue?: Prologue | undefined;
	/** Time after which no more interleavings are started, in milliseconds from now. */
	readonly timeLimitMs: number | undefined;
	/** True if this violation is known: it is counted, and not listed again. */
	readonly isKnown?: (claim: Claim, cause: string) => boolean;
	/** Records the coverage of the interleavings. */
	readonly recording?: Recording | undefined;
	/** Called every few interleavings. */
	readonly onProgress: ((progress: Progress) => void) | undefined;
	/** Asked before each interleaving: true ends the campaign there. Never, if left out. */
	readonly isStopped?: () => boolean;
}

/** Thrown in a property to end fast-check's run. */
class Stopped extends Error {}

/** Progress of a campaign. */
export interface Progress {
	readonly runs: number;
	readonly actions: number;
	readonly findings: number;
}

/** Violated claim, with the shortest of the interleavings that broke it in one way, as it ran. */
export interface CampaignFinding {
	readonly claim: Claim;
	/** Kind of the action that broke the claim, and the cause: findings are grouped by it. */
	readonly cause: string;
	/** Description of the violation in the last step, with names and numbers. */
	readonly detail: string;
	readonly interleaving: Interleaving;
	/** fast-check's path to the interleaving, from the campaign's seed; undefined where it was given. */
	readonly path: string | undefined;
	/** Number of the campaign's interleavings that ended in it. */
	readonly occurrences: number;
}

/** Results of a campaign. */
export interface Campaign {
	readonly runs: number;
	readonly actions: number;
	/** Executed actions by kind. */
	readonly kinds: Readonly<Record<ActionKind, number>>;
	/** Results by return code; actions that are no calls are not counted. */
	readonly codes: ReadonlyMap<NonNullable<ReturnCode>, number>;
	/** Warnings printed, the numbers in them replaced by #. */
	readonly warnings: ReadonlyMap<string, number>;
	/** Steps that warn in another way than the specification, and violate nothing. */
	readonly warnsDifferently: ReadonlyMap<WarningNote, number>;
	/** Number of steps that exercised each claim, by claim id. */
	readonly exercised: ReadonlyMap<string, number>;
	readonly findings: readonly CampaignFinding[];
	/** Number of runs that stopped at a violation. */
	readonly stoppedRuns: number;
	/** Number of actions of those runs that were not executed. */
	readonly hiddenActions: number;
	/** True if the time limit came before the last interleaving. */
	readonly cutShort: boolean;
	/** Number of actions of a given interleaving that were not enabled and were skipped. */
	readonly skippedActions: number;
}

/** Runs interleavings on a target and gathers the claims they break, with the shortest interleaving for each. */
export function runCampaign(system: System, target: Target, options: CampaignOptions): Campaign {
	const { recording, first = 0 } = options;
	const tally = new Tally(recording, options.claims);
	const arbitrary = interleavings(system, options.maxActions, options.without, options.prologue);
	const survey = fc.property(arbitrary, (interleaving) => {
		if (options.isStopped?.()) throw new Stopped();
		const before = tally.actions;
		recording?.begin();
		const broken = runInterleaving(recording?.system ?? system, target, options.claims, interleaving, tally);
		tally.endRun(broken, interleaving.length - (tally.actions - before));
		if (tally.runs % 256 === 0) options.onProgress?.(tally.progress());
	});
	const details = fc.check(survey, {
		seed: options.seed,
		numRuns: options.path === undefined ? options.runs : 1,
		// A path of one number leads to that interleaving and to all behind it.
		path: options.path ?? String(first),
		plugins: options.timeLimitMs === undefined ? [] : [fc.interruptAfterTimeLimit(options.timeLimitMs)],
	});
	const isStopped = details.errorInstance instanceof Stopped;
	if (details.failed && !details.interrupted && !isStopped) throw details.errorInstance;
	recording?.end();
	const findings = tally.findings(({ run }) => options.path ?? String(first + run));
	const unknown = findings.filter(({ claim, cause }) => !options.isKnown?.(claim, cause));
	return { ...tally.summary(), findings: unknown, cutShort: details.interrupted || isStopped, skippedActions: 0 };
}

/** Runs one given interleaving on a target; a violation is a finding with that interleaving. */
export function replayInterleaving(
	system: System,
	target: Target,
	claims: readonly Claim[],
	interleaving: Interleaving,
	recording?: Recording,
): Campaign {
	const tally = new Tally(recording, claims);
	recording?.begin();
	const broken = runInterleaving(recording?.system ?? system, target, claims, interleaving, tally);
	tally.endRun(broken, 0);
	recording?.end();
	const skippedActions = interleaving.length - enabledPart(system, interleaving).length;
	const findings = tally.findings(() => undefined);
	return { ...tally.summary(), findings, cutShort: false, skippedActions };
}

/** Joins the parts of one campaign, in their order: it is as if it had been run in one piece. */
export function joinedCampaigns(parts: readonly Campaign[]): Campaign {
	const groups = new Map<string, CampaignFinding>();
	for (const one of parts.flatMap(({ findings }) => findings)) {
		const key = groupKey(one.claim, one.cause);
		const known = groups.get(key);
		const shortest = !known || one.interleaving.length < known.interleaving.length ? one : known;
		groups.set(key, { ...shortest, occurrences: one.occurrences + (known?.occurrences ?? 0) });
	}
	return { ...mergedCampaigns(parts), findings: [...groups.values()] };
}

/** Adds campaigns up; each finding is listed once for each campaign that has it. */
export function mergedCampaigns(campaigns: readonly Campaign[]): Campaign {
	const sum = (part: (campaign: Campaign) => number): number =>
		campaigns.reduce((total, campaign) => total + part(campaign), 0);
	return {
		runs: sum(({ runs }) => runs),
		actions: sum(({ actions }) => actions),
		kinds: byKind((_, kind) => sum(({ kinds }) => kinds[kind])),
		codes: summed(campaigns.map(({ codes }) => codes)),
		warnings: summed(campaigns.map(({ warnings }) => warnings)),
		warnsDifferently: summed(campaigns.map(({ warnsDifferently }) => warnsDifferently)),
		exercised: summed(campaigns.map(({ exercised }) => exercised)),
		findings: campaigns.flatMap(({ findings }) => findings),
		stoppedRuns: sum(({ stoppedRuns }) => stoppedRuns),
		hiddenActions: sum(({ hiddenActions }) => hiddenActions),
		cutShort: campaigns.some(({ cutShort }) => cutShort),
		skippedActions: sum(({ skippedActions }) => skippedActions),
	};
}

function summed<K>(all: readonly ReadonlyMap<K, number>[]): ReadonlyMap<K, number> {
	const total = new Map<K, number>();
	for (const counts of all) for (const [key, number] of counts) total.set(key, (total.get(key) ?? 0) + number);
	return total;
}

/** One claim broken in one way, by the interleaving with the fewest actions. */
interface Group {
	readonly broken: BrokenClaim;
	readonly cause: string;
	readonly interleaving: Interleaving;
	/** The number of the interleaving, from 0. */
	readonly run: number;
	readonly occurrences: number;
}

function groupKey(claim: Claim, cause: string): string {
	return `${claim.id} ${cause}`;
}

/** Counters of a campaign. */
class Tally {
	runs = 0;
	actions = 0;
	readonly #groups = new Map<string, Group>();
	readonly #kinds = Object.fromEntries(ACTION_KINDS.map((kind) => [kind, 0])) as Record<ActionKind, number>;
	readonly #codes = new Map<NonNullable<ReturnCode>, number>();
	readonly #warnings = new Map<string, number>();
	readonly #warnsDifferently = new Map<WarningNote, number>();
	readonly #exercised = new Map<string, number>();
	readonly #recording: Recording | undefined;
	/** Claims that do not end a run. */
	readonly #unchecked: readonly Claim[];
	/** True once the run has broken a claim of any kind: from there on it no longer follows the specification. */
	#isOff = false;
	#stoppedRuns = 0;
	#hiddenActions = 0;
	/** The actions of the run. */
	#taken: Action[] = [];

	/** @param claims those that are asked: a step that breaks one of them ends its run */
	constructor(recording: Recording | undefined, claims: readonly Claim[]) {
		this.#recording = recording;
		this.#unchecked = CLAIMS.filter((claim) => !claims.includes(claim));
	}

	step(step: ObservedStep, broken: readonly BrokenClaim[]): void {
		const { action, outcome } = step;
		if (this.#recording) this.#record(this.#recording, step, broken);
		this.actions++;
		this.#kinds[action.kind]++;
		this.#taken.push(action);
		if (!outcome.ok) return;
		const { code, warnings } = outcome.result;
		if (code !== undefined) count(this.#codes, code);
		const note = broken.length === 0 ? warningNoteOf(step) : undefined;
		if (note !== undefined) count(this.#warnsDifferently, note);
		for (const warning of warnings) count(this.#warnings, warning.replace(/-?\b(0x[0-9a-f]+|\d+)/g, "#"));
	}

	#record(recording: Recording, step: ObservedStep, broken: readonly BrokenClaim[]): void {
		this.#isOff ||= broken.length > 0 || !step.outcome.ok || brokenClaims(this.#unchecked, step, () => {}).length > 0;
		// The charts' graph has no state with such a mask: what comes after is not covered.
		this.#isOff ||= step.action.kind === "unknownMask" && isService(step.scope, step.action.process);
		if (this.#isOff) recording.discard();
		else recording.commit(step.action);
	}

	exercised(claim: Claim): void {
		count(this.#exercised, claim.id);
	}

	endRun(broken: readonly BrokenClaim[], hidden: number): void {
		this.#isOff = false;
		if (broken.length > 0) {
			this.#stoppedRuns++;
			this.#hiddenActions += hidden;
		}
		for (const one of broken) {
			const cause = causeOf(this.#taken.at(-1)?.kind, one);
			const key = groupKey(one.claim, cause);
			const known = this.#groups.get(key);
			const isShorter = !known || this.#taken.length < known.interleaving.length;
			const shortest = isShorter ? { broken: one, cause, interleaving: this.#taken, run: this.runs } : known;
			this.#groups.set(key, { ...shortest, occurrences: (known?.occurrences ?? 0) + 1 });
		}
		this.#taken = [];
		this.runs++;
	}

	progress(): Progress {
		return { runs: this.runs, actions: this.actions, findings: this.#groups.size };
	}

	findings(pathOf: (group: Group) => string | undefined): readonly CampaignFinding[] {
		return [...this.#groups.values()].map((group) => {
			const { broken, cause, interleaving, occurrences } = group;
			const { claim, violation } = broken;
			return { claim, cause, detail: violation.detail, interleaving, path: pathOf(group), occurrences };
		});
	}

	summary(): Omit<Campaign, "findings" | "cutShort" | "skippedActions"> {
		return {
			runs: this.runs,
			actions: this.actions,
			kinds: this.#kinds,
			codes: this.#codes,
			warnings: this.#warnings,
			warnsDifferently: this.#warnsDifferently,
			exercised: this.#exercised,
			stoppedRuns: this.#stoppedRuns,
			hiddenActions: this.#hiddenActions,
		};
	}
}

function count<K>(counts: Map<K, number>, key: K): void {
	counts.set(key, (counts.get(key) ?? 0) + 1);
}
