import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { replayDesign } from "../../explore/designs/replay-design.ts";
import type { PropertyEvidence } from "../../properties/design-evidence.ts";
import { shellPath } from "../../report/escape/shell.ts";
import type { ReportFormat } from "../../report/formats/formats.ts";
import { formatDesignItf, parseDesignItf } from "../../report/formats/itf/design.ts";
import { packageVersion } from "../../report/package-files.ts";
import type { DesignReplayReport } from "../../report/text/designs/replay.ts";
import { UsageError } from "../errors.ts";
import { writeWhole } from "../store/files.ts";
import { readNamed } from "../store/reading.ts";

/** Writes each run of designs to a file of a folder, which is made. @returns the paths */
export function writeDesignRuns(folder: string, runs: readonly PropertyEvidence[]): readonly string[] {
	mkdirSync(folder, { recursive: true });
	return runs.flatMap(({ design, property, trace }) => {
		if (!trace) return [];
		const path = join(folder, `${design}-${property}.itf.json`);
		writeWhole(path, formatDesignItf({ design, property, trace }, packageVersion()));
		return [path];
	});
}

/**
 * Takes the run of a design in a file again.
 *
 * @returns undefined where the file has none
 * @throws UsageError where it cannot be read, is damaged, or of a design that there is not
 */
export function replayDesignFile(file: string): DesignReplayReport | undefined {
	const run = parseDesignItf(readNamed(file, "a counterexample"));
	if (!run) return undefined;
	if ("error" in run) throw new UsageError(`${file}: ${run.error}`);
	const { design, property } = run;
	const { kind, ...replay } = withUsageErrors(file, () => replayDesign(run));
	return { file, design, property, ...replay, isCounterexample: kind === "always" };
}

function withUsageErrors<Result>(file: string, replay: () => Result): Result {
	try {
		return replay();
	} catch (error) {
		if (error instanceof RangeError) throw new UsageError(`${file}: ${error.message}`);
		throw error;
	}
}

/** Reports a run of a design. @throws UsageError where it does not show its property any more, or the format is one of C alone */
export async function reportDesign(report: DesignReplayReport, format: ReportFormat): Promise<string> {
	const { file, sentence, reason } = report;
	if (reason !== undefined) throw new UsageError(`${file} does not show its property: ${reason}`);
	const replay = `npx rollcall replay ${shellPath(file)}`;
	if (format === "markdown") {
		const { designRunMarkdown } = await import("../../report/formats/markdown/design-run.ts");
		return designRunMarkdown(report, sentence, replay);
	}
	if (format === "html") {
		const { designViewerHtml } = await import("../../report/pages/viewer-page.ts");
		return designViewerHtml(report, sentence, replay);
	}
	throw new UsageError(`${file} is a run of a design: expected markdown or html, found ${format}`, "format");
}
