import { ProductModel } from "../../explore/models/product-model.ts";
import { search } from "../../explore/search.ts";
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

/** Searches a target beside the specification, breadth first, up to the first step that breaks a claim, and those as early. */
export async function firstViolations(target: Target): Promise<readonly FirstViolation[]> {
	const model = new ProductModel(new System(target.scope), target, CLAIMS);
	const states = new TreeSet(model.width);
	const { discoveries } = await search(model, [model.property], { states, symmetry: false, isOverWhenFound: true });
	const all = discoveries.map(({ name, trace }): FirstViolation => {
		const { claim, cause } = model.breachOf(name);
		return { claim: claim.id, cause, length: trace.actions.length };
	});
	const least = Math.min(...all.map(({ length }) => length));
	return all.filter(({ length }) => length === least);
}
