/** Trace in the Informal Trace Format, but for what every such file has. */
export interface ItfTrace {
	readonly source: string;
	/** `violation` for a counterexample, `example` for a run that shows what can happen. */
	readonly status: "violation" | "example";
	readonly description: string;
	/** What Rollcall reads back. */
	readonly rollcall: object;
	/** Constants and variables, with their types in Apalache's words. */
	readonly params: Readonly<Record<string, string>>;
	readonly vars: Readonly<Record<string, string>>;
	/** States by variable, the first with the constants. */
	readonly states: readonly object[];
	/** Number of the state at which the loop of a lasso begins. */
	readonly loop: number | undefined;
}

/** A trace as a file in the Informal Trace Format. */
export function itfFile({ source, status, description, rollcall, params, vars, states, loop }: ItfTrace): string {
	const file = {
		"#meta": {
			format: "ITF",
			"format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
			...{ source, status, description, varTypes: { ...params, ...vars }, rollcall },
		},
		...(Object.keys(params).length > 0 ? { params: Object.keys(params) } : {}),
		vars: Object.keys(vars),
		states: states.map((state, index) => ({ "#meta": { index }, ...state })),
		...(loop === undefined ? {} : { loop }),
	};
	return `${JSON.stringify(file, null, 1)}\n`;
}

/** A whole number as the format has it. */
export function bigint(value: number): { readonly "#bigint": string } {
	return { "#bigint": String(value) };
}
