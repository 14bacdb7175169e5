import type { DesignRun } from "../../properties/design-evidence.ts";
import { htmlData, htmlText } from "../escape/html.ts";
import type { Story } from "../explain/explanation.ts";
import { packageFile } from "../package-files.ts";
import { designViewerData } from "./design-viewer-data.ts";
import { pageScript } from "./page-script.ts";
import type { ViewerData } from "./viewer/data.ts";
import { viewerCharts } from "./viewer-charts.ts";
import { viewerData } from "./viewer-data.ts";

/** The modules of the viewer's program, each after those that it imports. */
const MODULES = ["dom", "comparison", "charts", "sequence", "source", "viewer"];

/** A counterexample to be looked at step by step: one file of HTML that needs nothing else. */
export function viewerHtml(story: Story): Promise<string> {
	return pageOf(viewerData(story));
}

/** A run of a design to be looked at step by step. @param sentence its property in words @param replay the command that runs it again */
export function designViewerHtml(run: DesignRun, sentence: string, replay: string): Promise<string> {
	return pageOf(designViewerData(run, sentence, replay));
}

async function pageOf(data: ViewerData): Promise<string> {
	const [processChart = "", slotChart = ""] = await viewerCharts();
	const parts: readonly (readonly [string, string])[] = [
		["<title></title>", `<title>${htmlText(data.title)}</title>`],
		["<style></style>", `<style>\n${packageFile("report/pages/viewer/viewer.css")}</style>`],
		["<!-- process chart -->", processChart],
		["<!-- slot chart -->", slotChart],
		['id="data"></script>', `id="data">${htmlData(data)}</script>`],
		[
			'<script type="module"></script>',
			`<script type="module">\n${pageScript("dist/report/pages/viewer", MODULES)}</script>`,
		],
	];
	let page = packageFile("report/pages/viewer/viewer.html");
	for (const [place, part] of parts) {
		if (page.split(place).length !== 2) throw new Error(`viewer.html has to have one ${place}`);
		page = page.replace(place, () => part);
	}
	return page;
}
