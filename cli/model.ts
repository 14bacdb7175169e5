import { Command, Option } from "commander";
import { CHART_FORMATS, CHART_NAMES, type ChartFormat } from "../report/formats/formats.ts";
import { needs } from "./options/needs.ts";
import { print, printFile } from "./output.ts";

interface ModelFlags {
	readonly format: ChartFormat;
	readonly chart: string;
}

/** `rollcall model`: exit code 0. */
export function modelCommand(): Command {
	const command = new Command("model")
		.description("print the two statecharts of the specification, or draw a chart of it or of another design")
		.addOption(
			new Option(
				"--format <format>",
				"format; json can be imported into the Stately editor, svg is a picture of one chart",
			)
				.choices(CHART_FORMATS)
				.default("mermaid"),
		)
		.addOption(new Option("--chart <name>", "with --format svg: chart to draw").choices(CHART_NAMES).default("process"))
		.action(async ({ format, chart }: ModelFlags) => {
			if (format === "svg") {
				const { chartFile } = await import("../report/formats/chart-svg.ts");
				printFile(await chartFile(chart));
				return;
			}
			const { chartsText } = await import("../report/formats/charts.ts");
			print(chartsText(format));
		});
	return needs(command, "chart", ["format"]);
}
