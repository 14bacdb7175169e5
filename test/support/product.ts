import { UNLIMITED } from "../../explore/limits.ts";
import { type ProductSearch, searchProduct } from "../../explore/product/search-product.ts";
import { EventFacility, type Revision } from "../../impl/mirror/event.ts";
import { createMirror } from "../../impl/mirror/target.ts";
import type { Target } from "../../impl/target.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";

/** The mirror, with one life for each row, as searches need it. */
export function mirror(scope: Scope, revision: Revision): Target {
	return createMirror(scope, revision, EventFacility, "one");
}

/** Searches a target beside the specification, with all claims. */
export function search(target: Target, states = Number.POSITIVE_INFINITY, allMemory = false): Promise<ProductSearch> {
	const limits = { ...UNLIMITED, states };
	return searchProduct(new System(target.scope), target, {
		claims: CLAIMS,
		allMemory,
		limits,
		signal: undefined,
		onProgress: undefined,
	});
}

/** Searches a target with symmetry reduction, or without. */
export function searchBySymmetry(target: Target, symmetry: boolean, allMemory = false): Promise<ProductSearch> {
	const how = { claims: CLAIMS, limits: UNLIMITED, signal: undefined, onProgress: undefined };
	return searchProduct(new System(target.scope), target, { ...how, allMemory, symmetry });
}

/** All that the same search finds with and without symmetry reduction: of several shortest interleavings another may be first. */
export function comparable(search: ProductSearch): unknown {
	const { pairs, states, transitions, depth, notFollowed, reachesAll, findings } = search;
	const found = findings.map(({ claim, cause, occurrences, interleaving }) => {
		return `${claim.id} ${cause} ${occurrences} ${interleaving.length}`;
	});
	return { pairs, states, transitions, depth, notFollowed, reachesAll, found: found.sort() };
}

/** Findings, as claim and length of the shortest counterexample. */
export function findings({ findings }: ProductSearch): readonly (readonly [string, number])[] {
	return findings.map(({ claim, interleaving }) => [claim.id, interleaving.length] as const);
}
