import type { ViewerStep } from "./data.ts";

/** The most characters of names in a state: the drawing leaves room for so many and for a sign before them. */
const ROOM = 14;

/** Shows in each state of the charts who is in it: in the specification, and below it where the implementation differs. */
export function showInCharts(step: ViewerStep): void {
	for (const node of document.querySelectorAll(".chart .node")) {
		const expected = step.specification[node.id] ?? [];
		const found = step.implementation[node.id] ?? [];
		const differs = expected.join() !== found.join();
		node.classList.toggle("lit", expected.length > 0 || found.length > 0);
		node.classList.toggle("differs", differs);
		setText(node, ".expected tspan", namesIn(expected) || (differs ? "nobody" : ""));
		setText(node, ".found tspan", differs ? `≠ ${namesIn(found) || "nobody"}` : "");
	}
	for (const box of document.querySelectorAll(".chart .scroll")) scrollToLit(box);
}

function setText(node: Element, selector: string, text: string): void {
	const found = node.querySelector(selector);
	if (found) found.textContent = text;
}

/** Names in a state; the number of them where there is not enough room. */
function namesIn(names: readonly string[]): string {
	const all = names.join(" ");
	return all.length > ROOM ? `${names.length} of them` : all;
}

/** Scrolls a chart that is wider than its frame to what differs, or else to what is lit. */
function scrollToLit(box: Element): void {
	const lit = box.querySelector(".node.differs") ?? [...box.querySelectorAll(".node.lit")].at(-1);
	if (!lit) return;
	const { left, width } = lit.getBoundingClientRect();
	box.scrollLeft += left + width / 2 - box.getBoundingClientRect().left - box.clientWidth / 2;
}
