import { type AbstractSearch, searchAbstraction } from "../../explore/parametric/search-abstraction.ts";
import type { RunVerdict } from "../../properties/verdict.ts";
import type { ProveResult } from "../../report/results.ts";
import { type ProveReport, proveJson } from "../../report/text/proof/prove.ts";
import { bounded, type CheckOptions, PROVED_SLOTS } from "../options.ts";

/** Options of `prove`. */
export interface ProveOptions extends Pick<CheckOptions, "signal" | "onProgress"> {
	/** The abstraction is searched completely with up to so many slots; not at all if left out. */
	readonly slots?: number | undefined;
}

/** Decides claims for any number of processes. */
export async function prove(options: ProveOptions = {}): Promise<ProveResult> {
	return proveJson(await runProve(options));
}

/** Decides claims as `prove` does. @returns more than its data: what printing takes */
export async function runProve(options: ProveOptions = {}): Promise<ProveReport> {
	const { slots } = options;
	const search = slots === undefined ? undefined : await searchAbstraction(bounded("slots", slots, PROVED_SLOTS));
	const specification = { verdict: verdictOf(search), search };
	return { verdict: specification.verdict, specification };
}

function verdictOf(search: AbstractSearch | undefined): RunVerdict {
	return search !== undefined && search.states === search.of ? "holds" : "unknown";
}
