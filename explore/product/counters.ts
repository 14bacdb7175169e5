import type { Target } from "../../impl/target.ts";
import type { Interleaving } from "../../lockstep/random.ts";
import { runInterleaving } from "../../lockstep/run.ts";
import { type ActionKind, MASKS } from "../../model/action.ts";
import { System } from "../../model/system.ts";
import type { ProductSearch } from "./search-result.ts";

/** Number of the interleavings that show which words decide something, and their greatest length. */
const PROBES = { runs: 24, actions: 60 } as const;
/**
 * Greatest length of the interleaving that shows which words grow, and the least number of values that are new in its second half:
 * more than the masks, of which a word that keeps one has all at the start. Unknown masks, of which there are many, are left out.
 */
const GROWTH = { actions: 1_000, values: 2 * MASKS.length, without: ["unknownMask"] } as const;

/** Words of a module by address: its instances have them at the same addresses. */
const found = new WeakMap<object, readonly number[]>();

/**
 * Words that only seem to be copied and printed: a search has to watch them, and to do without the assumption where one of them
 * decides something.
 */
export async function assumedCounters(target: Target): Promise<readonly number[]> {
	const { counters } = target;
	if (!counters) return [];
	const known = found.get(counters.module);
	if (known) return known;
	const probes = await interleavingsOf(target, PROBES.runs, PROBES.actions);
	const words = counters.candidates(() => run(target, probes, () => {}));
	target.reset();
	found.set(counters.module, words);
	return words;
}

/** The words without those that decided something, which no later search of the module assumes either. */
export function withoutDecisive(
	{ counters }: Target,
	words: readonly number[],
	decisive: readonly number[],
): readonly number[] {
	const left = words.filter((word) => !decisive.includes(word));
	if (counters) found.set(counters.module, left);
	return left;
}

/** Names of the variables that take ever more values: they keep a state space from closing. */
async function growingVariables(target: Target): Promise<readonly string[]> {
	const { counters } = target;
	if (!counters) return [];
	const { words } = counters;
	const steps: (readonly number[])[] = [];
	run(
		target,
		await interleavingsOf(target, 1, GROWTH.actions, GROWTH.without),
		() => void steps.push(words.map((word) => counters.valueOf(word))),
	);
	target.reset();
	const middle = steps.length / 2;
	const growing = words.filter((_, index) => {
		const values = steps.map((step) => step[index]);
		const early = new Set(values.slice(0, middle));
		return new Set(values.slice(middle).filter((value) => !early.has(value))).size >= GROWTH.values;
	});
	return counters.namesOf(growing);
}

/** Random interleavings, the same each time. */
async function interleavingsOf(
	{ scope }: Target,
	runs: number,
	actions: number,
	without: readonly ActionKind[] = [],
): Promise<readonly Interleaving[]> {
	// Loaded where they are asked for: a target without such words needs none.
	const [{ default: fc }, { interleavings }] = await Promise.all([
		import("fast-check"),
		import("../../lockstep/random.ts"),
	]);
	return fc.sample(interleavings(new System(scope), actions, without), { seed: 1, numRuns: runs });
}

/** Runs interleavings on a target; what they violate does not matter here. */
function run(target: Target, interleavings: readonly Interleaving[], onStep: () => void): void {
	const system = new System(target.scope);
	for (const interleaving of interleavings) {
		runInterleaving(system, target, [], interleaving, { step: onStep, exercised: () => {} });
	}
}

/** A search with the names of the variables that it left out of the state. */
export async function withNames(
	{ counters }: Target,
	{ counters: words }: { readonly counters: readonly number[] },
	search: Promise<ProductSearch>,
): Promise<ProductSearch> {
	const found = await search;
	return counters && words.length > 0 ? { ...found, countsOnly: counters.namesOf(words) } : found;
}

/** A search with the names of the variables that keep its state space from closing, where a limit stopped it. */
export async function withGrowth(target: Target, search: ProductSearch): Promise<ProductSearch> {
	const { stoppedBy, countsOnly = [] } = search;
	if (stoppedBy === undefined) return search;
	const grows = (await growingVariables(target)).filter((name) => !countsOnly.includes(name));
	return grows.length > 0 ? { ...search, grows } : search;
}
