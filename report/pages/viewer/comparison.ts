import type { ViewerRow, ViewerStep } from "./data.ts";
import { byId, html } from "./dom.ts";

/** Fills the table of what is before a step, expected after it, and found. */
export function showComparison(step: ViewerStep): void {
	// A run of a design has nothing that was expected: that column is hidden.
	const last = document.body.classList.contains("design") ? "after" : "found";
	const heading = ["", "before", "expected", last].map((text) => html("th", "", text));
	const body = html("tbody", "", ...step.rows.map(row));
	byId("rows").replaceChildren(html("thead", "", html("tr", "", ...heading)), body);
}

function row({ what, before, expected, found }: ViewerRow): HTMLElement {
	const changed = before !== undefined && before !== found;
	const className = expected !== found ? "differs" : changed ? "changed" : "";
	const name = html("th", "", what);
	name.setAttribute("scope", "row");
	const cells = [html("td", "before", before ?? ""), html("td", "expected", expected), html("td", "found", found)];
	return html("tr", className, name, ...cells);
}
