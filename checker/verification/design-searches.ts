import type { DesignProgress } from "../../explore/designs/decide.ts";
import type { Limits } from "../../explore/limits.ts";
import { cutShortBy, type DesignTrace, type PropertyEvidence, refutedOf } from "../../properties/design-evidence.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { OwnSearchResult } from "../../properties/verdict.ts";
import { NO_OWN_SEARCHES, type OwnSearches } from "../findings/search-evidence.ts";
import type { CheckOptions } from "../options.ts";
import type { Part } from "../reuse/earlier-results.ts";

/** Options of the searches of designs. */
export interface DesignOptions {
	readonly claims: readonly Claim[];
	/** Remaining limits. */
	readonly limits: () => Limits;
	readonly signal: AbortSignal | undefined;
	readonly onProgress: CheckOptions["onProgress"];
}

/** Decides the properties of designs that claims rest on. Each design is searched once. */
export async function searchDesigns({ claims, limits, signal, onProgress }: DesignOptions): Promise<OwnSearches> {
	const checks = claims.flatMap((claim) => (claim.design ?? []).map((check) => ({ claim, check })));
	if (checks.length === 0) return NO_OWN_SEARCHES;
	const { decideDesign } = await import("../../explore/designs/decide.ts");
	const { designOf } = await import("../../model/designs/index.ts");
	const decided = new Map<string, readonly PropertyEvidence[]>();
	for (const id of new Set(checks.map(({ check }) => check.design))) {
		decided.set(id, await decideDesign(designOf(id), limits(), signal, designProgress(onProgress)));
	}
	const parts = checks.map(({ claim, check }) => {
		const wanted = (decided.get(check.design) ?? []).filter(({ property }) => check.properties.includes(property));
		return evidenceOfDesign(claim, check.design, wanted);
	});
	return {
		...NO_OWN_SEARCHES,
		evidence: parts.flatMap(({ evidence }) => evidence),
		violations: parts.flatMap(({ violations }) => violations),
	};
}

/** The searches of designs, as a part whose result can be taken from an earlier run. */
export function designsPart({ claims }: Pick<DesignOptions, "claims">): Part<OwnSearches> {
	return { name: "designs", claims, recipes: [], inputs: "", isComplete: areComplete };
}

/** True if no search of these was cut short. */
export function areComplete({ evidence }: OwnSearches): boolean {
	return evidence.every(({ result }) => result.kind !== "stopped");
}

/** The run that shows what a claim says can happen: that of its first property that has one. */
function witnessOf({ kinds }: Claim, properties: readonly PropertyEvidence[]): DesignTrace | undefined {
	return kinds.includes("exists") ? properties.find(({ trace }) => trace)?.trace : undefined;
}

/** Listener for the searches of designs that passes on their progress. */
export function designProgress(
	onProgress: CheckOptions["onProgress"],
): ((progress: DesignProgress) => void) | undefined {
	return onProgress && (({ scope: at, ...progress }) => onProgress({ phase: "design", at, ...progress }));
}

/**
 * Evidence of the properties that a claim needs of one design: it is violated where one of them is false.
 *
 * Where a search was cut short, its count of states is no evidence of a claim that holds, even if it found what it looked for.
 */
export function evidenceOfDesign(
	claim: Claim,
	design: string,
	properties: readonly PropertyEvidence[],
): Pick<OwnSearches, "evidence" | "violations"> {
	const refuted = properties.flatMap((property) => refutedOf(property) ?? []);
	const violations = refuted.map((one) => ({
		...{ claim: claim.id, length: one.counterexample?.actions.length ?? 0, isKnown: false, refuted: one },
	}));
	const open = properties.find(({ isTrue }) => isTrue === undefined);
	const searches = properties[0]?.searches ?? [];
	const cutShort = searches.flatMap((search) => cutShortBy(search) ?? [])[0];
	const isOpen = open !== undefined || (refuted.length === 0 && cutShort !== undefined);
	const by = cutShort ?? open?.searches.find(({ stoppedBy }) => stoppedBy !== undefined)?.stoppedBy ?? "a limit";
	const witness = isOpen || refuted.length > 0 ? undefined : witnessOf(claim, properties);
	if (witness) {
		const { scope, steps } = witness;
		const result: OwnSearchResult = { kind: "witnessed", length: steps.length };
		return { evidence: [{ claim: claim.id, scope: `${design}, ${scope}`, states: 0, result }], violations };
	}
	const result: OwnSearchResult = isOpen
		? { kind: "stopped", by }
		: { kind: refuted.length > 0 ? "violated" : "holds" };
	const evidence = searches.map(({ scope, states }) => ({
		claim: claim.id,
		scope: `${design}: ${scope}`,
		states,
		result,
	}));
	return { evidence, violations };
}
