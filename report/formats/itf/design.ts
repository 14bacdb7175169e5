import { z } from "zod";
import type { DesignRun } from "../../../properties/design-evidence.ts";
import { bigint, itfFile } from "./file.ts";

/** Raised with every change after which older files mean something else. */
const VERSION = 1;

const META = z.object({
	kind: z.literal("design"),
	format: z.literal(VERSION),
	version: z.string(),
	...{ design: z.string(), property: z.string(), scope: z.string() },
	actions: z.array(z.string()).max(10_000),
});

const FILE = z.object({
	"#meta": z.object({ rollcall: META }),
	/** Start of the loop of a lasso. */
	loop: z.int().nonnegative().optional(),
});

const KIND = z.object({ "#meta": z.object({ rollcall: z.object({ kind: z.literal("design") }) }) });

/** A run of a design as its file has it. */
export type DesignFile = Omit<z.infer<typeof META>, "kind" | "format" | "version"> & {
	readonly loopStart: number | undefined;
};

/**
 * A run of a design in the Informal Trace Format: the fields of its states are the variables; what it takes to run it again is
 * under `#meta.rollcall`.
 *
 * @param version rollcall's own
 */
export function formatDesignItf({ design, property, trace }: DesignRun, version: string): string {
	const { scope, steps, states: plain, loopStart } = trace;
	const actions = steps.map(({ action }) => action);
	const states = plain.map((state) => itfValue(state) as Readonly<Record<string, unknown>>);
	const fields = Object.keys(states[0] ?? {});
	return itfFile({
		source: `design ${design}, ${scope}`,
		// A design's run is what a property says can happen, or what breaks it: the property says which.
		status: "example",
		description: property,
		rollcall: { kind: "design", format: VERSION, version, design, property, scope, actions },
		params: {},
		vars: {
			...Object.fromEntries(fields.map((field) => [field, typeOf(states.map((state) => state[field]))])),
			...{ "mbt::actionTaken": "Str", "mbt::nondetPicks": "{}" },
		},
		states: states.map((state, index) => ({
			...state,
			...{ "mbt::actionTaken": actions[index - 1] ?? "init", "mbt::nondetPicks": {} },
		})),
		loop: loopStart,
	});
}

/** Plain data as ITF has it. What is undefined or null is a text, as ITF has neither. */
function itfValue(value: unknown): unknown {
	if (typeof value === "number") return bigint(value);
	if (value === undefined || value === null) return "none";
	if (Array.isArray(value)) return value.map(itfValue);
	if (typeof value !== "object") return value;
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, itfValue(one)]));
}

/** Type of values in Apalache's words: that of all of them; of lists without items it is taken to be one of texts. */
function typeOf(values: readonly unknown[]): string {
	const lists = values.filter(Array.isArray);
	if (lists.length > 0) return `Seq(${typeOf(lists.flat())})`;
	const [first] = values;
	if (typeof first === "boolean") return "Bool";
	if (typeof first !== "object" || first === null) return "Str";
	if ("#bigint" in first) return "Int";
	const names = [...new Set(values.flatMap((value) => Object.keys(value as object)))];
	const fields = names.map((name) => {
		const own = values.map((value) => (value as Readonly<Record<string, unknown>>)[name]);
		return `${name}: ${typeOf(own.filter((value) => value !== undefined))}`;
	});
	return `{ ${fields.join(", ")} }`;
}

/** Reads a run back. @returns undefined where the text is no run of a design, or one line that says what is wrong with it */
export function parseDesignItf(text: string): DesignFile | { readonly error: string } | undefined {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (!KIND.safeParse(json).success) return undefined;
	const file = FILE.safeParse(json);
	if (!file.success) {
		const [issue] = file.error.issues;
		return { error: `the run of a design is damaged at ${issue?.path.join(".")}` };
	}
	const { design, property, scope, actions } = file.data["#meta"].rollcall;
	return { design, property, scope, actions, loopStart: file.data.loop };
}
