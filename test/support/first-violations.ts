import { ProductModel } from "../../explore/models/product-model.ts";
import { NOT_FOLLOWED, search } from "../../explore/search.ts";
import { TreeSet } from "../../explore/sets/tree-set.ts";
import type { Target } from "../../impl/target.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";

/** A violation by a shortest interleaving of all that violate any claim. */
export interface FirstViolation {
	readonly claim: string;
	readonly cause: string;
	readonly length: number;
}

/** Searches a target beside the specification, breadth first, to the end of the level in which a step first breaks a claim. */
export async function firstViolations(target: Target): Promise<readonly FirstViolation[]> {
	const model = new ProductModel(new System(target.scope), target, CLAIMS);
	const states = new TreeSet(model.width);
	const over = new AbortController();
	let [isFound, level] = [false, Number.POSITIVE_INFINITY];
	const { discoveries } = await search(model, [model.property], {
		...{ states, symmetry: false, signal: over.signal },
		onTransition: (_from, _action, to) => {
			isFound ||= to === NOT_FOLLOWED;
		},
		onProgress: ({ depth }) => {
			if (isFound) level = Math.min(level, depth);
			if (depth > level) over.abort();
		},
	});
	const all = discoveries.map(({ name, trace }): FirstViolation => {
		const { claim, cause } = model.breachOf(name);
		return { claim: claim.id, cause, length: trace.actions.length };
	});
	const least = Math.min(...all.map(({ length }) => length));
	return all.filter(({ length }) => length === least);
}
