import { parseArgs } from "node:util";
import { PackedModel } from "../explore/packed-model.ts";
import { search } from "../explore/search.ts";
import { SystemModel } from "../explore/system-model.ts";
import { System } from "../model/system.ts";

// Searches the specification with the plain core and prints its counts: a process of its own, so that times compare.

const { values } = parseArgs({
	options: {
		users: { type: "string", default: "2" },
		services: { type: "string", default: "2" },
		slots: { type: "string", default: "4" },
		model: { type: "string", default: "packed" },
		"no-symmetry": { type: "boolean", default: false },
	},
});
const scope = { users: Number(values.users), services: Number(values.services), slots: Number(values.slots) };
const options = { symmetry: !values["no-symmetry"] };
const { states, stored, transitions } = await (values.model === "packed"
	? search(new PackedModel(scope), [], options)
	: search(new SystemModel(new System(scope)), [], options));
process.stdout.write(JSON.stringify({ states, canonicalStates: stored, transitions }));
