import { appendFileSync } from "node:fs";
import { hostname } from "node:os";
import { UsageError } from "../checker/errors.ts";
import { storyOf } from "../checker/explanations.ts";
import { expectFolder, writeWhole } from "../checker/files.ts";
import { counterexampleOf } from "../checker/findings.ts";
import type { OpenTarget } from "../checker/open-target.ts";
import type { ClaimVerdict } from "../properties/verdict.ts";
import type { Story } from "../report/explain/explanation.ts";
import type { JunitCase, JunitSuite } from "../report/formats/junit.ts";
import type { ReportedFinding } from "../report/text/finding.ts";
import { evidenceText } from "../report/text/verdict.ts";

/** The options of a command that say where a CI system looks for results. */
export interface CiOptions {
	/** The file for a JUnit report. */
	readonly junit?: string;
	/** The file for a SARIF log. */
	readonly sarif?: string;
}

/** What a command came to, as far as a CI system is told. */
export interface Judged {
	/** What the claims were put to. */
	readonly target: string;
	readonly claims: readonly ClaimVerdict[];
	readonly seconds: number;
}

/** A finding's story, and the file that the finding is kept in. */
interface Told {
	readonly story: Story;
	readonly file: string | undefined;
}

/** Writes what a CI system reads of a command: the files asked for, and GitHub's annotations where it runs there. */
export async function publish(
	options: CiOptions,
	judged: Judged,
	opened: OpenTarget,
	findings: readonly ReportedFinding[],
): Promise<void> {
	if (options.junit === undefined && options.sarif === undefined && !isOnGithub()) return;
	const told: Told[] = [];
	for (const finding of findings) {
		told.push({ story: await storyOf(counterexampleOf(opened, finding), undefined), file: finding.file });
	}
	const stories = told.map(({ story }) => story);
	if (options.junit !== undefined) {
		const { junitXml } = await import("../report/formats/junit.ts");
		const cases = await casesOf(judged, told);
		writeWhole(options.junit, junitXml(suiteOf(judged.target, cases)));
	}
	if (options.sarif !== undefined) {
		const { sarifLog } = await import("../report/formats/sarif.ts");
		writeWhole(options.sarif, `${JSON.stringify(sarifLog(stories), null, 2)}\n`);
	}
	await tellGithub(stories);
}

/** Runs a command and, where it breaks, leaves a JUnit report that says so. */
export async function withBrokenAsError(
	name: string,
	{ junit, sarif }: CiOptions,
	command: () => Promise<number>,
): Promise<number> {
	if (junit !== undefined) expectFolder("--junit", junit);
	if (sarif !== undefined) expectFolder("--sarif", sarif);
	try {
		return await command();
	} catch (error) {
		if (junit !== undefined) await writeBroken(name, junit, error instanceof Error ? error : new Error(String(error)));
		throw error;
	}
}

/** Leaves a JUnit report of one error. */
export async function writeBroken(name: string, junit: string, error: Error): Promise<void> {
	const { junitXml } = await import("../report/formats/junit.ts");
	const isWrongUse = error instanceof UsageError;
	const outcome = {
		kind: "error",
		message: error.message,
		type: isWrongUse ? "wrong use" : error.name,
		text: isWrongUse ? error.message : (error.stack ?? error.message),
	} as const;
	const cases = [{ classname: "rollcall", name, time: 0, outcome }];
	const text = junitXml(suiteOf("rollcall", cases));
	try {
		writeWhole(junit, text);
	} catch {
		// That it cannot be written is not what is to be told.
	}
}

/** Shows findings where GitHub Actions runs: beside the source, and on the run's page. */
export async function tellGithub(stories: readonly Story[]): Promise<void> {
	if (!isOnGithub() || stories.length === 0) return;
	const { githubAnnotation } = await import("../report/formats/github.ts");
	const { markdownReport } = await import("../report/formats/markdown.ts");
	// Workflow commands are read from standard error too, where they do not get into a report.
	process.stderr.write(stories.map((story) => `${githubAnnotation(story)}\n`).join(""));
	const summary = process.env["GITHUB_STEP_SUMMARY"];
	if (summary) appendFileSync(summary, stories.map(markdownReport).join("\n"));
}

/** A suite of this moment on this machine. */
export function suiteOf(name: string, cases: readonly JunitCase[]): JunitSuite {
	return { name, timestamp: new Date().toISOString(), hostname: hostname(), cases };
}

function isOnGithub(): boolean {
	return process.env["GITHUB_ACTIONS"] === "true";
}

/** A test for each finding, and one for each claim that nothing broke. */
async function casesOf({ target, claims, seconds }: Judged, told: readonly Told[]): Promise<JunitCase[]> {
	const { violatedCase } = await import("../report/formats/junit.ts");
	const time = seconds / claims.length;
	return claims.flatMap((one): readonly JunitCase[] => {
		const { claim, verdict } = one;
		const own = told.filter(({ story }) => story.claim === claim);
		if (verdict === "violated") return own.map(({ story, file }) => violatedCase(story, time / own.length, file));
		const test = { classname: target, name: `${claim.id}: ${claim.sentence}`, time };
		const outcome =
			verdict === "holds" ? { kind: "passed" as const } : { kind: "skipped" as const, message: evidenceText(one) };
		return [{ ...test, properties: { verdict }, outcome }];
	});
}
