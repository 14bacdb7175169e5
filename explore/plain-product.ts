import type { Target } from "../impl/target.ts";
import { countedAlphabet, type System } from "../model/system.ts";
import { countBits } from "./fast/rows/bit-matrix.ts";
import type { Property } from "./model.ts";
import { type ClaimBreach, ProductModel } from "./product-model.ts";
import { assumedDead, type ProductFinding, type ProductOptions, type ProductSearch } from "./product-search.ts";
import { type Outcome, search } from "./search.ts";
import { searchSpecification } from "./specification.ts";
import { FlatSet } from "./state-set.ts";
import { TreeSet } from "./tree-set.ts";

/** Searches any target by the plain search of its product with the specification, by one thread. */
export async function searchPlainProduct(
	system: System,
	target: Target,
	options: ProductOptions,
): Promise<ProductSearch> {
	const started = performance.now();
	const timeLeft = (): number => options.limits.timeMs - (performance.now() - started);
	let unread = assumedDead(target, options);
	for (;;) {
		const { found, read } = await searchOnce(system, target, options, unread, timeLeft());
		if (read !== 0) unread &= ~read;
		else return { ...found, ...(await exercise(system, options, timeLeft())), unreadWords: countBits(unread) };
	}
}

/** Searches with words of an entry assumed dead. @returns the words that were read after all, a bit each: then begin anew */
async function searchOnce(
	system: System,
	target: Target,
	options: ProductOptions,
	unread: number,
	timeMs: number,
): Promise<{ readonly found: Omit<ProductSearch, "exercised" | "stoppedFor" | "unreadWords">; readonly read: number }> {
	const { leftovers } = target;
	const model = new ProductModel(system, target, options.claims, options.allows);
	const states = new TreeSet(model.width);
	const breaches = new Map<string, ClaimBreach>();
	const refuted = new AbortController();
	leftovers?.assume(unread);
	const outcome = await search(model, [noting(model, breaches)], {
		states,
		limits: { ...options.limits, timeMs },
		signal: options.signal ? AbortSignal.any([options.signal, refuted.signal]) : refuted.signal,
		onProgress: (progress) => {
			options.onProgress?.(progress);
			if ((leftovers?.read ?? 0) !== 0) refuted.abort();
		},
	});
	const read = leftovers?.read ?? 0;
	leftovers?.assume(0);
	const { stored: pairs, transitions, depth, notFollowed, bytes, stoppedBy } = outcome;
	const counts = {
		pairs,
		states: statesIn(states, model),
		transitions,
		depth,
		notFollowed,
		bytes,
		threads: 1,
		stoppedBy,
	};
	return { found: { ...counts, findings: findingsOf(outcome, breaches, system) }, read };
}

/** The model's property, which notes the first breach of each kind. */
function noting(model: ProductModel, breaches: Map<string, ClaimBreach>): Property<Int32Array> {
	const check = (): readonly ClaimBreach[] => {
		for (const breach of model.breaches) if (!breaches.has(breach.key)) breaches.set(breach.key, breach);
		return model.breaches;
	};
	return { kind: "step", check };
}

/** Counts distinct states of the specification among product states. */
function statesIn(pairs: TreeSet, { width, systemWidth }: ProductModel): number {
	const states = new FlatSet(systemWidth);
	const words = new Int32Array(width);
	for (let pair = 0; pair < pairs.size; pair++) {
		pairs.load(pair, words);
		states.add(words.subarray(0, systemWidth));
	}
	return states.size;
}

function findingsOf(
	{ discoveries }: Outcome<Int32Array>,
	breaches: ReadonlyMap<string, ClaimBreach>,
	{ scope }: System,
): readonly ProductFinding[] {
	const alphabet = countedAlphabet(scope);
	return discoveries.flatMap(({ name, detail, trace, occurrences }): ProductFinding[] => {
		const breach = breaches.get(name);
		if (!breach) return [];
		const { claim, cause } = breach;
		const interleaving = trace.actions.flatMap((action) => alphabet[action] ?? []);
		return [{ claim, cause, detail, interleaving, occurrences }];
	});
}

/**
 * Exercises the claims on the specification: a complete search of a target that followed everything took all of its steps.
 *
 * @throws SpecificationBroken where it breaks one itself
 */
async function exercise(
	{ scope }: System,
	{ allows, claims, limits, signal }: ProductOptions,
	timeMs: number,
): Promise<Pick<ProductSearch, "exercised" | "stoppedFor">> {
	if (allows) return { exercised: new Map(), stoppedFor: {} };
	const how = { symmetry: true, claims, limits: { ...limits, timeMs }, signal, onProgress: undefined };
	const { exercised, stoppedFor, stoppedBy } = await searchSpecification(scope, how);
	if (stoppedBy === undefined) return { exercised, stoppedFor };
	return { exercised, stoppedFor: Object.fromEntries(claims.map(({ id }) => [id, stoppedBy])) };
}
