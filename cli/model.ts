import { Command, Option } from "commander";
import { CHART_FORMATS, type ChartFormat } from "../report/formats/chart-formats.ts";
import { print } from "./output.ts";

/** `rollcall model`: exit code 0. */
export function modelCommand(): Command {
	return new Command("model")
		.description("print the two statecharts of the specification")
		.addOption(
			new Option("--format <format>", "format; json can be imported into the Stately editor")
				.choices(CHART_FORMATS)
				.default("mermaid"),
		)
		.action(async ({ format }: { readonly format: ChartFormat }) => {
			const { chartsText } = await import("../report/formats/charts.ts");
			print(chartsText(format));
		});
}
