import { expect, it } from "vitest";
import {
	cloneFolder,
	normalised,
	printed,
	replaceOutput,
	type ShownOutput,
	shownOutputs,
} from "../support/shown-output.ts";

/** True if outputs are written into the pages instead of compared: `npm run docs`. */
const IS_UPDATE = process.env["ROLLCALL_DOCS"] === "write";

/** A test for each of a page's outputs that are chosen; they run in their order, in one folder. */
export function itShows(page: string, isChosen: (output: ShownOutput) => boolean): void {
	const folder = cloneFolder();
	for (const [index, output] of shownOutputs(page).entries()) {
		if (!isChosen(output)) continue;
		it(`shows what ${output.command} prints`, { timeout: 900_000 }, () => {
			const text = printed(output.command, folder);
			expect(text).not.toBe("");
			if (IS_UPDATE && normalised(text) !== normalised(output.text)) replaceOutput(page, index, text);
			else expect(normalised(output.text)).toBe(normalised(text));
		});
	}
}
