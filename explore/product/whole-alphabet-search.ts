import type { Target } from "../../impl/target.ts";
import { alphabet } from "../../model/action.ts";
import type { System } from "../../model/system.ts";
import { WholeModel } from "../models/whole-model.ts";
import { search } from "../search.ts";
import { countBits } from "../sets/count-bits.ts";
import { TreeSet } from "../sets/tree-set.ts";
import { withGrowth, withNames } from "./counters.ts";
import { assumedDead, withoutDeadMemory } from "./dead-memory.ts";
import type { ProductOptions, ProductSearch } from "./search-result.ts";

/**
 * Searches a target side by side with the specification, with every action that there is, breadth first: replies about
 * earlier lives and about endpoints outside the table, numbers that are no event, and masks with unknown bits, too.
 *
 * For small scopes. The rows of the target's process table should have two lives each.
 */
export async function searchWholeAlphabet(
	system: System,
	target: Target,
	options: Pick<ProductOptions, "claims" | "limits" | "signal" | "onProgress" | "allows">,
): Promise<ProductSearch> {
	const { claims, limits, signal, onProgress, allows = () => true } = options;
	const searched = await withoutDeadMemory(target, assumedDead(target), (dead, _, leftOut) =>
		withNames(target, leftOut, searchOnce(dead)),
	);
	return withGrowth(target, searched);

	async function searchOnce(dead: number): Promise<ProductSearch> {
		const exercised = new Map<string, number>();
		const model = new WholeModel(system, target, claims, alphabet(system.scope).filter(allows), exercised);
		const states = new TreeSet(model.width);
		const found = await search(model, [model.property], { states, limits, onProgress, symmetry: false, signal });
		return {
			pairs: found.stored,
			states: model.states,
			transitions: found.transitions,
			depth: found.depth,
			findings: found.discoveries.map(({ name, detail, trace, occurrences }) => ({
				...model.breachOf(name),
				...{ detail, occurrences, interleaving: trace.actions.map((action) => model.action(action)) },
			})),
			notFollowed: found.notFollowed,
			reachesAll: model.reachesAll,
			exercised,
			stoppedFor: {},
			warns: model.warns,
			unreadParts: countBits(dead),
			bytes: found.bytes,
			threads: 1,
			stoppedBy: found.stoppedBy,
		};
	}
}
