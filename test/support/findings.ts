import type { RawFinding } from "../../checker/findings/raw-finding.ts";
import { rawOfSearch } from "../../checker/findings/search-evidence.ts";
import type { OpenedTarget } from "../../checker/open-target.ts";
import { UNLIMITED } from "../../explore/limits.ts";
import { searchProduct } from "../../explore/product/search-product.ts";
import type { Revision } from "../../impl/mirror/event.ts";
import { createMirror, createMirrorByWrites, type FacilityClass } from "../../impl/mirror/target.ts";
import { runCampaign } from "../../lockstep/campaign.ts";
import type { Scope } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";

const LARGE: Scope = { users: 3, services: 5, slots: 4 };
const SMALL: readonly Scope[] = [
	{ users: 2, services: 1, slots: 4 },
	{ users: 1, services: 2, slots: 4 },
];

/** The mirror, or a variant of it, as a command opens it. */
export function openedMirror(facility: FacilityClass, revision: Revision): OpenedTarget {
	const forSearch = async (scope: Scope) => createMirror(scope, revision, facility, "one");
	return {
		target: createMirror(LARGE, revision, facility),
		forSearch,
		prepare: () => {},
		cannotHave: async () => undefined,
		charCheck: () => undefined,
		recipeFor: () => Promise.reject(new Error("one thread searches here")),
		forCoverage: async () => undefined,
		lineByLine: async (scope) => (onLine) => createMirrorByWrites(scope, revision, onLine, facility),
		words: "",
		fileWords: "",
		description: "a faulty mirror",
		source: undefined,
		subject: { kind: "mirror", revision },
	};
}

/** Finds violations of a target by searches of small scopes and by random interleavings. */
export async function rawFindings({ target, forSearch }: OpenedTarget, seed: number): Promise<readonly RawFinding[]> {
	const raws: RawFinding[] = [];
	for (const scope of SMALL) {
		const limits = { ...UNLIMITED, states: 20_000 };
		const how = { claims: CLAIMS, allMemory: false, limits, signal: undefined, onProgress: undefined };
		const { findings } = await searchProduct(new System(scope), await forSearch(scope), how);
		raws.push(...findings.map((found) => rawOfSearch(scope, found, CLAIMS)));
	}
	const { findings } = runCampaign(new System(LARGE), target, {
		...{ claims: CLAIMS, runs: 300, maxActions: 120, seed },
		...{ path: undefined, timeLimitMs: undefined, onProgress: undefined },
	});
	const how = { scope: LARGE, claims: CLAIMS, seed, minimality: "found", found: "at random" } as const;
	return [...raws, ...findings.map((finding) => ({ ...finding, ...how }))];
}
