import { UsageError } from "../checker/errors.ts";
import { expectFile, readNamed } from "../checker/files.ts";
import { type OpenTarget, openTarget } from "../checker/open-target.ts";
import type { Revision } from "../impl/mirror/event.ts";
import { type Counterexample, claimsPutTo } from "../lockstep/counterexample.ts";
import type { Interleaving } from "../lockstep/random.ts";
import { type Replay, replayOn, replayOnStatecharts } from "../lockstep/replay.ts";
import { System } from "../model/system.ts";
import { CLAIMS } from "../properties/ledger.ts";
import { parseItf } from "../report/formats/itf.ts";
import { type ReplayReport, type ReplayVerdict, replayJson, replayText } from "../report/text/replay.ts";
import { traceOf } from "../report/text/trace.ts";

/** The options of `rollcall replay`, as commander reads them. */
export interface ReplayOptions {
	readonly source?: string;
	readonly revision?: Revision;
	readonly edited?: boolean;
	readonly coverage?: string;
	readonly json?: boolean;
}

const EXIT_CODES: Readonly<Record<ReplayVerdict, number>> = { fixed: 0, reproduced: 1, different: 1 };

/**
 * Runs a counterexample's file again, on what it was found on or on something else.
 *
 * @returns the exit code: 0 fixed, 1 it still fails
 */
export async function replay(file: string, options: ReplayOptions): Promise<number> {
	if (options.coverage !== undefined) expectFile("--coverage", options.coverage);
	const counterexample = readCounterexample(file, options.edited ?? false);
	const opened = await openSubject(counterexample, options);
	const { scope, interleaving } = counterexample;
	const claims = claimsPutTo(counterexample);
	replayOnStatecharts(scope, interleaving);
	const run = replayOn(opened.target, claims, interleaving);
	const report: ReplayReport = {
		file,
		counterexample,
		description: opened.description,
		isOtherSource: isOther(counterexample, opened),
		run,
		trace: traceOf(new System(scope), opened.target, claims, interleaving),
		verdict: verdictOf(counterexample, run),
	};
	if (options.coverage !== undefined) await recordCoverage(options.coverage, opened, interleaving);
	process.stdout.write(options.json ? `${JSON.stringify(replayJson(report), null, 2)}\n` : replayText(report));
	return EXIT_CODES[report.verdict];
}

/** Writes what the interleaving walks up to the first step that breaks a claim, be it one that the file is about or not. */
async function recordCoverage(path: string, opened: OpenTarget, interleaving: Interleaving): Promise<void> {
	const { openRecordingAnywhere, writeRecord } = await import("../checker/recordings.ts");
	const { actionsText } = await import("../report/text/coverage.ts");
	const what = `one interleaving: ${actionsText(opened.target.scope, interleaving)}`;
	const { recording, target } = await openRecordingAnywhere(opened, what);
	replayOn(target, CLAIMS, interleaving, recording);
	writeRecord(path, recording.record());
}

/** Reads a counterexample that a person named. @throws UsageError where it is none */
export function readCounterexample(file: string, isEdited: boolean): Counterexample {
	const counterexample = parseItf(readNamed(file, "a counterexample"), isEdited);
	if ("error" in counterexample) throw new UsageError(`${file}: ${counterexample.error}`);
	return counterexample;
}

/** Opens what a counterexample was found on, unless the options name something else. */
function openSubject(
	{ subject, scope }: Counterexample,
	{ source, revision, coverage }: Pick<ReplayOptions, "source" | "revision" | "coverage">,
): Promise<OpenTarget> {
	const { users, services, slots } = scope;
	if (source !== undefined && revision !== undefined) {
		throw new UsageError("expected --source or --revision, found both: leave one of them out");
	}
	const common = { users, services, slots, ...(coverage === undefined ? {} : { coverage }) };
	if (source !== undefined) return openTarget({ ...common, source });
	if (revision !== undefined) return openTarget({ ...common, revision });
	if (subject.kind === "c") return openTarget({ ...common, source: subject.path });
	return openTarget({ ...common, revision: subject.revision });
}

function isOther({ subject }: Counterexample, { source }: OpenTarget): boolean {
	return subject.kind === "c" ? source?.sha256 !== subject.sha256 : source !== undefined;
}

function verdictOf({ claim, cause }: Counterexample, { broken }: Replay): ReplayVerdict {
	if (broken.some((one) => one.claim.id === claim && one.cause === cause)) return "reproduced";
	return broken.length === 0 ? "fixed" : "different";
}
