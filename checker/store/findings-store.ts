import { join } from "node:path";
import { type Counterexample, claimsOf } from "../../lockstep/counterexample.ts";
import { replayOn } from "../../lockstep/replay.ts";
import { System } from "../../model/system.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import { formatItf } from "../../report/formats/itf/write.ts";
import { packageVersion } from "../../report/package-files.ts";
import type { Remembered, ReportedFinding } from "../../report/text/finding.ts";
import type { Lasso } from "../../report/text/sections/lasso.ts";
import { traceOf } from "../../report/text/trace.ts";
import { counterexampleOf, targetOf } from "../findings/findings.ts";
import { counterexampleOfLasso, lassoAgain, shortestLassos } from "../findings/lassos.ts";
import { targetAt } from "../findings/minimizer-tools.ts";
import { keyOf, type RawFinding } from "../findings/raw-finding.ts";
import type { OpenedTarget } from "../open-target.ts";
import type { CheckOptions, ClaimOptions } from "../options.ts";
import type { KnownFailure } from "./baseline.ts";
import { expectWritable } from "./files.ts";
import { fileNameOf, type Kept, keptFiles, readKept, writeDurably } from "./store.ts";

/** Options of the store of findings. */
export interface StoreOptions {
	/** Folder where findings are kept, to be replayed first the next time; none if left out. */
	readonly store?: string | undefined;
	/** Baseline: findings that do not count as new. */
	readonly known?: readonly KnownFailure[] | undefined;
	/** Additional folder for the files of findings. */
	readonly out?: string | undefined;
}

/** Findings of a run, once they are kept. */
export interface KeptFindings {
	/** Findings that are new. */
	readonly fresh: readonly ReportedFinding[];
	readonly lassos: readonly Lasso[];
	readonly remembered: Remembered;
}

/** Findings of earlier runs on one subject: those kept in the store, and a baseline of known ones. */
export class FindingsStore {
	readonly #opened: OpenedTarget;
	readonly #folder: string | undefined;
	readonly #known: readonly KnownFailure[];
	readonly #out: string | undefined;
	readonly #claims: readonly Claim[];
	readonly #warn: (line: string) => void;
	/** Kept findings that no longer fail in the same way, with the claims that they break instead. */
	readonly #others: { readonly kept: Kept; readonly breaks: readonly string[] }[] = [];
	/** Lassos that were kept and still violate their claims. */
	readonly #keptLassos: Lasso[] = [];

	/** @throws UsageError where nothing can be written where findings are to be kept */
	constructor(
		opened: OpenedTarget,
		{ store, known = [], out, claims = CLAIMS }: StoreOptions & ClaimOptions,
		warn: (line: string) => void = () => {},
	) {
		this.#opened = opened;
		this.#folder = store;
		this.#known = known;
		this.#out = out;
		this.#claims = claims;
		this.#warn = warn;
		if (store !== undefined) expectWritable("store", store, "name another folder, or keep nothing with --no-store");
		if (out !== undefined) expectWritable("out", out);
	}

