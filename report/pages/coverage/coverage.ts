// Program of the coverage page in a browser: the theme, and the table of requirements, filtered and sorted.

interface Row {
	readonly graph: string;
	readonly criterion: string;
	readonly name: string;
	readonly count: number;
	readonly status: string;
	readonly interleaving: string;
}

const COLUMNS = ["graph", "criterion", "name", "count", "status"] as const;
type Column = (typeof COLUMNS)[number];

/** Number of rows that are shown at first, and that are added by "Show more". */
const PAGE = 100;

function element<T extends Element>(selector: string, kind: new () => T): T {
	const found = document.querySelector(selector);
	if (!(found instanceof kind)) throw new Error(`the page has no ${selector}`);
	return found;
}

const rows: readonly Row[] = JSON.parse(element("#requirements-data", HTMLScriptElement).text);
const search = element("#search", HTMLInputElement);
const graph = element("#graph", HTMLSelectElement);
const criterion = element("#criterion", HTMLSelectElement);
const status = element("#status", HTMLSelectElement);
const body = element("#requirements tbody", HTMLTableSectionElement);
const tally = element("#tally", HTMLElement);
const more = element("#more", HTMLButtonElement);
let sortedBy: Column = "graph";
let isDescending = false;
let shown = PAGE;

function matching(): readonly Row[] {
	const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
	const wanted = rows.filter(
		(row) =>
			(graph.value === "" || row.graph === graph.value) &&
			(criterion.value === "" || row.criterion === criterion.value) &&
			(status.value === "" || row.status === status.value) &&
			words.every((word) => `${row.name} ${row.interleaving}`.toLowerCase().includes(word)),
	);
	const direction = isDescending ? -1 : 1;
	const compare = (a: Row, b: Row): number => {
		if (sortedBy === "count") return a.count - b.count;
		return a[sortedBy].localeCompare(b[sortedBy]);
	};
	return wanted.toSorted((a, b) => direction * compare(a, b));
}

function cell(text: string, ...classes: readonly string[]): HTMLTableCellElement {
	const made = document.createElement("td");
	made.className = classes.join(" ");
	made.textContent = text;
	return made;
}

function pathCell({ name, interleaving, status: what }: Row): HTMLTableCellElement {
	const made = document.createElement("td");
	const path = document.createElement("code");
	path.textContent = name;
	made.append(path);
	if (interleaving !== "" && what === "uncovered") {
		const way = document.createElement("details");
		const title = document.createElement("summary");
		title.textContent = "covered by";
		title.className = "soft";
		const actions = document.createElement("code");
		actions.textContent = interleaving;
		way.append(title, actions);
		made.append(way);
	}
	return made;
}

function draw(): void {
	const found = matching();
	body.replaceChildren(
		...found.slice(0, shown).map((row) => {
			const line = document.createElement("tr");
			line.append(
				cell(row.graph),
				cell(row.criterion),
				pathCell(row),
				cell(row.count.toLocaleString("en-US"), "number"),
				cell(row.status, "status", row.status),
			);
			return line;
		}),
	);
	tally.textContent = `${found.length.toLocaleString("en-US")} of ${rows.length.toLocaleString("en-US")}`;
	more.hidden = found.length <= shown;
	for (const header of document.querySelectorAll("#requirements th")) {
		const isSorted = header.getAttribute("data-column") === sortedBy;
		header.setAttribute("aria-sort", isSorted ? (isDescending ? "descending" : "ascending") : "none");
	}
}

function again(): void {
	shown = PAGE;
	draw();
}

for (const control of [search, graph, criterion, status]) control.addEventListener("input", again);
more.addEventListener("click", () => {
	shown += PAGE;
	draw();
});
for (const column of COLUMNS) {
	element(`#requirements th[data-column="${column}"] button`, HTMLButtonElement).addEventListener("click", () => {
		isDescending = sortedBy === column && !isDescending;
		sortedBy = column;
		again();
	});
}
element("#theme", HTMLButtonElement).addEventListener("click", () => {
	const { dataset } = document.documentElement;
	const isDark = dataset["theme"] ? dataset["theme"] === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
	dataset["theme"] = isDark ? "light" : "dark";
});
draw();

export {};
