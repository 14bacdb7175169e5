import { setImmediate } from "node:timers/promises";
import { INVARIANT } from "../../explore/parametric/invariant.ts";
import { type ClaimsProof, proveClaims } from "../../explore/parametric/prove-claims.ts";
import { type AbstractSearch, searchAbstraction } from "../../explore/parametric/search-abstraction.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import type { RunVerdict } from "../../properties/verdict.ts";
import type { ProveResult } from "../../report/results-of-proofs.ts";
import {
	type CertificateObstacle,
	type CertificateWritten,
	type ProveReport,
	proveJson,
} from "../../report/text/proof/prove.ts";
import type { OpenedTarget, TargetSpec } from "../open-target.ts";
import { bounded, type ClaimOptions, PROVED_SLOTS } from "../options.ts";
import { expectFile, writeWhole } from "../store/files.ts";
import { certificateOf } from "./certificate.ts";
import { proveSource, type SourceProofOptions } from "./prove-source.ts";

/** Options of `prove`. */
export interface ProveOptions extends ClaimOptions, SourceProofOptions {
	/** The target on which the induction step is taken; none if left out. */
	readonly target?: TargetSpec | undefined;
	/** The abstraction is searched completely with up to so many slots; not at all if left out. */
	readonly slots?: number | undefined;
	/** File for a certificate, which is written where the proof of the specification is whole. */
	readonly certificate?: string | undefined;
}

/** Decides claims for any number of processes and slots. */
export async function prove(options: ProveOptions = {}): Promise<ProveResult> {
	return proveJson((await runProve(options)).report);
}

/** A proof with its target, where there is one. */
export interface ProveRun {
	readonly report: ProveReport;
	readonly opened: OpenedTarget | undefined;
}

/** Decides claims as `prove` does. @returns more than its data: what printing takes */
export async function runProve(options: ProveOptions = {}): Promise<ProveRun> {
	const { slots, claims = CLAIMS, certificate, signal, target } = options;
	const started = performance.now();
	if (certificate !== undefined) expectFile("certificate", certificate);
	const most = slots === undefined ? undefined : bounded("slots", slots, PROVED_SLOTS);
	const proof = await proveClaims(claims, { signal });
	const search = most === undefined ? undefined : await searched(most, options);
	const source = target && (await proveSource(target, claims, options));
	const verdict = verdictOf(proof, search);
	const written = certificate === undefined ? undefined : certified(certificate, proof, search);
	const seconds = (performance.now() - started) / 1000;
	return {
		report: {
			verdict: worse(verdict, source?.report.verdict ?? "holds"),
			specification: { verdict, proof, search },
			source: source?.report,
			certificate: written,
			seconds,
		},
		opened: source?.opened,
	};
}

/** Searches the abstraction without holding up timers and signals. */
function searched(slots: number, { onProgress }: ProveOptions): Promise<AbstractSearch> {
	return searchAbstraction(slots, undefined, async (done, of) => {
		onProgress?.({ phase: "abstraction", done, of });
		await setImmediate();
	});
}

/** The verdict on two things together. */
function worse(one: RunVerdict, other: RunVerdict): RunVerdict {
	return (["violated", "unknown", "known"] as const).find((verdict) => one === verdict || other === verdict) ?? "holds";
}

/** Writes a certificate, unless something stands against it. */
function certified(file: string, proof: ClaimsProof, search: AbstractSearch | undefined): CertificateWritten {
	const reason = obstacle(proof, search);
	if (reason) return { file, notWritten: reason };
	const holding = proof.claims.filter(({ verdict }) => verdict === "holds").map(({ claim }) => claim.id);
	const invariant = INVARIANT.map(({ id, sentence, allows }) => ({ id, sentence, allows: [...allows] }));
	writeWhole(file, `${JSON.stringify(certificateOf(invariant, holding), null, 2)}\n`);
	return { file };
}

/** The verdict on all that was asked for: claims that the abstraction does not carry are not part of it. */
function verdictOf(proof: ClaimsProof, search: AbstractSearch | undefined): RunVerdict {
	const found = obstacle(proof, search);
	if (found === undefined) return "holds";
	return found.kind === "violated" ? "violated" : "unknown";
}

/** What keeps the proof of a specification from being whole; undefined where nothing does. */
function obstacle({ claims }: ClaimsProof, search: AbstractSearch | undefined): CertificateObstacle | undefined {
	for (const kind of ["violated", "unknown"] as const) {
		const ids = claims.filter(({ verdict }) => verdict === kind).map(({ claim }) => claim.id);
		if (ids.length > 0) return { kind, claims: ids };
	}
	if (claims.every(({ verdict }) => verdict !== "holds")) return { kind: "no claim" };
	return search !== undefined && search.states !== search.of ? { kind: "not all reached" } : undefined;
}
