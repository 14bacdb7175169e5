import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Scope } from "../../../model/scope.ts";
import { lineOf, type Story } from "../../../report/explain/explanation.ts";
import { viewerHtml } from "../../../report/pages/viewer-page.ts";
import { HAS_BROWSER, type Look, openBrowser, openFile } from "../../support/browser.ts";
import { fixture } from "../../support/sources.ts";
import { FINDING_001, parse, storyOnMirror, told } from "../../support/stories.ts";
import { storyOnC } from "../../support/stories-on-c.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "rollcall-"));
const SCOPE: Scope = { users: 1, services: 1, slots: 4 };
const STEPS = "spawn(u0) spawn(s0) setMask(s0, EXIT) exit(u0) vfsReply(u0)";
const BOX = z.object({ top: z.number(), right: z.number(), bottom: z.number() });

/** A finding on a C source that counts nobody as waiting, line by line. */
async function storyOfLines(): Promise<Story> {
	const { path, text } = fixture("linked.c");
	const broken = { path, text: text.replace(/seat->waiting\+\+|\w+->waiting\+\+/, "(void)0") };
	const counterexample = {
		...FINDING_001,
		...{ scope: SCOPE, interleaving: parse(SCOPE, STEPS), cause: "vfsReply: the wait count is too low" },
	};
	return told(await storyOnC(counterexample, broken));
}

describe.skipIf(!HAS_BROWSER)("the viewer's pane with a C source", () => {
	let browser: Browser;
	let story: Story;

	beforeAll(async () => {
		browser = await openBrowser();
		story = await storyOfLines();
	});
	afterAll(() => browser.close());

	async function open(shown: Story, look: Partial<Look> = {}): Promise<Page> {
		const path = join(FOLDER, "viewer.html");
		writeFileSync(path, await viewerHtml(shown));
		return openFile(browser, path, { width: 1200, height: 900, theme: "light", ...look });
	}

	const texts = (page: Page, selector: string): Promise<(string | null)[]> =>
		page.$$eval(selector, (found) => found.map(({ textContent }) => textContent));
	const marked = async (page: Page): Promise<number[]> => (await texts(page, "#source .ran .line-number")).map(Number);

	it("marks in each step the lines that the step runs, and no others", async () => {
		const page = await open(story);
		const all: number[] = [];
		await page.keyboard.press("Home");
		for (const { called } of story.recording.steps) {
			await page.keyboard.press("ArrowRight");
			const ran = called.flatMap(({ lines }) => lines);
			expect((await marked(page)).sort((a, b) => a - b)).toEqual([...ran].sort((a, b) => a - b));
			expect(await texts(page, "#functions button")).toEqual(called.map(({ name }) => name));
			all.push(...ran);
		}
		expect(all.length).toBeGreaterThan(10);
		await page.keyboard.press("Home");
		expect(await marked(page)).toEqual([]);
	});

	it("shows below a line the memory that it changes", async () => {
		const page = await open(story);
		await page.keyboard.press("Home");
		for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowRight");
		expect(await texts(page, "#source .ran .write")).toContain("the mask of slot 0: 0 → EXIT");
		await page.keyboard.press("Home");
		expect(await page.$$("#source .write")).toEqual([]);
	});

	it.each([
		{ width: 1200, theme: "light" },
		{ width: 1200, theme: "dark" },
		{ width: 400, theme: "light" },
		{ width: 400, theme: "dark" },
	] as const)("scrolls to them at a width of $width, $theme, and leaves the page where it is", async (look) => {
		const page = await open(story, look);
		await page.keyboard.press("End");
		const last = story.recording.steps.at(-1);
		const line = last && lineOf(last);
		expect(await marked(page)).toContain(line);
		const { focus, pane, top } = z.object({ focus: BOX, pane: BOX, top: z.number() }).parse(
			await page.evaluate(`(() => {
				const boxOf = (selector) => document.querySelector(selector).getBoundingClientRect().toJSON();
				return { focus: boxOf("#source .line:nth-child(${line})"), pane: boxOf("#source"), top: scrollY };
			})()`),
		);
		expect(focus.top).toBeGreaterThanOrEqual(pane.top);
		expect(focus.bottom).toBeLessThanOrEqual(pane.bottom);
		expect(focus.right).toBeGreaterThanOrEqual(pane.right - 20);
		expect(top).toBe(0);
		const colours = await page.evaluate(`[".line:not(.ran)", ".ran"].map((line) =>
			getComputedStyle(document.querySelector("#source " + line)).backgroundColor)`);
		expect(new Set(z.array(z.string()).parse(colours)).size).toBe(2);
	});

	it("can be reached and scrolled with the keyboard, to a function too", async () => {
		const page = await open(story);
		await page.keyboard.press("End");
		const tabTo = async (name: string): Promise<void> => {
			for (let stops = 0; stops < 20; stops++) {
				if ((await page.evaluate("document.activeElement.id || document.activeElement.textContent")) === name) return;
				await page.keyboard.press("Tab");
			}
			throw new Error(`Tab does not reach ${name}`);
		};
		const top = (): Promise<number> => page.$eval("#source", ({ scrollTop }) => scrollTop);
		await tabTo("source");
		await page.keyboard.press("Home");
		await page.waitForFunction("document.querySelector('#source').scrollTop === 0");
		await page.keyboard.down("Shift");
		await tabTo("publish_event");
		await page.keyboard.up("Shift");
		await page.keyboard.press("Enter");
		expect(await top()).toBeGreaterThan(0);
	});

	it("shows text of a source as text", async () => {
		const evil = ["</script><script>document.title = 'taken'</script>", "<img src=x onerror='document.title=1'>"];
		const page = await open({ ...story, subject: { ...story.subject, lines: evil } });
		expect(await texts(page, "#source .code")).toEqual(evil);
		expect(await page.$$("img")).toEqual([]);
		expect(await page.title()).toContain("event.c, publish_event");
	});

	it("says in one line that the source is not available, where it is not", async () => {
		const page = await open({ ...story, subject: { ...story.subject, lines: [] } });
		await page.keyboard.press("End");
		expect(await texts(page, "#source-note")).toEqual(["The source was not available when this page was made."]);
		expect(await page.$eval("#source", (pane) => pane.hasAttribute("hidden"))).toBe(true);
	});

	it("is left out for a mirror of which no function is known to run", async () => {
		const mirror = told(storyOnMirror(FINDING_001));
		const steps = mirror.recording.steps.map((step) => ({ ...step, called: [] }));
		const page = await open({ ...mirror, recording: { ...mirror.recording, steps } });
		await page.keyboard.press("End");
		expect(await page.$eval("#source-section", (section) => section.hasAttribute("hidden"))).toBe(true);
		expect(await texts(page, "#caption")).toEqual([expect.stringContaining("Step 9 of 9")]);
	});
});
