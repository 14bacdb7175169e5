import { runAlone } from "../lockstep/alone.ts";
import { type Counterexample, claimsOf } from "../lockstep/counterexample.ts";
import type { Interleaving } from "../lockstep/random.ts";
import { type Replay, replayOn, replayOnStatecharts } from "../lockstep/replay.ts";
import { System } from "../model/system.ts";
import { CLAIMS, type Claim } from "../properties/ledger.ts";
import type { ObservedStep } from "../properties/step.ts";
import { parseItf } from "../report/formats/itf/read.ts";
import type { ReplayResult } from "../report/results.ts";
import { type ReplayReport, type ReplayVerdict, replayJson } from "../report/text/replay.ts";
import { traceOf } from "../report/text/trace.ts";
import { UsageError } from "./errors.ts";
import { checkLassoOn, livenessClaimOf, runOfLasso } from "./findings/lassos.ts";
import { openingSource, optionsFor, sourceNamed } from "./findings/named-source.ts";
import { type OpenedTarget, openTarget, type TargetSpec } from "./open-target.ts";
import { type CheckOptions, type ClaimOptions, expectUsersFirst } from "./options.ts";
import { readNamed } from "./store/reading.ts";
import { isSameSubject } from "./store/store.ts";

/** Options of `replay`. */
export interface ReplayOptions extends ClaimOptions, Pick<CheckOptions, "onRecord" | "onWarning"> {
	/** Target to run it on; if left out, the original one, which has to be in the working folder. */
	readonly target?: TargetSpec | undefined;
	/** File of the counterexample, for reports. */
	readonly file?: string | undefined;
}

/**
 * Runs a counterexample again, on its original target or on another.
 *
 * @throws UsageError where the source cannot be read or compiled
 */
export async function replay(counterexample: Counterexample, options: ReplayOptions = {}): Promise<ReplayResult> {
	return replayJson(await runReplay(counterexample, options));
}

/** Replays as `replay` does. @returns everything needed to print it */
export async function runReplay(counterexample: Counterexample, options: ReplayOptions = {}): Promise<ReplayReport> {
	const { scope, interleaving } = counterexample;
	const { onRecord } = options;
	if (onRecord) expectUsersFirst(scope);
	const opened = await openFor(counterexample, options);
	if (counterexample.lasso) return runLassoReplay(counterexample, opened, options);
	const claims = claimsOf(counterexample, options.claims);
	replayOnStatecharts(scope, interleaving);
	const run = replayOn(opened.target, claims, interleaving);
	if (onRecord) await record(opened, interleaving, onRecord);
	return {
		file: options.file,
		fileWords: opened.fileWords,
		counterexample,
		description: opened.description,
		isOtherSource: isOther(counterexample, opened),
		instead: isSameSubject(counterexample.subject, opened.subject) ? undefined : opened.source?.path,
		run,
		trace: traceOf(new System(scope), opened.target, claims, interleaving),
		verdict: verdictOf(counterexample, run),
		reason: undefined,
	};
}

/** Replays a lasso: its stem, and once round its loop, which has to come back to the state in which it starts. */
async function runLassoReplay(
	counterexample: Counterexample,
	opened: OpenedTarget,
	{ file, onRecord, claims = CLAIMS }: ReplayOptions,
): Promise<ReplayReport> {
	const { scope, interleaving } = counterexample;
	const claim = livenessClaimOf(counterexample, claims);
	const target = await opened.forSearch(scope);
	const check = await checkLassoOn(target, claim, runOfLasso(counterexample));
	if (onRecord) await record(opened, interleaving, onRecord);
	const steps: ObservedStep[] = [];
	runAlone(new System(scope), target, [], interleaving, (step) => void steps.push(step));
	const run = check.isViolated ? { taken: interleaving, broken: [] } : replayOn(target, CLAIMS, interleaving);
	return {
		file,
		fileWords: opened.fileWords,
		counterexample,
		description: opened.description,
		isOtherSource: isOther(counterexample, opened),
		instead: isSameSubject(counterexample.subject, opened.subject) ? undefined : opened.source?.path,
		run,
		trace: { steps, broken: [] },
		verdict: check.isViolated ? "reproduced" : run.broken.length === 0 ? "fixed" : "different",
		reason: check.isViolated ? undefined : check.reason,
	};
}

/**
 * Reads a counterexample from a file.
 *
 * @param isEdited true to accept a file that was edited by hand
 * @param claims claims that it may be of; the ledger if left out
 * @throws UsageError where it is none
 */
export function readCounterexample(file: string, isEdited = false, claims?: readonly Claim[]): Counterexample {
	const counterexample = parseItf(readNamed(file, "a counterexample"), isEdited, claims);
	if ("error" in counterexample) throw new UsageError(`${file}: ${counterexample.error}`);
	return counterexample;
}

/** Records the coverage of the interleaving up to the first step that breaks any claim of the ledger. */
async function record(
	opened: OpenedTarget,
	interleaving: Interleaving,
	onRecord: NonNullable<CheckOptions["onRecord"]>,
): Promise<void> {
	const { openRecordingAnywhere } = await import("./record/open-recording.ts");
	const { actionsText } = await import("../report/text/coverage.ts");
	const what = `one interleaving: ${actionsText(opened.target.scope, interleaving)}`;
	const { recording, target } = await openRecordingAnywhere(opened, what);
	replayOn(target, CLAIMS, interleaving, recording);
	onRecord(recording.record());
}

/** Opens the target to run a counterexample on. */
async function openFor(
	counterexample: Counterexample,
	{ target, onRecord, onWarning }: ReplayOptions,
): Promise<OpenedTarget> {
	const { subject, scope } = counterexample;
	const open = (spec: TargetSpec): Promise<OpenedTarget> => openTarget(spec, scope, onRecord !== undefined);
	if (target?.kind === "c") return open({ ...target, options: optionsFor(subject, target.options) });
	if (target) return open(target);
	if (subject.kind === "mirror") return open(subject);
	const source = sourceNamed(subject.path, onWarning);
	return openingSource(source, () => open({ kind: "c", path: source.path, options: optionsFor(subject) }));
}

function isOther({ subject }: Counterexample, { source }: OpenedTarget): boolean {
	return subject.kind === "c" ? source?.sha256 !== subject.sha256 : source !== undefined;
}

function verdictOf({ claim, cause }: Counterexample, { broken }: Replay): ReplayVerdict {
	if (broken.some((one) => one.claim.id === claim && one.cause === cause)) return "reproduced";
	return broken.length === 0 ? "fixed" : "different";
}
