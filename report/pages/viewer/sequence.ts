import type { SequenceItem } from "../../explain/sequence-item.ts";
import type { ViewerStep } from "./data.ts";
import { byId, svg } from "./dom.ts";

/** The space on the left for the numbers of the steps, in pixels. */
const NUMBERS = 30;
/** The height of a message or note, in pixels. */
const LINE = 30;
/** The space on the right for the arrow of a loop, in pixels. */
const LOOP = 26;
/** The height of the names of the lanes, in pixels. */
const NAMES = 36;

/** A sequence diagram: a band for each step, in it a line for each message and note. */
export class SequenceDiagram {
	readonly #lanes: readonly string[];
	readonly #steps: readonly ViewerStep[];
	/** Number of the first step of a loop. */
	readonly #loopStart: number | undefined;
	readonly #onStep: (step: number) => void;
	#laneWidth = 0;
	/** For each step its band, which lies below the lanes, and what lies above them. */
	#groups: readonly (readonly [SVGElement, SVGElement])[] = [];

	/**
	 * @param steps those after the start
	 * @param loopStart number of the step to which the last one leads back
	 * @param onStep receives the number of a step that is clicked, from 1
	 */
	constructor(
		lanes: readonly string[],
		steps: readonly ViewerStep[],
		loopStart: number | undefined,
		onStep: (step: number) => void,
	) {
		this.#loopStart = loopStart;
		this.#lanes = lanes;
		this.#steps = steps;
		this.#onStep = onStep;
		this.draw();
	}

	/** Draws the diagram for the width that there is. */
	draw(): void {
		const loopWidth = this.#loopStart === undefined ? 0 : LOOP;
		const room = byId("sequence").clientWidth - NUMBERS - loopWidth;
		this.#laneWidth = Math.min(120, Math.max(60, Math.floor(room / this.#lanes.length)));
		const width = NUMBERS + this.#lanes.length * this.#laneWidth;
		const lengths = this.#steps.map(({ items }) => Math.max(1, items.length) * LINE + 8);
		const height = lengths.reduce((sum, length) => sum + length, 0) + 6;
		const drawing = svg(
			"svg",
			{ width: width + loopWidth, height, role: "img" },
			svg("title", {}, "Sequence diagram of the steps"),
		);
		let top = 2;
		this.#groups = this.#steps.map((step, index) => {
			const length = lengths[index] ?? LINE;
			const both = this.#drawStep(step, index + 1, { top, length, width });
			top += length;
			return both;
		});
		const lanes = this.#lanes.map((_, lane) =>
			svg("line", { class: "lane", x1: this.#laneX(lane), x2: this.#laneX(lane), y1: 0, y2: height }),
		);
		const loop = this.#loopStart === undefined ? [] : drawLoop(lengths, this.#loopStart, width);
		drawing.append(...this.#groups.map(([band]) => band), ...lanes, ...this.#groups.map(([, lines]) => lines), ...loop);
		byId("sequence").replaceChildren(this.#drawNames(width), drawing);
	}

	/** Marks a step, and scrolls the diagram, and nothing else, to it. */
	show(current: number): void {
		for (const [index, both] of this.#groups.entries()) {
			for (const group of both) {
				group.classList.toggle("lit", index + 1 === current);
				group.classList.toggle("later", index + 1 > current);
			}
		}
		const [band, lines] = this.#groups[current - 1] ?? [];
		scrollTo(byId("sequence"), band?.querySelector(".band"), lines);
	}

	#drawNames(width: number): SVGElement {
		const boxes = this.#lanes.flatMap((lane, index) => {
			const x = this.#laneX(index);
			return [
				svg("rect", { class: "lane-box", x: x - 27, y: 4, width: 54, height: 26, rx: 5 }),
				svg("text", { class: "lane-name", x, y: 21, "text-anchor": "middle" }, lane),
			];
		});
		return svg("svg", { class: "names", width, height: NAMES, "aria-hidden": "true" }, ...boxes);
	}

	#drawStep(
		{ action = "", items, parts }: ViewerStep,
		number: number,
		{ top, length, width }: { readonly top: number; readonly length: number; readonly width: number },
	): readonly [SVGElement, SVGElement] {
		const className = parts ? "step bad" : "step";
		const band = svg(
			"g",
			{ class: className },
			svg("rect", { class: "band", x: 2, y: top, width: width - 4, height: length, rx: 5 }),
			svg("text", { class: "number", x: 8, y: top + length / 2 + 4 }, `${parts ? "✗" : ""}${number}`),
		);
		const lines = svg("g", { class: className }, svg("title", {}, `Step ${number}: ${action}`));
		for (const [place, item] of items.entries()) lines.append(...this.#drawItem(item, top + place * LINE + LINE - 4));
		for (const group of [band, lines]) group.addEventListener("click", () => this.#onStep(number));
		return [band, lines];
	}

	#drawItem(item: SequenceItem, y: number): readonly SVGElement[] {
		if (item.kind === "note") return this.#drawNote(item.text, this.#laneX(this.#lanes.indexOf(item.over)), y);
		const from = this.#laneX(this.#lanes.indexOf(item.from));
		const to = this.#laneX(this.#lanes.indexOf(item.to));
		const way = Math.sign(to - from);
		const kind = item.kind === "answer" ? "arrow answer" : "arrow";
		return [
			svg("line", { class: kind, x1: from, x2: to - way * 7, y1: y, y2: y }),
			svg("path", { class: "head-of-arrow", d: `M ${to} ${y} l ${-way * 9} -4.5 l 0 9 z` }),
			svg("text", { x: (from + to) / 2, y: y - 6, "text-anchor": "middle" }, item.text),
		];
	}

	#drawNote(text: string, x: number, y: number): readonly SVGElement[] {
		const short = shortened(text, 22);
		const width = Math.max(56, short.length * 6.4 + 12);
		const right = NUMBERS + this.#lanes.length * this.#laneWidth;
		const left = Math.min(Math.max(4, x - width / 2), right - width - 4);
		return [
			svg("rect", { class: "note", x: left, y: y - 17, width, height: 22, rx: 3 }),
			svg("text", { x: left + width / 2, y: y - 2, "text-anchor": "middle" }, short),
			svg("title", {}, text),
		];
	}

	#laneX(lane: number): number {
		return NUMBERS + lane * this.#laneWidth + this.#laneWidth / 2;
	}
}

