import type { Target } from "../../impl/target.ts";
import { withRows } from "../../model/scope.ts";
import type { System } from "../../model/system.ts";
import { ProductModel } from "../models/product-model.ts";
import { RENAMED_STEPS } from "../models/renaming.ts";
import { Symmetry } from "../models/symmetry.ts";
import { type Discovery, search } from "../search.ts";
import { countBits } from "../sets/count-bits.ts";
import { FlatSet, type StateSet } from "../sets/state-set.ts";
import { TreeSet } from "../sets/tree-set.ts";
import { exerciseOnSpecification } from "../specification/exercise.ts";
import { searchSpecification } from "../specification/search-specification.ts";
import type { ProductFinding, ProductOptions, ProductSearch, TargetSymmetry } from "./search-result.ts";

/**
 * Searches any target side by side with the specification, by the plain search; without symmetry reduction where the target
 * turns out not to treat all processes alike.
 *
 * @param dead the words of an entry behind the end of the list that are left out, a bit each
 * @param isRefuted whether one of them was read after all: the search is of no use then, and stops
 */
export async function searchPlainProduct(
	system: System,
	target: Target,
	options: ProductOptions,
	dead: number,
	isRefuted: () => boolean,
): Promise<ProductSearch> {
	const { claims, limits, signal, onProgress, onPause, resumed, allows } = options;
	const started = performance.now();
	// One that is saved has to go on with the same states in all its parts; allowed actions may name processes.
	const isReduced = options.symmetry === true && !onPause && !resumed && !allows;
	const model = new ProductModel(system, target, claims, allows, isReduced);
	const isAsymmetric = (): boolean => model.renaming?.asymmetric !== undefined;
	const states = new TreeSet(model.width);
	const refuted = new AbortController();
	const found = await search(model, [model.property], {
		...{ states, limits, onProgress, resumed },
		signal: signal ? AbortSignal.any([signal, refuted.signal]) : refuted.signal,
		onPause: (save) => {
			if (isRefuted() || isAsymmetric()) refuted.abort();
			else onPause?.(() => ({ ...save(), notes: { dead } }));
		},
	}).catch((error: unknown) => {
		// No path leads to what was found: names were exchanged that make a difference.
		if (isAsymmetric()) return undefined;
		throw error;
	});
	const timeMs = limits.timeMs - (performance.now() - started);
	const asymmetric = model.renaming?.asymmetric;
	if (asymmetric || !found) {
		const whole = { ...options, symmetry: false, limits: { ...limits, timeMs } };
		return { ...(await searchPlainProduct(system, target, whole, dead, isRefuted)), asymmetric };
	}
	const specification = isRefuted() || allows ? undefined : await exercise(system, options, timeMs);
	const reached = statesIn(states, model, system);
	const stoppedBy = found.stoppedBy ?? specification?.stoppedBy;
	const isCut = Object.keys(specification?.stoppedFor ?? {}).length > 0;
	const isWhole = specification !== undefined && stoppedBy === undefined && !isCut;
	return {
		pairs: found.states,
		symmetry: model.renaming && symmetryOf(found.stored, model.renaming),
		states: reached,
		transitions: found.transitions,
		depth: found.depth,
		findings: found.discoveries.map((discovery) => findingOf(model, discovery)),
		notFollowed: found.notFollowed + model.lost,
		...(isWhole ? { reachesAll: specification.states === reached } : {}),
		exercised: specification?.exercised ?? new Map(),
		stoppedFor: specification?.stoppedFor ?? {},
		warns: model.warns,
		unreadParts: countBits(dead),
		bytes: found.bytes,
		threads: 1,
		stoppedBy,
	};
}

function symmetryOf(stored: number, { compared }: { readonly compared: number }): TargetSymmetry {
	return { stored, compared, isExhausted: compared >= RENAMED_STEPS };
}

/** Claims that the specification's own steps exercise: the target's satisfy them where they are the same. */
async function exercise({ scope }: System, { claims, limits, signal }: ProductOptions, timeMs: number) {
	const within = { ...limits, timeMs };
	if (scope.rows === "shared") {
		const checked = claims.filter(({ check }) => check);
		return { stoppedBy: undefined, ...(await exerciseOnSpecification(scope, checked, within, signal)) };
	}
	const how = { symmetry: true, claims, limits: within, signal, onProgress: undefined };
	// Its steps are the same in whatever order the rows are.
	return searchSpecification(withRows(scope, "users first"), how);
}

function findingOf(model: ProductModel, { name, detail, trace, occurrences }: Discovery<Int32Array>): ProductFinding {
	const { claim, cause } = model.breachOf(name);
	return { claim, cause, detail, interleaving: trace.actions.map((action) => model.action(action)), occurrences };
}

/** Counts distinct states of the specification among those that the stored ones stand for. */
function statesIn(stored: StateSet, model: ProductModel, { scope }: System): number {
	const states = new FlatSet(model.systemWidth);
	const symmetry = model.renaming && new Symmetry(scope);
	const [memory, words] = [new Int32Array(model.width), new Int32Array(model.systemWidth)];
	let count = 0;
	for (let number = 0; number < stored.size; number++) {
		stored.load(number, memory);
		model.encodeSystem(memory, words);
		const ways = symmetry?.canonical(words) ?? 1;
		if (states.add(words) >= 0) count += ways;
	}
	return count;
}
