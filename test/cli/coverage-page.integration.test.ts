import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { CHROMIUM, openBrowser, openFile } from "../support/browser.ts";
import { drawingFaults } from "../support/drawings.ts";
import { rollcall } from "../support/in-process.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "rollcall-page-"));
const PAGE = join(FOLDER, "coverage.html");
const SOURCE = "test/fixtures/c/linked.c";

test.skipIf(CHROMIUM !== undefined)("there is no Chromium here", () => {});

describe.skipIf(CHROMIUM === undefined)("the coverage page in Chromium", () => {
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		const { code } = await rollcall(
			"coverage",
			"--source",
			SOURCE,
			"--without",
			"kill",
			"--runs",
			"200",
			"--format",
			"html",
			"--out",
			FOLDER,
		);
		expect(code).toBe(0);
		browser = await openBrowser();
		page = await openFile(browser, PAGE, { width: 1280, height: 900, theme: "light" });
	}, 300_000);
	afterAll(async () => browser?.close());

	const rows = (): Promise<number> => page.$$eval("#requirements tbody tr", (found) => found.length);
	const firstPath = (): Promise<string> => page.$eval("#requirements tbody tr code", (code) => code.textContent ?? "");

	test("needs nothing but itself", () => {
		const html = readFileSync(PAGE, "utf8");
		expect(html).not.toMatch(/<(?:link|script|img)[^>]+(?:src|href)=/);
		expect(html).not.toMatch(/@import|url\((?!#)/);
	});

	test("shows both charts, and marks in text and colour what is not covered", async () => {
		const ofStatus = (status: string): Promise<readonly string[]> =>
			page.$$eval(`figure text.${status}`, (texts) => texts.map(({ textContent }) => textContent ?? ""));
		const [covered, uncovered] = [await ofStatus("covered"), await ofStatus("uncovered")];
		expect(uncovered).toContain("✗KILL ×0");
		expect(uncovered.every((text) => text.startsWith("✗") && text.endsWith("×0"))).toBe(true);
		expect(covered).toContainEqual(expect.stringMatching(/^✓SPAWN ×[\d,]+$/));
		expect(covered.every((text) => text.startsWith("✓"))).toBe(true);
		expect(await page.$$eval("figure svg", (found) => found.length)).toBe(2);
		expect(await page.$$eval("figure:first-of-type .node", (found) => found.length)).toBe(11);
	});

	test("has one arrow between two states, with all events that lead from one to the other", async () => {
		const labels = await page.$$eval("figure:nth-of-type(2) .label", (found) =>
			found.map((label) => Array.from(label.children, ({ textContent }) => textContent ?? "").filter(Boolean)),
		);
		expect(labels).toHaveLength(19);
		expect(labels.filter((texts) => texts.length === 2)).toHaveLength(4);
		const transitions = await page.$$eval("figure:nth-of-type(2) text:not(.name)", (texts) => texts.length);
		expect(transitions).toBe(34);
	});

	describe.each([1200, 400])("in a window of %i pixels", (width) => {
		test.each([1, 2])("draws chart %i so that all of it can be read", async (number) => {
			const other = await openFile(browser, PAGE, { width, height: 800, theme: "light" });
			const { texts, ...faults } = await drawingFaults(other, `figure:nth-of-type(${number}) svg`);
			await other.close();
			expect(texts).toBeGreaterThan(20);
			expect(faults).toEqual({ overlapping: [], onStates: [], crossed: [], cutOff: [] });
		});
	});

	test("begins with what is uncovered, and filters by word, criterion and status", async () => {
		const uncovered = await rows();
		expect(uncovered).toBeGreaterThan(5);
		await page.type("#search", "unpausing+killed zombie");
		expect(await rows()).toBeLessThan(uncovered);
		expect(await firstPath()).toContain("unpausing+killed");
		await page.select("#criterion", "node");
		expect(await rows()).toBe(0);
		await page.focus("#search");
		for (let key = 0; key < "unpausing+killed zombie".length; key++) await page.keyboard.press("Backspace");
		await page.select("#status", "covered");
		expect(await page.$eval("#tally", ({ textContent }) => textContent)).toMatch(/^14 of 8\d\d$/);
	});

	test("sorts by a column, from the keyboard too", async () => {
		await page.select("#criterion", "edge");
		await page.select("#status", "");
		const counts = (): Promise<readonly number[]> =>
			page.$$eval("#requirements tbody td.number", (cells) =>
				cells.map((cell) => Number(cell.textContent?.replaceAll(",", ""))),
			);
		await page.focus('th[data-column="count"] button');
		await page.keyboard.press("Enter");
		const ascending = await counts();
		expect(ascending).toEqual([...ascending].sort((a, b) => a - b));
		await page.keyboard.press("Enter");
		expect(await counts()).toEqual([...ascending].reverse());
		expect(await page.$eval('th[data-column="count"]', (header) => header.getAttribute("aria-sort"))).toBe(
			"descending",
		);
	});

	test("gives for an uncovered path the interleaving that walks it", async () => {
		await page.select("#status", "uncovered");
		await page.focus("#requirements tbody details summary");
		await page.keyboard.press("Enter");
		expect(await page.$eval("#requirements tbody details[open] code", ({ textContent }) => textContent)).toMatch(
			/^spawn\(u0\) signal\(u0\).* kill\(u0\)/,
		);
	});

	test("shows the source with what was executed", async () => {
		const text = readFileSync(SOURCE, "utf8");
		expect(await page.$$eval(".listing tr", (lines) => lines.length)).toBe(text.split("\n").length);
		expect(await page.$$eval(".listing tr.covered", (lines) => lines.length)).toBeGreaterThan(30);
	});

	test("says beside a line which of its conditions never came out one way", async () => {
		const notes = await page.$$eval(".listing tr.uncovered small", (found) =>
			found.map(({ textContent }) => textContent),
		);
		expect(notes).toContainEqual(expect.stringMatching(/\w: (true|false): uncovered$/));
	});

	describe("on a phone", () => {
		let phone: Page;

		beforeAll(async () => {
			phone = await openFile(browser, PAGE, { width: 390, height: 844, theme: "light" });
		});
		afterAll(async () => phone?.close());

		test("draws the charts as large as on a desk, to be scrolled within their frames", async () => {
			const charts = z.array(z.object({ scale: z.number(), scrolls: z.boolean() })).parse(
				await phone.evaluate(`[...document.querySelectorAll("figure svg")].map((svg) => {
					const shown = svg.getBoundingClientRect().width;
					return { scale: shown / svg.viewBox.baseVal.width, scrolls: svg.parentElement.scrollWidth >= shown };
				})`),
			);
			expect(charts).toHaveLength(2);
			for (const { scale, scrolls } of charts) {
				expect(scale).toBeGreaterThanOrEqual(1);
				expect(scrolls).toBe(true);
			}
		});

		test.each(["#criteria", "#requirements"])("leaves out no column of %s, and it fits the window", async (table) => {
			const places = z.array(z.tuple([z.number(), z.number()])).parse(
				await phone.evaluate(`[...document.querySelectorAll("${table} tbody tr:first-child td")]
					.map((cell) => cell.getBoundingClientRect()).map(({ left, right }) => [left, right])`),
			);
			expect(places.length).toBeGreaterThanOrEqual(5);
			for (const [left, right] of places) {
				expect(left).toBeGreaterThan(0);
				expect(right).toBeGreaterThan(left);
				expect(right).toBeLessThan(390);
			}
		});

		test("names the numbers of the criteria, whose headings there is no room for", async () => {
			const names = await phone.evaluate(`[...document.querySelectorAll("#criteria tbody tr:first-child td.number")]
				.map((cell) => getComputedStyle(cell, "::before").content)`);
			expect(names).toEqual(['"total "', '"infeasible "', '"unknown "', '"covered "']);
		});
	});

	test("can be used from the keyboard: every control has its turn, its name, and a frame that shows where one is", async () => {
		const other = await openFile(browser, PAGE, { width: 390, height: 844, theme: "dark" });
		const wanted = await other.$$eval("button:not([hidden]), input, select, .scroll", (found) => found.length);
		const shape = z.object({ tag: z.string(), name: z.string(), outline: z.string() }).nullable();
		const reached: { readonly name: string; readonly outline: string }[] = [];
		for (;;) {
			await other.keyboard.press("Tab");
			const at = shape.parse(
				await other.evaluate(`(({ activeElement: at, body }) => at === body ? null : {
					tag: at.tagName,
					name: (at.labels?.[0]?.textContent ?? at.ariaLabel ?? at.textContent).trim(),
					outline: getComputedStyle(at).outlineStyle + " " + getComputedStyle(at).outlineWidth,
				})(document)`),
			);
			if (!at) break;
			if (at.tag !== "SUMMARY") reached.push(at);
		}
		await other.close();
		expect(reached).toHaveLength(wanted);
		for (const { name, outline } of reached) {
			expect(name).not.toBe("");
			expect(outline).toBe("solid 2px");
		}
		expect(reached.map(({ name }) => name)).toEqual(
			expect.arrayContaining([expect.stringMatching(/^find/), expect.stringMatching(/^The slot chart: 5 states/)]),
		);
	});

	test.each([
		{ width: 360, theme: "light" },
		{ width: 360, theme: "dark" },
		{ width: 1280, theme: "dark" },
	] as const)("fits a window of $width pixels, $theme", async (look) => {
		const other = await openFile(browser, PAGE, { height: 800, ...look });
		expect(await other.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(look.width);
		const lightness = async (): Promise<number> => {
			const color = String(await other.evaluate("getComputedStyle(document.body).backgroundColor"));
			return (color.match(/\d+/g) ?? []).reduce((sum, part) => sum + Number(part) / 765, 0);
		};
		expect((await lightness()) > 0.5).toBe(look.theme === "light");
		await other.click("#theme");
		expect((await lightness()) > 0.5).toBe(look.theme === "dark");
		await other.close();
	});
});
