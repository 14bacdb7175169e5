import { CLAIMS, withRested } from "../../properties/ledger.ts";
import type { SizelessEvidence } from "../../properties/verdict.ts";
import { NO_OWN_SEARCHES, type OwnSearches } from "../findings/search-evidence.ts";
import { limitsFor, limitsOf, OWN_SEARCH_STATES } from "../options.ts";
import { sizelessEvidence } from "../proof/sizeless.ts";
import { EarlierResults } from "../reuse/earlier-results.ts";
import { Deadline } from "./deadline.ts";
import { designsPart, searchDesigns } from "./design-searches.ts";
import type { VerifyOptions } from "./plan.ts";

/** Parts of a verification that run no target. */
export interface TargetlessParts {
	/** The searches of designs; none where a single interleaving is run. */
	readonly designs: Promise<OwnSearches>;
	/** What holds for any number of processes, by claim id. */
	readonly sizeless: Promise<ReadonlyMap<string, readonly SizelessEvidence[]>>;
	/** Stops them, where nobody needs them any more. */
	readonly stop: () => void;
}

/** Begins what runs no target: a C source is compiled meanwhile, in a process of its own. */
export function beginTargetless(options: VerifyOptions): TargetlessParts {
	const { claims = CLAIMS, ownStates: states = OWN_SEARCH_STATES, limits, onProgress, fresh = false } = options;
	const stopped = new AbortController();
	const signal = AbortSignal.any([stopped.signal, ...(options.signal ? [options.signal] : [])]);
	const { timeMs, bytes } = limitsFor("verify", limits);
	const deadline = new Deadline(timeMs, signal);
	const how = {
		...{ claims: withRested(claims), signal, onProgress },
		limits: () => limitsOf({ timeMs: deadline.msFor("own") / 2, bytes, states }),
	};
	const isReplay = options.interleaving !== undefined || options.path !== undefined;
	const earlier = new EarlierResults(undefined, !fresh);
	const designs = isReplay
		? Promise.resolve(NO_OWN_SEARCHES)
		: earlier.resultOf(designsPart(how), () => searchDesigns(how));
	const sizeless = designs.then(() => (stopped.signal.aborted ? new Map() : sizelessEvidence(!fresh)));
	// The reason is thrown when a result is asked for.
	designs.catch(() => {});
	sizeless.catch(() => {});
	return { designs, sizeless, stop: () => stopped.abort() };
}
