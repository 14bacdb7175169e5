import { showInCharts } from "./charts.ts";
import { showComparison } from "./comparison.ts";
import type { ViewerData, ViewerStep } from "./data.ts";
import { buttonById, byId, html, listItems } from "./dom.ts";
import { SequenceDiagram } from "./sequence.ts";
import { SourcePane } from "./source.ts";

const data: ViewerData = JSON.parse(byId("data").textContent ?? "");
const lastStep = data.steps.length - 1;
const parting = data.steps.findIndex((step) => step.parts);
const slider = byId("slider") as HTMLInputElement;
const { loopStart } = data;
const sequence = new SequenceDiagram(data.lanes ?? [], data.steps.slice(1), loopStart, show);
const source = new SourcePane(data);
let current = 0;

function fillIn(): void {
	byId("title").textContent = data.title;
	byId("claim").textContent = data.claim.id;
	byId("sentence").textContent = `Claim (${data.claim.source}): ${data.claim.sentence}.`;
	byId("hint").textContent = hintText();
	byId("why").append(...listItems(data.why));
	byId("consequences").hidden = data.consequences.length === 0;
	byId("consequences")
		.querySelector("ul")
		?.append(...listItems(data.consequences));
	byId("replayed").append(...listItems(data.replayed));
	byId("replay").textContent = data.replay;
	slider.max = String(lastStep);
	if (!data.lanes) showStatesOnly();
	byId("jump").textContent = `✗ ${parting}`;
	byId("jump").hidden = parting < 0;
	byId("again").textContent = `↻ ${loopStart}`;
	byId("again").hidden = loopStart === undefined;
}

function hintText(): string {
	if (data.violatedAt === 0) return "← and → go from step to step.";
	return `The page opens at step ${data.violatedAt}, where it goes wrong; « goes to the start, ← and → from step to step.`;
}

/** Leaves out what a run of a design does not have: messages, charts, and anything to compare it with. */
function showStatesOnly(): void {
	document.body.classList.add("design");
	byId("now").textContent = "State";
	byId("kind").textContent = "Run of a design";
	byId("why-title").hidden = true;
	for (const section of document.querySelectorAll<HTMLElement>(".chart, .messages")) section.hidden = true;
}

function show(step: number): void {
	current = Math.min(Math.max(0, step), lastStep);
	const shown = data.steps[current] ?? data.steps[0];
	slider.value = String(current);
	slider.setAttribute("aria-valuetext", shown.action ?? "start");
	byId("caption").replaceChildren(...captionOf(shown));
	for (const id of ["first", "back"]) buttonById(id).disabled = current === 0;
	buttonById("last").disabled = current === lastStep;
	// The state behind the last step of a loop is the one before its first.
	buttonById("forward").disabled = current === lastStep && loopStart === undefined;
	byId("loop").hidden = !isLooped(current);
	byId("loop").textContent = isLooped(current) ? loopText() : "";
	document.body.classList.toggle("parts", shown.parts);
	byId("parting").hidden = !shown.parts;
	byId("parting").textContent = shown.parts ? partingText() : "";
	showComparison(shown);
	source.show(shown);
	showInCharts(shown);
	sequence.show(current);
}

function captionOf({ action, outcome }: ViewerStep): readonly (string | Node)[] {
	if (action === undefined) {
		return [html("strong", "", "Start"), " ", html("span", "quiet", `of ${lastStep} steps: ${outcome}`)];
	}
	const number = html("strong", "", `Step ${current} of ${lastStep}: `);
	return [number, html("code", "", action), html("span", "quiet", ` → ${outcome}`)];
}

function isLooped(step: number): boolean {
	return loopStart !== undefined && step >= loopStart;
}

function loopText(): string {
	const steps = loopStart === lastStep ? `Step ${lastStep} repeats` : `Steps ${loopStart} to ${lastStep} repeat`;
	const next = current === lastStep ? ` The next step is step ${loopStart} again.` : "";
	return `↻ ${steps} for ever. ${data.claim.id}: ${data.detail.split(";")[0]}.${next}`;
}

/** One step on: behind the last step of a loop comes its first. */
function goOn(): void {
	show(current === lastStep ? (loopStart ?? lastStep) : current + 1);
}

function partingText(): string {
	const where =
		current === parting
			? "Specification and implementation differ here"
			: `Specification and implementation differ since step ${parting}`;
	return current === lastStep && loopStart === undefined
		? `✗ ${where}. ${data.claim.id}: ${data.detail}.`
		: `✗ ${where}.`;
}

function addControls(): void {
	buttonById("first").addEventListener("click", () => show(0));
	buttonById("back").addEventListener("click", () => show(current - 1));
	buttonById("forward").addEventListener("click", goOn);
	buttonById("last").addEventListener("click", () => show(lastStep));
	buttonById("jump").addEventListener("click", () => show(parting));
	buttonById("again").addEventListener("click", () => show(loopStart ?? current));
	slider.addEventListener("input", () => show(Number(slider.value)));
	document.addEventListener("keydown", onKey);
	buttonById("theme").addEventListener("click", switchTheme);
	window.addEventListener("resize", () => {
		sequence.draw();
		show(current);
	});
}

function onKey(event: KeyboardEvent): void {
	// The slider has the same keys; what scrolls sideways needs its own.
	const { target } = event;
	const scrolls = target instanceof Element && target.closest(".scroll") !== null;
	if (event.altKey || event.ctrlKey || event.metaKey || target === slider || scrolls) return;
	const to = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: lastStep }[event.key];
	if (to === undefined) return;
	event.preventDefault();
	if (to > lastStep) goOn();
	else show(to);
}

function switchTheme(): void {
	const { dataset } = document.documentElement;
	const isDark = dataset["theme"] ? dataset["theme"] === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
	dataset["theme"] = isDark ? "light" : "dark";
}

/** Makes what scrolls a stop of the Tab key, named by the heading of its section. */
function makeScrollable(): void {
	for (const box of document.querySelectorAll<HTMLElement>(".scroll")) {
		box.tabIndex = 0;
		box.setAttribute("role", "region");
		box.setAttribute("aria-labelledby", box.closest("section")?.getAttribute("aria-labelledby") ?? "");
	}
}

fillIn();
makeScrollable();
addControls();
show(data.violatedAt);
