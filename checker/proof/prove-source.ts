import type { Claim } from "../../properties/ledger.ts";
import type { SourceReport } from "../../report/text/proof/source.ts";
import { reproduced } from "../findings/findings.ts";
import { type OpenedTarget, openTarget, type TargetSpec } from "../open-target.ts";
import { type CheckOptions, SCOPES } from "../options.ts";
import { FindingsStore, type StoreOptions } from "../store/findings-store.ts";
import { inductSource } from "./induction.ts";
import { type StabilisationOptions, stabilisation } from "./stabilisation.ts";

/** Proof of a source, with the target. */
export interface SourceProof {
	readonly opened: OpenedTarget;
	readonly report: SourceReport;
}

/** Options of the proof of a source. */
export interface SourceProofOptions
	extends StoreOptions,
		StabilisationOptions,
		Pick<CheckOptions, "signal" | "onProgress" | "onWarning"> {
	/** The most slots in use, 3 if left out. */
	readonly inUse?: number | undefined;
	/** True to take the induction step for lists of all slots that the source has, which takes hours. */
	readonly deep?: boolean | undefined;
	/** True to take no step of an earlier run as done. */
	readonly fresh?: boolean | undefined;
	/** Number of threads; the number of cores if left out. */
	readonly workers?: number | undefined;
	/** The most time, in milliseconds. */
	readonly timeMs?: number | undefined;
}

/** The most slots in use, unless the induction is to be deep. */
const MOST_IN_USE = 3;
/** The most time to make interleavings shorter, in milliseconds. */
const MINIMIZE_MS = 20_000;

/** Takes the induction step on a target, and reproduces and keeps what can be reached from the start. */
export async function proveSource(
	target: TargetSpec,
	claims: readonly Claim[],
	options: SourceProofOptions,
): Promise<SourceProof> {
	const {
		signal,
		onProgress,
		inUse = MOST_IN_USE,
		deep = false,
		fresh = false,
		workers: threads,
		timeMs = Number.POSITIVE_INFINITY,
	} = options;
	const opened = await openTarget(target, { ...SCOPES.verify, slots: undefined });
	const store = new FindingsStore(opened, options, options.onWarning);
	const slots = deep ? opened.target.scope.slots : inUse;
	const { report, found } = await inductSource(opened, claims, {
		...{ slots, counts: "all", threads, timeMs, isResumed: !fresh, signal, onProgress },
	});
	const grown = await stabilisation(opened, claims, options);
	const started = performance.now();
	const isOver = (): boolean => signal?.aborted === true || performance.now() - started > MINIMIZE_MS;
	const { fresh: findings, remembered } = await store.keep(await reproduced(opened, found, isOver));
	const verdict = report.kind === "left out" ? "unknown" : report.verdict;
	const isKnown = verdict === "violated" && findings.length === 0;
	return {
		opened,
		report: {
			...{ target: opened.target.name, description: opened.description, verdict: isKnown ? "known" : verdict },
			...{ induction: report, stabilisation: grown, findings, remembered },
		},
	};
}
