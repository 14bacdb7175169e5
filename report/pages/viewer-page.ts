import { instance } from "@viz-js/viz";
import escapeHtml from "escape-html";
import type { Story } from "../explain/explanation.ts";
import { chartsWithRoom } from "../formats/charts.ts";
import { packageFile } from "../package-files.ts";
import { viewerData } from "./viewer-data.ts";

/** What stands in a chart's state until the viewer says who is in it: as wide as what will stand there. */
const ROOM = "MMMMMMMM\\nMMMMMMMM";

const FONT = "Helvetica,Arial,sans-serif";

/** A counterexample to be looked at step by step: one file of HTML that needs nothing else. */
export async function viewerHtml(story: Story): Promise<string> {
	const data = viewerData(story);
	const [processChart = "", slotChart = ""] = await drawCharts();
	const parts: readonly (readonly [string, string])[] = [
		["<title></title>", `<title>${escapeHtml(data.title)}</title>`],
		["<style></style>", `<style>\n${packageFile("report/pages/viewer/viewer.css")}</style>`],
		["<!-- process chart -->", processChart],
		["<!-- slot chart -->", slotChart],
		// In JSON, `<` can be written so that it ends no element.
		['id="data"></script>', `id="data">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>`],
		["<script></script>", `<script>\n${packageFile("report/pages/viewer/viewer.js")}</script>`],
	];
	let page = packageFile("report/pages/viewer/viewer.html");
	for (const [place, part] of parts) {
		if (page.split(place).length !== 2) throw new Error(`viewer.html has to have one ${place}`);
		page = page.replace(place, () => part);
	}
	return page;
}

/** The two statecharts as SVG, the page's to colour. */
async function drawCharts(): Promise<readonly string[]> {
	const graphviz = await instance();
	return chartsWithRoom(ROOM).map((dot) => {
		const svg = graphviz.renderString(dot, {
			format: "svg",
			graphAttributes: { bgcolor: "transparent", nodesep: 0.25, ranksep: 0.35, fontname: FONT, fontsize: 11 },
			nodeAttributes: { fontname: FONT, fontsize: 12, margin: "0.08,0.04" },
			edgeAttributes: { fontname: FONT, fontsize: 9, arrowsize: 0.6 },
		});
		// What comes before the element is for files of their own; ids are to be the page's only ones.
		return svg.slice(svg.indexOf("<svg")).replace(/ id="(?:graph|node|edge|clust)\d+"/g, "");
	});
}
