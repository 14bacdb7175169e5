import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storyOf } from "../../../checker/findings/explanations.ts";
import type { Story } from "../../../report/explain/explanation.ts";
import { viewerHtml } from "../../../report/pages/viewer-page.ts";
import { HAS_BROWSER, openBrowser } from "../../support/browser.ts";
import { drawingFaults } from "../../support/drawings.ts";
import { FINDING_001, LASSO, PANIC, storyOnMirror, told } from "../../support/stories.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-"));

/** Writes a viewer to a file of its own; gives its address. */
async function written(name: string, story: Story): Promise<string> {
	const path = join(folder, `${name}.html`);
	writeFileSync(path, await viewerHtml(story));
	return pathToFileURL(path).href;
}

describe("the viewer's file", () => {
	it("names nothing that a browser would fetch", async () => {
		const html = await viewerHtml(told(storyOnMirror(FINDING_001)));
		expect(html).not.toMatch(/(?:src|href)=|@import\s+(?:url|")|url\(/);
		expect(html).toContain("default-src 'none'");
	});
});

describe.skipIf(!HAS_BROWSER)("the viewer in Chromium", () => {
	let browser: Browser;
	let page: Page;
	const requests: string[] = [];
	const errors: unknown[] = [];

	beforeAll(async () => {
		browser = await openBrowser();
		page = await browser.newPage();
		page.on("request", (request) => requests.push(request.url()));
		page.on("pageerror", (error) => errors.push(error));
		page.on("console", (message) => errors.push(message.text()));
		await page.setViewport({ width: 1280, height: 900 });
		await page.goto(await written("finding", told(storyOnMirror(FINDING_001))));
	});
	afterAll(() => browser.close());

	const text = (selector: string): Promise<string> => page.$eval(selector, (element) => element.textContent ?? "");
	const texts = (selector: string): Promise<string[]> =>
		page.$$eval(selector, (elements) => elements.map((element) => element.textContent ?? ""));
	const press = async (key: "ArrowLeft" | "ArrowRight" | "Home" | "End"): Promise<void> => page.keyboard.press(key);

	it("opens at the step that violates the claim, and says where the start is", async () => {
		expect(await text("#caption")).toContain("Step 9 of 9: setMask(s0, EXIT)");
		expect(await text("#parting")).toContain("waiting-balances: the slot of s0 counts 1 waiting");
		expect(await text("#hint")).toContain("The page opens at step 9, where it goes wrong; « goes to the start");
	});

	it("has at the start nothing subscribed and nobody there", async () => {
		await press("Home");
		expect(await text("#caption")).toBe("Start of 9 steps: every process is free, nobody has subscribed");
		expect(await page.$eval("#parting", (element) => element.hasAttribute("hidden"))).toBe(true);
	});

	it("steps by arrow keys, buttons and slider, and stays where there is no more", async () => {
		await press("ArrowRight");
		expect(await text("#caption")).toContain("Step 1 of 9: spawn(s0)");
		await page.click("#forward");
		expect(await text("#caption")).toContain("Step 2 of 9: setMask(s0, EXIT)");
		await press("ArrowLeft");
		await page.click("#back");
		await press("ArrowLeft");
		expect(await text("#caption")).toContain("Start");
		await press("End");
		await press("ArrowRight");
		expect(await text("#caption")).toContain("Step 9 of 9");
		await page.focus("#slider");
		await press("ArrowLeft");
		expect(await text("#caption")).toContain("Step 8 of 9: setMask(s0, 0)");
		await press("Home");
		expect(await text("#caption")).toContain("Start");
		await page.click("h1");
	});

	it("can be used by the keyboard alone: every control comes by Tab and shows that it has the focus", async () => {
		await press("End");
		await page.evaluate("document.activeElement?.blur()");
		const reached: string[] = [];
		for (let i = 0; i < 5; i++) {
			await page.keyboard.press("Tab");
			reached.push(String(await page.evaluate("document.activeElement.id")));
			expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
		}
		expect(reached).toEqual(["theme", "first", "back", "slider", "jump"]);
	});

	it("lights the current step in the sequence diagram, and the states that processes and slots are in", async () => {
		await press("Home");
		for (let i = 0; i < 7; i++) await press("ArrowRight");
		expect(await texts(".sequence .lit .number")).toEqual(["7"]);
		const lit = await page.$$eval(".chart .node.lit", (nodes) => nodes.map((node) => node.id).sort());
		expect(lit).toEqual([
			"process_kill_none",
			"process_lifecycle_running",
			"process_lifecycle_signalled",
			"process_parent_untold",
			"slot_subscribed_exit",
			"slot_subscribed_signal",
		]);
		expect(await text("#process_lifecycle_signalled")).toContain("u0");
		expect(await text("#slot_subscribed_signal")).toContain("s1: 1 waiting");
	});

	it("marks what a step changed", async () => {
		await press("ArrowRight");
		const changed = await texts("tr.changed th");
		expect(changed).toEqual(["slot 0", "slot 1"]);
		expect(await texts("tr.differs")).toEqual([]);
	});

	it("shows the step from which specification and implementation differ so that nobody can miss it", async () => {
		await press("Home");
		await page.click("#jump");
		expect(await text("#caption")).toContain("Step 9 of 9: setMask(s0, EXIT)");
		expect(await text("#parting")).toBe(
			"✗ Specification and implementation differ here. waiting-balances: the slot of s0 counts 1 waiting, 0 wait for it.",
		);
		const inSight = await page.$eval("#parting", (element) => {
			const { top, bottom } = element.getBoundingClientRect();
			return { top, bottom };
		});
		expect(inSight.top).toBeGreaterThan(0);
		expect(inSight.bottom).toBeLessThan(900);
		expect(await texts("tr.differs td")).toEqual(["-", "s0: EXIT, 0 waiting", "s0: EXIT, 1 waiting"]);
		expect(await texts(".sequence .step.bad .number")).toEqual(["✗9"]);
		expect(await text("#slot_subscribed_exit")).toContain("≠ s0: 1 waiting");
	});

	it("goes to a step of the diagram that is clicked", async () => {
		await page.click(".sequence .step:nth-of-type(2) .band");
		expect(await text("#caption")).toContain("Step 2 of 9");
	});

	it("is light or dark as the system says, until the button says otherwise", async () => {
		const background = (): Promise<unknown> => page.evaluate("getComputedStyle(document.body).backgroundColor");
		await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
		const light = await background();
		await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
		const dark = await background();
		expect(dark).not.toBe(light);
		await page.click("#theme");
		expect(await background()).toBe(light);
		await page.click("#theme");
		expect(await background()).toBe(dark);
	});

	it("marks in the mirror's source the functions that a step runs", async () => {
		await press("End");
		const marked = (): Promise<string[]> => texts("#source .ran .code");
		expect(await text("#source-title")).toBe("Source: the mirror, impl/mirror/event.ts");
		expect((await marked())[0]).toMatch(/^\tdoProceventmask\(/);
		expect((await marked()).at(-1)).toBe("\t}");
		expect(await texts("#functions button")).toEqual(["do_proceventmask"]);
		await press("Home");
		expect(await marked()).toEqual([]);
		expect(await text("#source-note")).toBe("Each step marks what it runs.");
	});

	it.each([1200, 400])("draws both charts so that all of them can be read at a width of %i", async (width) => {
		await page.setViewport({ width, height: 900 });
		await press("End");
		for (const chart of [".chart svg", ".chart.small svg"]) {
			const { texts, ...faults } = await drawingFaults(page, chart);
			expect(texts).toBeGreaterThan(20);
			expect(faults).toEqual({ overlapping: [], onStates: [], crossed: [], cutOff: [] });
		}
	});

	it.each([360, 390, 768, 1280])("does not scroll sideways at a width of %i", async (width) => {
		await page.setViewport({ width, height: 844 });
		for (const key of ["Home", "ArrowRight", "End"] as const) {
			await press(key);
			expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
		}
	});

	it("goes from the last step of a lasso back to the start of its loop, and marks the loop", async () => {
		const other = await browser.newPage();
		await other.setViewport({ width: 360, height: 844 });
		await other.goto(await written("lasso", await storyOf(LASSO, undefined)));
		const caption = (): Promise<string> => other.$eval("#caption", (element) => element.textContent ?? "");
		const loop = (): Promise<string> => other.$eval("#loop", (element) => element.textContent ?? "");
		expect(await caption()).toMatch(/Step \d+ of 15/);
		await other.keyboard.press("Home");
		expect(await loop()).toBe("");
		await other.keyboard.press("End");
		expect(await loop()).toBe(
			"↻ Steps 12 to 15 repeat for ever. slots-come-free: a slot that is never given back: s0. The next step is step 12 again.",
		);
		await other.keyboard.press("ArrowRight");
		expect(await caption()).toContain("Step 12 of 15: exit(u0)");
		await other.keyboard.press("End");
		await other.click("#forward");
		expect(await caption()).toContain("Step 12 of 15");
		await other.keyboard.press("Home");
		await other.click("#again");
		expect(await caption()).toContain("Step 12 of 15");
		expect(await other.$$(".sequence .loop-line")).toHaveLength(1);
		expect(await other.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
		await other.close();
	});

	it("fetches nothing but itself, and no error comes up", () => {
		expect(requests.map((url) => new URL(url).protocol)).toEqual(["file:"]);
		expect(errors).toEqual([]);
	});

	it("shows where PM stops in a panic, and takes text that looks like a program for text", async () => {
		const story = told(storyOnMirror(PANIC));
		const evil = '</script><script>document.title = "taken"</script><img src=x onerror="document.title=1">';
		const other = await browser.newPage();
		await other.goto(await written("evil", { ...story, detail: evil, why: [evil, `\`${evil}\``] }));
		await other.keyboard.press("End");
		const box = await other.$eval(".sequence", ({ scrollTop, clientHeight }) => ({ scrollTop, clientHeight }));
		const lit = await other.$eval(".sequence .lit .band", (band) => Number(band.getAttribute("y")));
		expect(lit).toBeGreaterThanOrEqual(box.scrollTop);
		expect(lit).toBeLessThan(box.scrollTop + box.clientHeight);
		const shown = await other.$eval("#parting", (element) => element.textContent);
		expect(shown).toBe(`✗ Specification and implementation differ since step 12. no-panic: ${evil}.`);
		expect(await other.title()).toBe(`mirror of event.c, publish_event: ${evil}`);
		expect(await other.$$("img, main script")).toEqual([]);
		expect(await other.$eval("tr.differs td.found", (element) => element.textContent)).toContain(
			"assertion in resume_event",
		);
		await other.close();
	});
});
