import { describe } from "vitest";
import { PAGES } from "../support/pages.ts";
import { shownOutputs } from "../support/shown-output.ts";
import { itShows } from "./it-shows.ts";

const pages = PAGES.filter((page) => shownOutputs(page).some(({ isSlow }) => !isSlow));

describe.each(pages)("%s", (page) => {
	itShows(page, (output) => !output.isSlow);
});
