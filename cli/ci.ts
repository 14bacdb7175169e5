import { appendFileSync } from "node:fs";
import type { Command } from "commander";
import type { Explained, Judged } from "../checker/findings/ci-reports.ts";
import type { OpenedTarget } from "../checker/open-target.ts";
import { expectFolder, writeWhole } from "../checker/store/files.ts";
import type { Story } from "../report/explain/explanation.ts";
import type { Verification } from "../report/text/verify.ts";

/** Options that name the files that a CI system reads. */
export interface CiFlags {
	readonly junit?: string;
	readonly sarif?: string;
}

/** Adds the options about what a CI system reads. */
export function ciOptions(command: Command): Command {
	return command
		.option("--junit <file>", "also write a JUnit report: a test for each claim")
		.option("--sarif <file>", "also write a SARIF log: a result for each finding");
}

/** Writes what a CI system reads of a run: the files asked for, and GitHub's annotations where it runs there. */
export async function publish(
	{ junit, sarif }: CiFlags,
	judged: Judged,
	runs: readonly ({ readonly opened: OpenedTarget } & Pick<Verification, "findings" | "lassos">)[],
): Promise<void> {
	if (junit === undefined && sarif === undefined && !isOnGithub()) return;
	const { explainedOf, junitOfRun, sarifOf } = await import("../checker/findings/ci-reports.ts");
	const explained: Explained[] = [];
	for (const { opened, findings, lassos } of runs) explained.push(...(await explainedOf(opened, findings, lassos)));
	const stories = explained.map(({ story }) => story);
	if (junit !== undefined) writeWhole(junit, junitOfRun(judged, explained));
	if (sarif !== undefined) writeWhole(sarif, sarifOf(stories));
	await annotate(stories);
}

/** Runs a command and sets the exit code; where it fails, leaves a JUnit report that says so. */
export async function withJunit(name: string, { junit, sarif }: CiFlags, run: () => Promise<number>): Promise<void> {
	if (junit !== undefined) expectFolder("junit", junit);
	if (sarif !== undefined) expectFolder("sarif", sarif);
	try {
		process.exitCode = await run();
	} catch (error) {
		if (junit !== undefined) await writeError(name, junit, error instanceof Error ? error : new Error(String(error)));
		throw error;
	}
}

/** Leaves a JUnit report of one error. */
export async function writeError(name: string, junit: string, error: Error): Promise<void> {
	const { junitOfError } = await import("../checker/findings/ci-reports.ts");
	try {
		writeWhole(junit, junitOfError(name, error));
	} catch {
		// The error that is reported is the first one.
	}
}

/** Shows findings on GitHub Actions: as annotations of the source, and on the page of the run. */
export async function annotate(stories: readonly Story[]): Promise<void> {
	if (!isOnGithub() || stories.length === 0) return;
	const { githubAnnotation } = await import("../report/formats/github.ts");
	const { markdownReport } = await import("../report/formats/markdown/bug-report.ts");
	// Workflow commands are read from standard error too, where they do not get into a report.
	process.stderr.write(stories.map((story) => `${githubAnnotation(story)}\n`).join(""));
	const summary = process.env["GITHUB_STEP_SUMMARY"];
	if (summary) appendFileSync(summary, stories.map(markdownReport).join("\n"));
}

function isOnGithub(): boolean {
	return process.env["GITHUB_ACTIONS"] === "true";
}
