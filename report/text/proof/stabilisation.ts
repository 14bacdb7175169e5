import { type Scope, scopeName } from "../../../model/scope.ts";
import { heading } from "../layout/colours.ts";
import { plainTable } from "../layout/table.ts";
import { wrapped } from "../layout/width.ts";
import { counted, grouped } from "../numbers.ts";

/** Abstract behaviours of a target at growing scopes, in the order in which they were searched. */
export interface Stabilisation {
	readonly sizes: readonly {
		readonly scope: Scope;
		/** Product states. */
		readonly states: number;
		/** Abstract behaviours, and those that no scope before had. */
		readonly behaviours: number;
		readonly fresh: number;
		readonly stoppedBy: string | undefined;
	}[];
}

/** Growth of abstract behaviours for a terminal. */
export function stabilisationText({ sizes }: Stabilisation): string {
	const rows = sizes.map(({ scope, states, behaviours, fresh, stoppedBy }) => [
		scopeName(scope) + (stoppedBy === undefined ? "" : " (stopped)"),
		...[states, behaviours, fresh].map(grouped),
	]);
	const table = plainTable([heading("scope", "product states", "abstract behaviours", "new"), ...rows]);
	return `\n${table}${wrapped(lastText(sizes), 2)}`;
}

/** The scope at which the last new behaviour appeared, in words. */
function lastText(sizes: Stabilisation["sizes"]): string {
	const last = sizes.findLastIndex(({ fresh }) => fresh > 0);
	const found = sizes[last];
	if (!found) return "no abstract behaviour was found";
	const after = sizes.length - 1 - last;
	const rest =
		after === 0
			? "the last that was searched: larger ones may have more"
			: `${counted(after, "scope")} after it had none`;
	return `the last new abstract behaviour of the target appeared at ${scopeName(found.scope)}, ${rest}`;
}
