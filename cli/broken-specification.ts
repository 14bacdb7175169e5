import { shortestBroken } from "../explore/broken-specification.ts";
import type { SpecificationBroken } from "../explore/fast/rows/monitors.ts";
import type { Limits } from "../explore/limits.ts";
import type { Scope } from "../model/scope.ts";
import { System } from "../model/system.ts";
import { CLAIMS } from "../properties/ledger.ts";
import { brokenSpecificationJson, brokenSpecificationText } from "../report/text/broken-specification.ts";

/** How far to look for an interleaving that shows it: with plain data that takes some seconds. */
const MOST_STATES = 20_000;

/** Tells by which interleaving the specification breaks the claim that a search found broken. */
export async function tellBroken(
	error: SpecificationBroken,
	scope: Scope,
	limits: Limits,
	signal: AbortSignal,
	isJson: boolean,
): Promise<void> {
	const system = new System(scope);
	const named = CLAIMS.filter(({ id }) => id === error.claim);
	const within = { ...limits, states: Math.min(limits.states, MOST_STATES) };
	// What is wrong with a chart may show as another claim broken: then that one is told of too.
	const found =
		(await shortestBroken(system, named, within, signal)) ?? (await shortestBroken(system, CLAIMS, within, signal));
	const broken = { scope, claim: error.claim, detail: error.detail, found };
	process.stdout.write(
		isJson ? `${JSON.stringify(brokenSpecificationJson(broken), null, 2)}\n` : brokenSpecificationText(broken),
	);
}
