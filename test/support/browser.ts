import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Browser, launch, type Page } from "puppeteer-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Path of Chromium; undefined where there is none. */
export const CHROMIUM = PLACES.find((path) => existsSync(path));

/** True if there is a browser to test in. */
export const HAS_BROWSER = CHROMIUM !== undefined;

/** Starts a real browser without a window. */
export function openBrowser(): Promise<Browser> {
	if (CHROMIUM === undefined) throw new Error("there is no Chromium here");
	return launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
}

/** Window and theme in which a page is opened. */
export interface Look {
	readonly width: number;
	readonly height: number;
	readonly theme: "light" | "dark";
}

/** Opens a file from disk, without a network; what its script throws is an error here. */
export async function openFile(browser: Browser, path: string, look: Look): Promise<Page> {
	const page = await browser.newPage();
	page.on("pageerror", (error) => {
		throw error;
	});
	await page.setViewport({ width: look.width, height: look.height });
	await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: look.theme }]);
	await page.setOfflineMode(true);
	await page.goto(pathToFileURL(path).href);
	return page;
}
