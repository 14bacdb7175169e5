import type { ViewerData, ViewerStep } from "./data.ts";
import { byId, html } from "./dom.ts";

/** The space between the top of the pane and the first line that ran, in lines. */
const ABOVE = 3;

/** The pane with the source: the lines that ran in a step are marked, with what they wrote below them. */
export class SourcePane {
	readonly #rows: readonly HTMLElement[];
	#marked: readonly HTMLElement[] = [];

	constructor({ source }: ViewerData) {
		byId("source-section").hidden = source === undefined;
		byId("source-title").textContent = source?.title ?? "";
		this.#rows = (source?.lines ?? []).map((line, index) =>
			html("div", "line", html("span", "line-number", String(index + 1)), html("span", "code", line)),
		);
		byId("source").hidden = this.#rows.length === 0;
		byId("source").replaceChildren(...this.#rows);
	}

	/** Marks the lines of a step, and scrolls the pane, and nothing else, to them. */
	show({ functions, sourceNote, writes, focusLine }: ViewerStep): void {
		for (const row of this.#marked) {
			row.classList.remove("ran");
			for (const note of row.querySelectorAll(".write")) note.remove();
		}
		const ran = functions.flatMap(({ lines }) => lines);
		this.#marked = ran.flatMap((line) => this.#rows[line - 1] ?? []);
		for (const row of this.#marked) row.classList.add("ran");
		for (const { line, text } of writes) this.#rows[line - 1]?.append(html("span", "write", text));
		byId("source-note").textContent = sourceNote;
		byId("functions").replaceChildren(...functions.map(({ name, lines }) => this.#jump(name, lines[0])));
		this.#bringIntoSight(focusLine, functions.find(({ lines }) => lines.includes(focusLine ?? 0))?.lines[0]);
	}

	/** A button that scrolls to a function. */
	#jump(name: string, line: number | undefined): HTMLElement {
		const button = html("button", "jump", name);
		button.addEventListener("click", () => this.#bringIntoSight(line, line));
		return button;
	}

	/** Scrolls to the first line of a function that ran, and as far as is needed for the line that matters. */
	#bringIntoSight(line: number | undefined, first: number | undefined): void {
		const pane = byId("source");
		const focus = this.#rows[(line ?? 0) - 1];
		const start = this.#rows[Math.max(0, (first ?? line ?? 0) - 1 - ABOVE)];
		if (!focus || !start) return;
		const needed = focus.offsetTop + focus.offsetHeight * (1 + ABOVE) - pane.clientHeight;
		pane.scrollTop = Math.max(start.offsetTop, needed);
		pane.scrollLeft = 0;
	}
}
