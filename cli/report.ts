import { storyOf } from "../checker/explanations.ts";
import { expectFolder, writeWhole } from "../checker/files.ts";
import type { Story } from "../report/explain/explanation.ts";
import type { ReportFormat } from "../report/formats/report-formats.ts";
import { suiteOf, tellGithub } from "./ci.ts";
import { readCounterexample } from "./replay.ts";

/** The options of `rollcall report`, as commander reads them. */
export interface ReportOptions {
	readonly format: ReportFormat;
	readonly source?: string;
	readonly edited?: boolean;
	readonly out?: string;
}

/** Prints a report of a counterexample's file, or writes it to another. @returns the exit code, 0 */
export async function report(file: string, options: ReportOptions): Promise<number> {
	if (options.out !== undefined) expectFolder("--out", options.out);
	const started = performance.now();
	const counterexample = readCounterexample(file, options.edited ?? false);
	const story = await storyOf(counterexample, options.source);
	const text = await reportText(story, options.format, file, (performance.now() - started) / 1000);
	if (options.out === undefined) process.stdout.write(text);
	else writeWhole(options.out, text);
	await tellGithub([story]);
	return 0;
}

/** @param file the counterexample's. @param seconds how long the run took */
async function reportText(story: Story, format: ReportFormat, file: string, seconds: number): Promise<string> {
	// Each format is loaded when it is asked for: some take long.
	switch (format) {
		case "markdown": {
			const { markdownReport } = await import("../report/formats/markdown.ts");
			return markdownReport(story);
		}
		case "html": {
			const { viewerHtml } = await import("../report/pages/viewer-page.ts");
			return viewerHtml(story);
		}
		case "junit": {
			const { junitXml, violatedCase } = await import("../report/formats/junit.ts");
			return junitXml(suiteOf(story.subject.name, [violatedCase(story, seconds, file)]));
		}
		case "sarif": {
			const { sarifLog } = await import("../report/formats/sarif.ts");
			return `${JSON.stringify(sarifLog([story]), null, 2)}\n`;
		}
		case "test": {
			const { regressionTest } = await import("../report/formats/regression-test.ts");
			return regressionTest(story);
		}
	}
}
