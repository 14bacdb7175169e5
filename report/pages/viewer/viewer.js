// The viewer's own program: it draws the data in the page, and steps through it. Runs in a browser, needs nothing else.

/** @import { ViewerData, ViewerRow, ViewerStep } from "./data.ts" */
/** @import { SequenceItem } from "../../explain/sequence-item.ts" */

(() => {
	/**
	 * The element with an id, which the page has.
	 *
	 * @param {string} id
	 * @returns {HTMLElement}
	 */
	function byId(id) {
		const found = document.getElementById(id);
		if (!found) throw new Error(`the page has no #${id}`);
		return found;
	}

	/**
	 * A new element of HTML with text or elements in it: text stays text.
	 *
	 * @param {string} tag
	 * @param {string} className
	 * @param {...(string | Node)} children
	 */
	function html(tag, className, ...children) {
		const element = document.createElement(tag);
		if (className) element.className = className;
		element.append(...children);
		return element;
	}

	/**
	 * A new element of SVG.
	 *
	 * @param {string} tag
	 * @param {Record<string, string | number>} attributes
	 * @param {...(string | Node)} children
	 */
	function svg(tag, attributes, ...children) {
		const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
		for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
		element.append(...children);
		return element;
	}

	/**
	 * A sentence with code between backticks.
	 *
	 * @param {string} text
	 */
	function sentence(text) {
		return text.split("`").map((part, index) => (index % 2 === 1 ? html("code", "", part) : part));
	}

	/** @type {ViewerData} */
	const data = JSON.parse(byId("data").textContent ?? "");
	const lastStep = data.steps.length - 1;
	const parting = data.steps.findIndex((step) => step.parts);
	const slider = /** @type {HTMLInputElement} */ (byId("slider"));
	let current = 0;

	// What does not change from step to step.

	byId("title").textContent = data.title;
	byId("claim").textContent = data.claim.id;
	byId("sentence").textContent = `Claim (${data.claim.source}): ${data.claim.sentence}.`;
	byId("why").append(...data.why.map((text) => html("li", "", ...sentence(text))));
	byId("consequences").hidden = data.consequences.length === 0;
	byId("consequences")
		.querySelector("ul")
		?.append(...data.consequences.map((text) => html("li", "", ...sentence(text))));
	byId("replayed").append(...data.replayed.map((text) => html("li", "", ...sentence(text))));
	byId("replay").textContent = data.replay;
	slider.max = String(lastStep);
	byId("jump").textContent = `✗ ${parting}`;
	byId("jump").hidden = parting < 0;

	// The sequence diagram: a band for each step, in it a line for each message and note.

	const LEFT = 30;
	const LINE = 30;
	const NAMES = 36;
	let laneWidth = 0;
	/** The groups of each step: its band, and what lies above the lanes. */
	let groups = drawSequence();

	function drawSequence() {
		const room = byId("sequence").clientWidth - LEFT;
		laneWidth = Math.min(120, Math.max(60, Math.floor(room / data.lanes.length)));
		const steps = data.steps.slice(1);
		const width = LEFT + data.lanes.length * laneWidth;
		const lengths = steps.map(({ items }) => Math.max(1, items.length) * LINE + 8);
		const height = lengths.reduce((sum, length) => sum + length, 0) + 6;
		const names = svg("svg", { class: "names", width, height: NAMES, "aria-hidden": "true" });
		const drawing = svg("svg", { width, height, role: "img" });
		drawing.append(svg("title", {}, "Sequence diagram of the steps"));
		const lanes = data.lanes.map((lane, index) => {
			const x = laneX(index);
			names.append(
				svg("rect", { class: "lane-box", x: x - 27, y: 4, width: 54, height: 26, rx: 5 }),
				svg("text", { class: "lane-name", x, y: 21, "text-anchor": "middle" }, lane),
			);
			return svg("line", { class: "lane", x1: x, x2: x, y1: 0, y2: height });
		});
		let top = 2;
		const drawn = steps.map((step, index) => {
			const length = lengths[index] ?? LINE;
			const both = drawStep(step, index + 1, top, length, width);
			top += length;
			return both;
		});
		drawing.append(...drawn.map(([band]) => band), ...lanes, ...drawn.map(([, lines]) => lines));
		byId("sequence").replaceChildren(names, drawing);
		return drawn;
	}

	/**
	 * A step's band, which lies below the lanes, and its messages and notes, which lie above them.
	 *
	 * @param {ViewerStep} step
	 * @param {number} number
	 * @param {number} top
	 * @param {number} length
	 * @param {number} width
	 * @returns {readonly [Element, Element]}
	 */
	function drawStep({ action = "", items, parts }, number, top, length, width) {
		const className = parts ? "step bad" : "step";
		const band = svg("g", { class: className });
		band.append(
			svg("rect", { class: "band", x: 2, y: top, width: width - 4, height: length, rx: 5 }),
			svg("text", { class: "number", x: 8, y: top + length / 2 + 4 }, `${parts ? "✗" : ""}${number}`),
		);
		const lines = svg("g", { class: className }, svg("title", {}, `Step ${number}: ${action}`));
		for (const [place, item] of items.entries()) lines.append(...drawItem(item, top + place * LINE + LINE - 4));
		for (const group of [band, lines]) group.addEventListener("click", () => show(number));
		return [band, lines];
	}

	/** @param {number} lane */
	function laneX(lane) {
		return LEFT + lane * laneWidth + laneWidth / 2;
	}

	/**
	 * @param {SequenceItem} item
	 * @param {number} y
	 * @returns {Element[]}
	 */
	function drawItem(item, y) {
		if (item.kind === "note") {
			const x = laneX(data.lanes.indexOf(item.over));
			const short = shortened(item.text, 22);
			const width = Math.max(56, short.length * 6.4 + 12);
			const left = Math.min(Math.max(4, x - width / 2), LEFT + data.lanes.length * laneWidth - width - 4);
			return [
				svg("rect", { class: "note", x: left, y: y - 17, width, height: 22, rx: 3 }),
				svg("text", { x: left + width / 2, y: y - 2, "text-anchor": "middle" }, short),
				svg("title", {}, item.text),
			];
		}
		const from = laneX(data.lanes.indexOf(item.from));
		const to = laneX(data.lanes.indexOf(item.to));
		const way = Math.sign(to - from);
		const kind = item.kind === "answer" ? "arrow answer" : "arrow";
		return [
			svg("line", { class: kind, x1: from, x2: to - way * 7, y1: y, y2: y }),
			svg("path", { class: "head-of-arrow", d: `M ${to} ${y} l ${-way * 9} -4.5 l 0 9 z` }),
			svg("text", { x: (from + to) / 2, y: y - 6, "text-anchor": "middle" }, item.text),
		];
	}

	/**
	 * @param {string} text
	 * @param {number} most
	 */
	function shortened(text, most) {
		return text.length > most ? `${text.slice(0, most - 1)}…` : text;
	}

	// The statecharts: who is in a state stands below its name, first in the specification, then where found elsewhere.

	const nodes = [...document.querySelectorAll(".chart .node")].map((node) => {
		const texts = [...node.querySelectorAll("text")];
		return { node, specification: texts[1], implementation: texts[2] };
	});

	/** @param {ViewerStep} step */
	function lightCharts(step) {
		for (const { node, specification, implementation } of nodes) {
			const expected = step.specification[node.id] ?? [];
			const found = step.implementation[node.id] ?? [];
			const differs = expected.join() !== found.join();
			node.classList.toggle("lit", expected.length > 0 || found.length > 0);
			node.classList.toggle("differs", differs);
			if (specification) specification.textContent = differs ? namesIn(expected) || "nobody" : namesIn(expected);
			if (implementation) {
				implementation.textContent = differs ? `≠ ${namesIn(found) || "nobody"}` : "";
				implementation.classList.add("found");
			}
			const title = node.querySelector("title");
			if (title) title.textContent = found.join(", ");
		}
	}

	/**
	 * Who is in a state, in as many letters as there is room for; all of them are in its title.
	 *
	 * @param {readonly string[]} names
	 */
	function namesIn(names) {
		const all = names.join(" ");
		return all.length > 14 ? `${names.length} of them` : all;
	}

	/** Scrolls each chart, where it is wider than its place, to what is lit. */
	function bringLitIntoSight() {
		for (const box of document.querySelectorAll(".chart .scroll")) {
			const lit = box.querySelector(".node.differs") ?? [...box.querySelectorAll(".node.lit")].at(-1);
			if (!lit) continue;
			const { left, width } = lit.getBoundingClientRect();
			box.scrollLeft += left + width / 2 - box.getBoundingClientRect().left - box.clientWidth / 2;
		}
	}

	// Before, expected, found.

	/** @param {ViewerStep} step */
	function drawRows(step) {
		const heading = ["", "before", "expected", "found"].map((text) => html("th", "", text));
		const body = html("tbody", "", ...step.rows.map(drawRow));
		byId("rows").replaceChildren(html("thead", "", html("tr", "", ...heading)), body);
	}

	/** @param {ViewerRow} row */
	function drawRow({ what, before, expected, found }) {
		const changed = before !== undefined && before !== found;
		const className = expected !== found ? "differs" : changed ? "changed" : "";
		const name = html("th", "", what);
		name.setAttribute("scope", "row");
		const cells = [html("td", "before", before ?? ""), html("td", "expected", expected), html("td", "found", found)];
		return html("tr", className, name, ...cells);
	}

	/** @param {number} step */
	function show(step) {
		current = Math.min(Math.max(0, step), lastStep);
		const shown = data.steps[current] ?? data.steps[0];
		slider.value = String(current);
		slider.setAttribute("aria-valuetext", shown.action ?? "start");
		byId("caption").replaceChildren(
			html("strong", "", current === 0 ? "Start" : `Step ${current} of ${lastStep}: `),
			...(shown.action === undefined ? [" "] : [html("code", "", shown.action)]),
			html(
				"span",
				"quiet",
				shown.action === undefined ? `of ${lastStep} steps: ${shown.outcome}` : ` → ${shown.outcome}`,
			),
		);
		for (const id of ["first", "back"]) /** @type {HTMLButtonElement} */ (byId(id)).disabled = current === 0;
		for (const id of ["forward", "last"]) /** @type {HTMLButtonElement} */ (byId(id)).disabled = current === lastStep;
		document.body.classList.toggle("parts", shown.parts);
		const banner = byId("parting");
		banner.hidden = !shown.parts;
		banner.textContent = shown.parts ? partingText() : "";
		drawRows(shown);
		byId("functions").textContent = shown.functions.length > 0 ? `Ran: ${shown.functions.join(", ")}` : "";
		lightCharts(shown);
		bringLitIntoSight();
		for (const [index, both] of groups.entries()) {
			for (const group of both) {
				group.classList.toggle("lit", index + 1 === current);
				group.classList.toggle("later", index + 1 > current);
			}
		}
		keepInSight();
	}

	function partingText() {
		const where = current === parting ? "Here specification and implementation part" : `They parted in step ${parting}`;
		return current === lastStep ? `✗ ${where}. ${data.claim.id}: ${data.detail}.` : `✗ ${where}.`;
	}

	/** Scrolls the diagram, and nothing else, to the current step. */
	function keepInSight() {
		const box = byId("sequence");
		const [band, lines] = groups[current - 1] ?? [];
		const rectangle = band?.querySelector(".band");
		const top = Number(rectangle?.getAttribute("y") ?? 0);
		const bottom = top + Number(rectangle?.getAttribute("height") ?? 0) + NAMES;
		if (top < box.scrollTop) box.scrollTop = top;
		else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight + 8;
		if (!(lines instanceof SVGGraphicsElement)) return;
		const { x, width } = lines.getBBox();
		const isOutside = x < box.scrollLeft || x + width > box.scrollLeft + box.clientWidth;
		if (isOutside) box.scrollLeft = x + width / 2 - box.clientWidth / 2;
	}

	// How to get about.

	byId("first").addEventListener("click", () => show(0));
	byId("back").addEventListener("click", () => show(current - 1));
	byId("forward").addEventListener("click", () => show(current + 1));
	byId("last").addEventListener("click", () => show(lastStep));
	byId("jump").addEventListener("click", () => show(parting));
	slider.addEventListener("input", () => show(Number(slider.value)));
	document.addEventListener("keydown", (event) => {
		// The slider has the same keys; what scrolls sideways needs its own.
		const target = /** @type {Element | null} */ (event.target);
		if (event.altKey || event.ctrlKey || event.metaKey || target === slider || target?.closest(".scroll")) return;
		const to = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: lastStep }[event.key];
		if (to === undefined) return;
		event.preventDefault();
		show(to);
	});

	byId("theme").addEventListener("click", () => {
		const root = document.documentElement;
		const isDark = getComputedStyle(root).colorScheme === "dark" || (!root.dataset["theme"] && prefersDark());
		root.dataset["theme"] = isDark ? "light" : "dark";
	});

	function prefersDark() {
		return matchMedia("(prefers-color-scheme: dark)").matches;
	}

	window.addEventListener("resize", () => {
		groups = drawSequence();
		show(current);
	});

	show(0);
})();
