import type { Counterexample } from "../lockstep/counterexample.ts";
import type { Story } from "../report/explain/explanation.ts";
import type { ReportFormat } from "../report/formats/formats.ts";
import { UsageError } from "./errors.ts";
import { storyOf } from "./findings/explanations.ts";
import { sourceFor } from "./findings/named-source.ts";
import type { ClaimOptions } from "./options.ts";
import type { SourceOptions } from "./source/options.ts";

/** Options of `report`. */
export interface ReportOptions extends ClaimOptions {
	/** Format of the report: a bug report in Markdown if left out. */
	readonly format?: ReportFormat | undefined;
	/** Path of the C source to run it on; if left out, the one that the counterexample names in the working folder. */
	readonly source?: string | undefined;
	/** Options that the source is compiled with. */
	readonly sourceOptions?: SourceOptions | undefined;
	/** File of the counterexample, for reports. */
	readonly file?: string | undefined;
	/** Receives a line about a source that the counterexample names. */
	readonly onWarning?: ((line: string) => void) | undefined;
}

/**
 * Runs a counterexample again and reports it.
 *
 * @throws UsageError where it does not fail there in the same way, or the source cannot be read or compiled, or it names one
 * outside of the working folder
 */
export async function report(counterexample: Counterexample, options: ReportOptions = {}): Promise<string> {
	return (await runReport(counterexample, options)).text;
}

/** Reports as `report` does. @returns the explanation as well */
export async function runReport(
	counterexample: Counterexample,
	{ format = "markdown", source, sourceOptions, file, claims, onWarning }: ReportOptions = {},
): Promise<{ readonly text: string; readonly story: Story }> {
	const started = performance.now();
	const story = await storyOf(counterexample, sourceFor(counterexample, source, onWarning, sourceOptions), claims);
	return { story, text: await textOf(story, format, file, (performance.now() - started) / 1000) };
}

async function textOf(story: Story, format: ReportFormat, file: string | undefined, seconds: number): Promise<string> {
	// Each format is loaded when it is asked for: some take long.
	switch (format) {
		case "markdown": {
			const { markdownReport } = await import("../report/formats/markdown/bug-report.ts");
			return markdownReport(story);
		}
		case "html": {
			const { viewerHtml } = await import("../report/pages/viewer-page.ts");
			return viewerHtml(story);
		}
		case "c": {
			const { isShownInC, reproducer } = await import("../report/formats/reproducer.ts");
			if (isShownInC(story)) return reproducer(story);
			throw new UsageError(
				"a run that repeats for ever is not shown by a program in C: choose another format",
				"format",
			);
		}
		case "junit": {
			const { junitOfFinding } = await import("./findings/ci-reports.ts");
			return junitOfFinding(story, seconds, file);
		}
		case "sarif": {
			const { sarifOf } = await import("./findings/ci-reports.ts");
			return sarifOf([story]);
		}
		case "test": {
			const { regressionTest } = await import("../report/formats/regression-test.ts");
			return regressionTest(story);
		}
	}
}