	/**
	 * Replays kept findings, the newest first. Every violation, the same or another, is a finding again.
	 *
	 * @param isOver true when no more are to be replayed
	 */
	async replayKept(isOver: () => boolean, onProgress: CheckOptions["onProgress"]): Promise<readonly RawFinding[]> {
		if (this.#folder === undefined) return [];
		const failing: RawFinding[] = [];
		const files = keptFiles(this.#folder);
		for (const [done, file] of files.entries()) {
			if (isOver()) {
				this.#warn(`${files.length - done} of ${files.length} kept findings were not tried: their time is over`);
				break;
			}
			onProgress?.({ phase: "kept", done, of: files.length });
			const kept = await readKept(file, this.#opened.subject, this.#claims, this.#warn);
			if (!kept || isOfOtherChars(kept, this.#opened)) continue;
			if (kept.counterexample.lasso) {
				const lasso = await lassoAgain(this.#opened, kept.counterexample, this.#claims);
				if (lasso) this.#keptLassos.push(lasso);
				else this.#others.push({ kept, breaks: [] });
				continue;
			}
			const { claim, cause, scope, interleaving, seed, minimality } = kept.counterexample;
			const claims = claimsOf(kept.counterexample, this.#claims);
			const { taken, broken } = replayOn(await targetAt(this.#opened, scope), claims, interleaving);
			const same = broken.find((one) => one.claim.id === claim && one.cause === cause);
			const how = { scope, interleaving: taken, seed, claims };
			if (same) failing.push({ ...same, ...how, minimality, found: `kept in ${kept.file}` });
			else {
				const found = `kept in ${kept.file}, where it broke ${claim}`;
				failing.push(...broken.map((one): RawFinding => ({ ...one, ...how, minimality: "given", found })));
				this.#others.push({ kept, breaks: broken.map(keyOf) });
			}
		}
		return failing;
	}

	/**
	 * Keeps findings and lassos, each in a file that is written to disk before it is reported.
	 *
	 * @returns new findings, the lassos with those that were kept before, and the state of earlier findings
	 */
	async keep(findings: readonly ReportedFinding[], found: readonly Lasso[] = []): Promise<KeptFindings> {
		const lassos = shortestLassos([...found, ...this.#keptLassos]).map((lasso) => this.#keepLasso(lasso));
		const kept = await this.write(findings);
		const isKnown = (finding: ReportedFinding): boolean => this.isKnown(finding) || this.#isFollowing(finding.past);
		const keys = new Set([...findings, ...lassos].map(keyOf));
		const gone = this.#known.map(({ claim, cause }) => `${claim} ${cause}`).filter((key) => !keys.has(key));
		const remembered = { known: kept.filter(isKnown), gone, ...this.#outcomes(keys) };
		return { fresh: kept.filter((one) => !isKnown(one)), lassos, remembered };
	}

	#keepLasso(lasso: Lasso): Lasso {
		const counterexample = counterexampleOfLasso(this.#opened, lasso);
		const text = formatItf(counterexample, { steps: lasso.steps, broken: [] }, packageVersion());
		const isFollowing = this.#isFollowing(lasso.follows?.claims);
		const file = this.#writeFile(counterexample, text);
		return { ...lasso, isKnown: this.isKnown(lasso) || isFollowing, file };
	}

	/** True if the baseline has all the claims that are broken before. @param broken undefined where there are none */
	#isFollowing(broken: readonly string[] | undefined): boolean {
		return broken?.every((id) => this.#known.some(({ claim }) => claim === id)) ?? false;
	}

	/** True if the baseline has a finding of this claim and cause. */
	isKnown(finding: Pick<RawFinding | Lasso, "claim" | "cause">): boolean {
		return this.#known.some(({ claim, cause }) => keyOf(finding) === `${claim} ${cause}`);
	}

	/** Writes findings to files, each of which is on disk before it is reported. */
	async write(findings: readonly ReportedFinding[]): Promise<readonly ReportedFinding[]> {
		const written: ReportedFinding[] = [];
		for (const finding of findings) written.push({ ...finding, file: await this.#write(finding) });
		return written;
	}

	/** @returns the file where a person looks for it: the one that --out names, or the store's */
	async #write(finding: ReportedFinding): Promise<string | undefined> {
		const counterexample = counterexampleOf(this.#opened, finding);
		const target = await targetOf(this.#opened, finding);
		const trace = traceOf(new System(finding.scope), target, finding.claims, finding.interleaving);
		return this.#writeFile(counterexample, formatItf(counterexample, trace, packageVersion()));
	}

	/** Writes a file to each folder. @returns where a person looks for it */
	#writeFile(counterexample: Counterexample, text: string): string | undefined {
		const name = fileNameOf(counterexample);
		const folders = [this.#folder, this.#out].flatMap((folder) => folder ?? []);
		for (const folder of folders) writeDurably(folder, name, text);
		const last = folders.at(-1);
		return last === undefined ? undefined : join(last, name);
	}

	/**
	 * Classifies kept findings that no longer fail in the same way: a failure that was found by other means is not
	 * fixed.
	 */
	#outcomes(found: ReadonlySet<string>): Pick<Remembered, "fixed" | "changed"> {
		const others = this.#others.filter(({ kept: { counterexample } }) => {
			return !found.has(`${counterexample.claim} ${counterexample.cause}`);
		});
		return {
			fixed: others.filter(({ breaks }) => breaks.length === 0).map(({ kept }) => kept.file),
			changed: others.filter(({ breaks }) => breaks.length > 0).map(({ kept: { file }, breaks }) => ({ file, breaks })),
		};
	}
}

/** True if a finding was made with another signedness of plain `char`. */
function isOfOtherChars({ counterexample }: Kept, { subject }: OpenedTarget): boolean {
	const found = counterexample.subject;
	return found.kind === "c" && subject.kind === "c" && found.char !== subject.char;
}