/** The arrow from the last step back to the first of a loop. @param lengths heights of the steps */
function drawLoop(lengths: readonly number[], start: number, right: number): readonly SVGElement[] {
	const middle = (step: number): number =>
		2 + lengths.slice(0, step - 1).reduce((sum, length) => sum + length, 0) + (lengths[step - 1] ?? 0) / 2;
	const isOne = start === lengths.length;
	const [top, bottom] = [middle(start) - (isOne ? 8 : 0), middle(lengths.length) + (isOne ? 8 : 0)];
	const x = right - 2;
	return [
		svg("path", { class: "loop-line", d: `M ${x} ${bottom} h 14 q 6 0 6 -6 V ${top + 6} q 0 -6 -6 -6 h -6` }),
		svg("path", { class: "loop-head", d: `M ${x} ${top} l 9 -4.5 l 0 9 z` }),
		svg("title", {}, `Step ${lengths.length} leads back to the state before step ${start}`),
	];
}

function scrollTo(box: HTMLElement, band: Element | null | undefined, lines: SVGElement | undefined): void {
	const top = Number(band?.getAttribute("y") ?? 0);
	const bottom = top + Number(band?.getAttribute("height") ?? 0) + NAMES;
	if (top < box.scrollTop) box.scrollTop = top;
	else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight + 8;
	if (!(lines instanceof SVGGraphicsElement)) return;
	const { x, width } = lines.getBBox();
	const isOutside = x < box.scrollLeft || x + width > box.scrollLeft + box.clientWidth;
	if (isOutside) box.scrollLeft = x + width / 2 - box.clientWidth / 2;
}

function shortened(text: string, most: number): string {
	return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
