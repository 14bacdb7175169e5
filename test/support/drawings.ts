import type { Page } from "puppeteer-core";
import { z } from "zod";

/** Faults that a reader of a drawing would see, as sentences. */
export interface DrawingFaults {
	/** Texts that lie on each other. */
	readonly overlapping: readonly string[];
	/** Texts of an edge that lie on a state. */
	readonly onStates: readonly string[];
	/** Lines of edges that run through a text. */
	readonly crossed: readonly string[];
	/** Texts outside the drawing, and drawings that cannot be scrolled to. */
	readonly cutOff: readonly string[];
	/** Number of texts compared. */
	readonly texts: number;
}

const FAULTS = z.object({
	overlapping: z.array(z.string()),
	onStates: z.array(z.string()),
	crossed: z.array(z.string()),
	cutOff: z.array(z.string()),
	texts: z.number(),
});

/**
 * Measures a drawing in the browser: the boxes of its texts, states and lines.
 *
 * @param selector of an SVG element that a scrollable element contains
 */
export async function drawingFaults(page: Page, selector: string): Promise<DrawingFaults> {
	return FAULTS.parse(await page.evaluate(`(${MEASURE})(document.querySelector(${JSON.stringify(selector)}))`));
}

/** A program for the browser. Boxes are shrunk by a pixel, since a line of text is higher than its letters. */
const MEASURE = `(svg) => {
	const boxOf = (element) => {
		const { left, top, right, bottom } = element.getBoundingClientRect();
		return { left: left + 1, top: top + 1, right: right - 1, bottom: bottom - 1, name: element.textContent.trim() };
	};
	const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
	const elements = [...svg.querySelectorAll("text")].filter(({ textContent }) => textContent.trim() !== "");
	const texts = elements.map(boxOf);
	const overlapping = texts.flatMap((a, i) => texts.slice(i + 1).filter((b) => meet(a, b)).map((b) => a.name + " on " + b.name));
	const states = [...svg.querySelectorAll(".node rect")].map((rect) => ({ ...boxOf(rect), name: rect.parentElement.textContent.trim() }));
	const labels = [...svg.querySelectorAll(".label text")].map(boxOf);
	const onStates = labels.flatMap((a) => states.filter((b) => meet(a, b)).map((b) => a.name + " on " + b.name));
	// The name of a group is drawn over the lines that lead into it.
	const bare = elements.filter((element) => !element.closest(".group-text")).map(boxOf);
	const crossed = [...svg.querySelectorAll(".edge path")].flatMap((path) => {
		const toPage = path.getScreenCTM();
		const points = Array.from({ length: 101 }, (_, i) => path.getPointAtLength((i / 100) * path.getTotalLength()).matrixTransform(toPage));
		const hit = bare.filter((text) => points.some(({ x, y }) => meet(text, { left: x, right: x, top: y, bottom: y })));
		return hit.map(({ name }) => name);
	});
	const drawing = svg.getBoundingClientRect();
	const cutOff = texts.filter(({ left, top, right, bottom }) =>
		left < drawing.left || right > drawing.right || top < drawing.top || bottom > drawing.bottom).map(({ name }) => name);
	const frame = svg.parentElement;
	const from = drawing.left - frame.getBoundingClientRect().left - frame.clientLeft + frame.scrollLeft;
	const canScroll = frame.scrollWidth <= frame.clientWidth || /auto|scroll/.test(getComputedStyle(frame).overflowX);
	if (from < 0 || from + drawing.width > frame.scrollWidth + 1 || !canScroll) cutOff.push("the drawing");
	return { overlapping, onStates, crossed, cutOff, texts: texts.length };
}`;
