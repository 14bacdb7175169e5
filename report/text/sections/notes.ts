import type { ProductSearch } from "../../../explore/product/search-product.ts";
import { type WarningNote, warningParts } from "../../../lockstep/warnings.ts";
import { terminalText } from "../../escape/terminal.ts";
import { wrapped } from "../layout/width.ts";

const DIFFERENCES = {
	missing: "none where event.c prints one",
	added: "some where event.c prints none",
	repeated: "more than event.c prints",
} as const;

/** Notes of what is no violation, grouped, a line each; empty where there is nothing to note. */
export function notesText(searches: readonly ProductSearch[], warns: Iterable<WarningNote>): string {
	return [...warningLines(warns), ...counterLines(searches)].map((line) => wrapped(`note: ${line}`, 2)).join("");
}

function warningLines(warns: Iterable<WarningNote>): readonly string[] {
	const notes = [...new Set(warns)].map(warningParts);
	const groups = Object.entries(DIFFERENCES).flatMap(([difference, text]) => {
		const actions = notes.filter((one) => one.difference === difference).map(({ action }) => action);
		return actions.length === 0 ? [] : [`${text} (${actions.join(", ")})`];
	});
	return groups.length === 0 ? [] : [`warns differently, which is no violation: ${groups.join("; ")}`];
}

function counterLines(searches: readonly ProductSearch[]): readonly string[] {
	const names = [...new Set(searches.flatMap(({ countsOnly = [] }) => countsOnly))];
	return names.map(
		(name) =>
			`${terminalText(name)}: counts only; it is copied or printed and decides nothing, so that no state contains it`,
	);
}

/** Names of the variables that keep a state space from closing, to put behind what stopped its search. */
export function growthText({ grows = [] }: ProductSearch): string {
	if (grows.length === 0) return "";
	const [verb, their] = grows.length === 1 ? ["takes", "its"] : ["take", "their"];
	return `; ${grows.map(terminalText).join(", ")} ${verb} ever more values, and each of ${their} values is another state`;
}
