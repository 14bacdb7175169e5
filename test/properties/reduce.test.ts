import { describe, expect, it } from "vitest";
import { searchProduct } from "../../explore/product.ts";
import { createMirror } from "../../impl/mirror.ts";
import { MASKS } from "../../model/action.ts";
import { System } from "../../model/system.ts";
import { runCampaign } from "../../properties/campaign.ts";
import { CLAIMS } from "../../properties/claims.ts";
import { type Reduced, reduce } from "../../properties/reduce.ts";
import { replayOn } from "../../properties/reproduce.ts";
import { FAULTS, loadFault } from "../faults/faults.ts";

const SEED = 20162;
const SCOPE = { users: 2, services: 5, slots: 4 };

/** How far the search for the shortest goes; what it does not come to is left out of the ratios. */
const LIMITS = { states: 25_000, bytes: Number.POSITIVE_INFINITY, timeMs: Number.POSITIVE_INFINITY };

const ratios: number[] = [];
const times: number[] = [];

describe(`reduction of what random interleavings find in the faulty mirrors (seed ${SEED})`, () => {
	it.each(FAULTS)("keeps the failure of $name and leaves nothing that can go", async (fault) => {
		const facility = await loadFault(fault);
		const campaign = runCampaign(new System(SCOPE), createMirror(SCOPE, "clear-waiting", facility), {
			...{ claims: CLAIMS, runs: 400, maxActions: 120, seed: SEED },
			...{ path: undefined, timeLimitMs: undefined, onProgress: undefined },
		});
		const own = campaign.findings.filter(({ claim }) => claim.id === fault.breaks || claim.id === "conforms");
		expect(own.length).toBeGreaterThan(0);
		for (const finding of own) {
			const started = performance.now();
			const targetAt = async (scope: typeof SCOPE) => createMirror(scope, "clear-waiting", facility);
			const reduced = await reduce(finding, CLAIMS, finding.interleaving, await targetAt(SCOPE), targetAt);
			times.push(performance.now() - started);
			if (!reduced) throw new Error(`${fault.name}: the failure slid to another`);
			const target = await targetAt(reduced.scope);
			const fails = (interleaving: Reduced["interleaving"]): boolean =>
				replayOn(target, CLAIMS, interleaving).broken.some(
					(one) => one.claim === finding.claim && one.cause === finding.cause,
				);
			expect(fails(reduced.interleaving)).toBe(true);
			expectMinimal(reduced, fails);
			const search = await searchProduct(
				new System(reduced.scope),
				createMirror(reduced.scope, "clear-waiting", facility, "one"),
				{ ...{ claims: CLAIMS, allMemory: false, limits: LIMITS }, ...{ signal: undefined, onProgress: undefined } },
			);
			const shortest = search.findings.find(({ claim, cause }) => claim === finding.claim && cause === finding.cause);
			if (shortest) ratios.push(reduced.interleaving.length / shortest.interleaving.length);
		}
	});

	it("comes to 1.1 times the shortest length in the middle, and 1.5 times at worst", () => {
		const sorted = ratios.toSorted((a, b) => a - b);
		const [median = 0, worst = 0] = [sorted[sorted.length >> 1], sorted.at(-1)];
		const ms = times.toSorted((a, b) => a - b);
		const slowest = `${ms[ms.length >> 1]?.toFixed(0)} ms in the middle, ${ms.at(-1)?.toFixed(0)} ms at most`;
		process.stdout.write(
			`${sorted.length} reductions: median ${median.toFixed(2)}, worst ${worst.toFixed(2)} of the shortest; ${slowest}\n`,
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
