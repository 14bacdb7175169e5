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
	if (sizes.length === 0) return "";
	const rows = sizes.map(({ scope, states, behaviours, fresh, stoppedBy }) => [
		scopeName(scope) + (stoppedBy === undefined ? "" : " (stopped)"),
		...[states, behaviours, fresh].map(grouped),
	]);
	const table = plainTable([heading("scope", "product states", "abstract behaviours", "new"), ...rows]);
	const services = [...new Set(sizes.map(({ scope }) => scope.services))];
	const lines = [
		...sizes.flatMap(({ scope, stoppedBy }) =>
			stoppedBy === undefined ? [] : [`${scopeName(scope)}: stopped by ${stoppedBy}; it says nothing`],
		),
		"the last new abstract behaviour of the target, by the number of services:",
		...services.map((count) => lastText(count, sizes)),
	];
	return `\n${table}\n${lines.map((line) => wrapped(line, 2)).join("")}`;
}

/** The scope at which the last new behaviour with so many services appeared, in words. */
function lastText(services: number, all: Stabilisation["sizes"]): string {
	const sizes = all.filter(({ scope, stoppedBy }) => scope.services === services && stoppedBy === undefined);
	const last = sizes.findLastIndex(({ fresh }) => fresh > 0);
	const [found, after] = [sizes[last], sizes.length - 1 - last];
	const of = `  ${counted(services, "service")}:`;
	if (!found) return `${of} none was found`;
	return after === 0
		? `${of} at ${scopeName(found.scope)}, the largest that was searched: larger ones may have more`
		: `${of} at ${scopeName(found.scope)}; ${counted(after, "larger scope")} had none`;
}
