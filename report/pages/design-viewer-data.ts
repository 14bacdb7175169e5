import type { DesignRun } from "../../properties/design-evidence.ts";
import type { ViewerData, ViewerRow, ViewerStep } from "./viewer/data.ts";

/** A run of a design as the viewer needs it: its states, and nothing to compare them with. */
export function designViewerData({ design, property, trace }: DesignRun, sentence: string, replay: string): ViewerData {
	const { scope, initial, steps, states, loopStart } = trace;
	const texts = states.map(fieldsOf);
	return {
		title: `${design}: ${property}`,
		claim: { id: property, sentence, source: `design ${design}, ${scope}` },
		detail: sentence,
		lanes: undefined,
		steps: [
			stepOf(undefined, initial, rowsOf(undefined, texts[0])),
			...steps.map(({ action, state }, index) => stepOf(action, state, rowsOf(texts[index], texts[index + 1]))),
		],
		why: [],
		consequences: [],
		replayed: [],
		replay,
		violatedAt: 0,
		loopStart: loopStart === undefined ? undefined : loopStart + 1,
		source: undefined,
	};
}

function stepOf(action: string | undefined, outcome: string, rows: readonly ViewerRow[]): ViewerStep {
	return {
		...{ action, outcome, rows, items: [], parts: false, specification: {}, implementation: {} },
		...{ functions: [], sourceNote: "", writes: [], focusLine: undefined },
	};
}

/** A text for each field of a state; for each item of a field that is a list. */
function fieldsOf(state: unknown): ReadonlyMap<string, string> {
	return new Map(
		Object.entries(state as object).flatMap(([name, value]): (readonly [string, string])[] =>
			Array.isArray(value)
				? value.map((item, index) => [`${name}[${index}]`, textOf(item)] as const)
				: [[name, textOf(value)]],
		),
	);
}

function textOf(value: unknown): string {
	if (typeof value === "string") return value;
	return value === undefined
		? "none"
		: JSON.stringify(value)
				.replaceAll('"', "")
				.replaceAll(/([:,])/g, "$1 ");
}

function rowsOf(
	before: ReadonlyMap<string, string> | undefined,
	after: ReadonlyMap<string, string> = new Map(),
): readonly ViewerRow[] {
	const names = [...new Set([...(before?.keys() ?? []), ...after.keys()])];
	return names.map((what) => {
		const found = after.get(what) ?? "";
		return { what, before: before?.get(what), expected: found, found };
	});
}
