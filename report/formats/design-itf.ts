import { z } from "zod";
import type { DesignRun } from "../../properties/design-evidence.ts";

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
	const { scope, steps, states, loopStart } = trace;
	const actions = steps.map(({ action }) => action);
	const fields = Object.keys(states[0] as object);
	const file = {
		"#meta": {
			format: "ITF",
			"format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
			source: `design ${design}, ${scope}`,
			description: property,
			rollcall: { kind: "design", format: VERSION, version, design, property, scope, actions },
		},
		vars: [...fields, "mbt::actionTaken"],
		states: states.map((state, index) => ({
			"#meta": { index },
			...(itfValue(state) as object),
			"mbt::actionTaken": actions[index - 1] ?? "init",
		})),
		...(loopStart === undefined ? {} : { loop: loopStart }),
	};
	return `${JSON.stringify(file, null, 1)}\n`;
}

/** Plain data as ITF has it. What is undefined or null is a text, as ITF has neither. */
function itfValue(value: unknown): unknown {
	if (typeof value === "number") return { "#bigint": String(value) };
	if (value === undefined || value === null) return "none";
	if (Array.isArray(value)) return value.map(itfValue);
	if (typeof value !== "object") return value;
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, itfValue(one)]));
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
