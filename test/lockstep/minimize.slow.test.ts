import { describe, expect, it } from "vitest";
import { UNLIMITED } from "../../explore/limits.ts";
import { type ProductSearch, searchProduct } from "../../explore/product/search-product.ts";
import { createMirror, type FacilityClass } from "../../impl/mirror/target.ts";
import type { Target } from "../../impl/target.ts";
import { runCampaign } from "../../lockstep/campaign.ts";
import { type Reduced, reduce } from "../../lockstep/minimize.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { replayOn } from "../../lockstep/replay.ts";
import { alphabet, COUNTED_KINDS, MASKS } from "../../model/action.ts";
import { type Scope, scopeName } from "../../model/scope.ts";
import { System } from "../../model/system.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import { FAULTS, loadFault } from "../support/faults.ts";

const SEED = 20162;
const SCOPE = { users: 2, services: 5, slots: 4 };

/** Number of states that a search for the shortest stores. */
const MOST_STATES = 50_000;

const ratios: number[] = [];
const times: number[] = [];
/** Findings whose shortest interleaving no search came to. */
const unknown: string[] = [];

/** The length of the shortest interleaving with the same failure at a scope; undefined where no search comes to it. */
type Shortest = (reduced: Reduced, finding: Failure) => Promise<number | undefined>;

type Failure = { readonly claim: Claim; readonly cause: string };

function isSame(a: Failure, b: Failure): boolean {
	return a.claim === b.claim && a.cause === b.cause;
}

/** Searches each scope once, for all failures of a facility. */
function shortestOf(facility: FacilityClass): Shortest {
	const searches = new Map<string, Promise<ProductSearch>>();
	const search = (scope: Scope): Promise<ProductSearch> => {
		const key = scopeName(scope);
		const limits = { ...UNLIMITED, states: MOST_STATES };
		const how = { claims: CLAIMS, allMemory: false, limits, signal: undefined, onProgress: undefined };
		const target = createMirror(scope, "clear-waiting", facility, "one");
		const found = searches.get(key) ?? searchProduct(new System(scope), target, how);
		searches.set(key, found);
		return found;
	};
	return async ({ scope, interleaving }, finding) => {
		const found = (await search(scope)).findings.find((one) => isSame(one, finding));
		if (found) return found.interleaving.length;
		// A search gives each row of the process table one life, so that no endpoint goes stale.
		const many = createMirror(scope, "clear-waiting", facility);
		return interleaving.length <= 3
			? shortestByTrying(new System(scope), many, finding, interleaving.length)
			: undefined;
	};
}

/** Tries all interleavings up to a length. */
function shortestByTrying(system: System, target: Target, finding: Failure, most: number): number | undefined {
	let paths: readonly Interleaving[] = [[]];
	for (let length = 1; length <= most; length++) {
		paths = paths.flatMap((path) => {
			const state = path.reduce((before, action) => system.step(before, action).state, system.initial);
			const enabled = alphabet(system.scope).filter((action) => system.isEnabled(state, action));
			return enabled.map((action) => [...path, action]);
		});
		if (paths.some((path) => replayOn(target, CLAIMS, path).broken.some((one) => isSame(one, finding)))) return length;
	}
	return undefined;
}

describe(`reduction of what random interleavings find in the faulty mirrors (seed ${SEED})`, () => {
	it.each(FAULTS)("keeps the failure of $name and leaves nothing that can go", async (fault) => {
		const facility = await loadFault(fault);
		const campaign = runCampaign(new System(SCOPE), createMirror(SCOPE, "clear-waiting", facility), {
			...{ claims: CLAIMS, runs: 400, maxActions: 120, seed: SEED },
			...{ path: undefined, timeLimitMs: undefined, onProgress: undefined },
		});
		const own = campaign.findings.filter(({ claim }) => claim.id === fault.breaks || claim.id === "conforms");
		expect(own.length).toBeGreaterThan(0);
		const shortest = shortestOf(facility);
		for (const finding of own) {
			const started = performance.now();
			const targetAt = async (scope: typeof SCOPE) => createMirror(scope, "clear-waiting", facility);
			const reduced = await reduce(finding, CLAIMS, finding.interleaving, await targetAt(SCOPE), targetAt);
			times.push(performance.now() - started);
			if (!reduced) throw new Error(`${fault.name}: the failure slid to another`);
			const target = await targetAt(reduced.scope);
			const fails = (interleaving: Reduced["interleaving"]): boolean =>
				replayOn(target, CLAIMS, interleaving).broken.some((one) => isSame(one, finding));
			expect(fails(reduced.interleaving)).toBe(true);
			expectMinimal(reduced, fails);
			// The search takes the actions of the counted alphabet.
			const last = reduced.interleaving.at(-1)?.kind;
			if (!COUNTED_KINDS.some((kind) => kind === last)) continue;
			const least = await shortest(reduced, finding);
			if (least === undefined) unknown.push(`${fault.name}: ${finding.claim.id} ${finding.cause}`);
			else ratios.push(reduced.interleaving.length / least);
		}
	});

	it("comes to 1.1 times the shortest length in the middle, and 1.5 times at worst", () => {
		const sorted = ratios.toSorted((a, b) => a - b);
		const [median = 0, worst = 0] = [sorted[sorted.length >> 1], sorted.at(-1)];
		const ms = times.toSorted((a, b) => a - b);
		const slowest = `${ms[ms.length >> 1]?.toFixed(0)} ms in the middle, ${ms.at(-1)?.toFixed(0)} ms at most`;
		// Their five or more processes have more states than the search may store.
		expect(unknown).toEqual([
			"indexes-not-shifted: conforms reply: a process in another state",
			"indexes-not-shifted: no-subscriber-skipped reply: waits for somebody who was not asked",
			"indexes-shifted-twice: conforms reply: a process in another state",
			"written-behind-the-last-slot: stays-in-bounds setMask: out of bounds",
			"read-before-the-first-slot: conforms reply: a process in another state",
		]);
		process.stdout.write(
			`${sorted.length} reductions: median ${median.toFixed(2)}, worst ${worst.toFixed(2)} of the shortest at their scope; ${slowest}\n`,
		);
		expect(sorted.length).toBeGreaterThan(40);
		expect(median).toBeLessThanOrEqual(1.1);
		expect(worst).toBeLessThanOrEqual(1.5);
	});
});

/** Takes away each action, each process and each bit of a mask, and expects the failure to be gone. */
function expectMinimal(
	{ scope, interleaving }: Reduced,
	fails: (interleaving: Reduced["interleaving"]) => boolean,
): void {
	for (const index of interleaving.keys()) expect(fails(interleaving.toSpliced(index, 1))).toBe(false);
	for (let process = 0; process < scope.users + scope.services; process++) {
		const without = interleaving.filter(
			(action) => action.process !== process && !("about" in action && action.about === process),
		);
		expect(without.length).toBeLessThan(interleaving.length);
		expect(fails(without)).toBe(false);
	}
	for (const [index, action] of interleaving.entries()) {
		if (action.kind !== "setMask") continue;
		for (const mask of MASKS.filter((other) => other !== action.mask && (other & ~action.mask) === 0)) {
			expect(fails(interleaving.with(index, { ...action, mask }))).toBe(false);
		}
	}
}
