import { type ClaimsProof, proveClaims } from "../../explore/parametric/prove-claims.ts";
import { type AbstractSearch, searchAbstraction } from "../../explore/parametric/search-abstraction.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import type { RunVerdict } from "../../properties/verdict.ts";
import type { ProveResult } from "../../report/results.ts";
import { type ProveReport, proveJson } from "../../report/text/proof/prove.ts";
import { bounded, type CheckOptions, type ClaimOptions, PROVED_SLOTS } from "../options.ts";

/** Options of `prove`. */
export interface ProveOptions extends ClaimOptions, Pick<CheckOptions, "signal" | "onProgress"> {
	/** The abstraction is searched completely with up to so many slots; not at all if left out. */
	readonly slots?: number | undefined;
}

/** Decides claims for any number of processes and slots. */
export async function prove(options: ProveOptions = {}): Promise<ProveResult> {
	return proveJson(await runProve(options));
}

/** Decides claims as `prove` does. @returns more than its data: what printing takes */
export async function runProve({ slots, claims = CLAIMS, signal }: ProveOptions = {}): Promise<ProveReport> {
	const started = performance.now();
	const most = slots === undefined ? undefined : bounded("slots", slots, PROVED_SLOTS);
	const proof = await proveClaims(claims, { signal });
	const search = most === undefined ? undefined : await searchAbstraction(most);
	const verdict = verdictOf(proof, search);
	const seconds = (performance.now() - started) / 1000;
	return { verdict, specification: { verdict, proof, search }, seconds };
}

/** The verdict on all that was asked for: claims that the abstraction does not carry are not part of it. */
function verdictOf({ claims }: ClaimsProof, search: AbstractSearch | undefined): RunVerdict {
	if (claims.some(({ verdict }) => verdict === "violated")) return "violated";
	const isOpen =
		claims.some(({ verdict }) => verdict === "unknown") || claims.every(({ verdict }) => verdict !== "holds");
	return isOpen || (search !== undefined && search.states !== search.of) ? "unknown" : "holds";
}
