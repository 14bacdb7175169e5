import { parseArgs } from "node:util";
import { openTarget } from "../checker/open-target.ts";
import { PackedModel } from "../explore/models/packed-model.ts";
import { ProductModel } from "../explore/models/product-model.ts";
import { SystemModel } from "../explore/models/system-model.ts";
import { search } from "../explore/search.ts";
import type { Scope } from "../model/scope.ts";
import { System } from "../model/system.ts";
import { CLAIMS } from "../properties/ledger.ts";

// Searches with the plain core and prints its counts: a process of its own, so that times compare.

const { values } = parseArgs({
	options: {
		users: { type: "string", default: "2" },
		services: { type: "string", default: "2" },
		slots: { type: "string", default: "4" },
		model: { type: "string", default: "packed" },
		"no-symmetry": { type: "boolean", default: false },
		source: { type: "string" },
	},
});

interface Counts {
	readonly states: number;
	readonly stored: number;
	readonly transitions: number;
}

/** The specification, packed or in plain data. */
function searchSpecification(scope: Scope): Promise<Counts> {
	const options = { symmetry: !values["no-symmetry"] };
	return values.model === "packed"
		? search(new PackedModel(scope), [], options)
		: search(new SystemModel(new System(scope)), [], options);
}

/** A C source in product with the specification, all of its memory being part of the state. */
async function searchProduct(scope: Scope, source: string): Promise<Counts> {
	const opened = await openTarget({ kind: "c", path: source }, scope);
	const model = new ProductModel(new System(scope), await opened.forSearch(scope), CLAIMS);
	return search(model, [model.property]);
}

const scope = { users: Number(values.users), services: Number(values.services), slots: Number(values.slots) };
const { states, stored, transitions } = await (values.source === undefined
	? searchSpecification(scope)
	: searchProduct(scope, values.source));
process.stdout.write(JSON.stringify({ states, canonicalStates: stored, transitions }));
