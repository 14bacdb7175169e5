import { System } from "../model/system.ts";
import { CLAIMS, type Claim } from "../properties/claims.ts";
import { replayOn } from "../properties/reproduce.ts";
import type { Remembered, ReportedFinding } from "../report/finding.ts";
import { formatItf } from "../report/itf.ts";
import { traceOf } from "../report/trace.ts";
import { counterexampleOf, keyOf, type RawFinding, targetAt } from "./findings.ts";
import { type KnownFailure, readKnown, writeKnown } from "./known.ts";
import { fileNameOf, readStore, STORE, writeDurably } from "./store.ts";
import type { OpenTarget } from "./target.ts";
import { version } from "./version.ts";

/** The options about what is remembered, as commander reads them. */
export interface MemoryOptions {
	/** The store's folder; false where nothing is to be kept. */
	readonly store?: string | false;
	readonly known?: string;
	readonly writeKnown?: string;
	readonly out?: string;
}

/** What is remembered of a subject from run to run: findings that were kept, and a baseline of known ones. */
export class Memory {
	readonly #opened: OpenTarget;
	readonly #folder: string | undefined;
	readonly #known: readonly KnownFailure[];
	readonly #options: MemoryOptions;
	readonly #fixed: string[] = [];

	/** @throws UsageError where the baseline cannot be read */
	constructor(opened: OpenTarget, options: MemoryOptions) {
		this.#opened = opened;
		this.#options = options;
		this.#folder = options.store === false ? undefined : (options.store ?? STORE);
		this.#known = options.known === undefined ? [] : readKnown(options.known);
	}

	/** Runs the findings that were kept, before all else; those that fail as they did are findings again. */
	async tryKept(): Promise<readonly RawFinding[]> {
		if (this.#folder === undefined) return [];
		const warn = (line: string): void => void process.stderr.write(`rollcall: ${line}\n`);
		const failing: RawFinding[] = [];
		for (const { file, counterexample } of readStore(this.#folder, this.#opened.subject, warn)) {
			const { scope, interleaving, seed, minimality } = counterexample;
			const { taken, broken } = replayOn(await targetAt(this.#opened, scope), CLAIMS, interleaving);
			const same = broken.find((one) => one.claim.id === counterexample.claim && one.cause === counterexample.cause);
			if (same) failing.push({ ...same, scope, interleaving: taken, seed, minimality, found: `kept in ${file}` });
			else this.#fixed.push(file);
		}
		return failing;
	}

	/**
	 * Keeps findings, each in a file that is on the disk before it is reported.
	 *
	 * @returns what is new, and what is remembered
	 */
	async keep(
		findings: readonly ReportedFinding[],
		claims: readonly Claim[],
	): Promise<{ readonly fresh: readonly ReportedFinding[]; readonly remembered: Remembered }> {
		const { out, writeKnown: baseline } = this.#options;
		for (const finding of findings) {
			const counterexample = counterexampleOf(this.#opened, finding);
			const target = await targetAt(this.#opened, finding.scope);
			const trace = traceOf(new System(finding.scope), target, claims, finding.interleaving);
			const text = formatItf(counterexample, trace, version());
			for (const folder of [this.#folder, out]) {
				if (folder !== undefined) writeDurably(folder, fileNameOf(counterexample), text);
			}
		}
		if (baseline !== undefined) writeKnown(baseline, findings);
		const isKnown = (finding: ReportedFinding): boolean =>
			this.#known.some(({ claim, cause }) => keyOf(finding) === `${claim} ${cause}`);
		const found = new Set(findings.map(keyOf));
		const gone = this.#known.map(({ claim, cause }) => `${claim} ${cause}`).filter((key) => !found.has(key));
		const known = findings.filter(isKnown);
		return { fresh: findings.filter((one) => !isKnown(one)), remembered: { known, gone, fixed: this.#fixed } };
	}
}
