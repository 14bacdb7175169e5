import { hostname } from "node:os";
import { CLAIMS } from "../../properties/ledger.ts";
import type { ClaimVerdict } from "../../properties/verdict.ts";
import type { Story } from "../../report/explain/explanation.ts";
import { type JunitCase, type JunitSuite, junitXml, violatedCase } from "../../report/formats/junit.ts";
import { sarifLog } from "../../report/formats/sarif.ts";
import type { ReportedFinding } from "../../report/text/finding.ts";
import type { Lasso } from "../../report/text/sections/lasso.ts";
import { evidenceText } from "../../report/text/verdict.ts";
import { UsageError } from "../errors.ts";
import type { OpenedTarget } from "../open-target.ts";
import { storyOf } from "./explanations.ts";
import { counterexampleOf } from "./findings.ts";
import { counterexampleOfLasso } from "./lassos.ts";

/** The verdicts of a run, for a CI system. */
export interface Judged {
	/** Name of the target. */
	readonly target: string;
	readonly claims: readonly ClaimVerdict[];
	readonly seconds: number;
	/** Jobs of a campaign without a result; left out where there is no campaign. */
	readonly missing?: readonly string[];
}

/** Finding with its explanation, and its file. */
export interface Explained {
	readonly story: Story;
	readonly file: string | undefined;
}

/** Explains findings, then lassos. */
export async function explainedOf(
	opened: OpenedTarget,
	findings: readonly ReportedFinding[],
	lassos: readonly Lasso[] = [],
): Promise<readonly Explained[]> {
	const explained: Explained[] = [];
	const { read, sourceOptions: options } = opened;
	const source = opened.source && { path: opened.source.path, isGiven: true, options, read };
	for (const finding of findings) {
		const claims = [...new Set([...CLAIMS, ...finding.claims])];
		const story = await storyOf(counterexampleOf(opened, finding), source, claims);
		explained.push({ story, file: finding.file });
	}
	for (const lasso of lassos.filter(({ isKnown }) => !isKnown)) {
		const claims = [...new Set([...CLAIMS, lasso.claim])];
		const story = await storyOf(counterexampleOfLasso(opened, lasso), source, claims);
		explained.push({ story, file: lasso.file });
	}
	return explained;
}

/** JUnit report of a run: a test for each finding, and one for each claim that nothing broke. */
export function junitOfRun({ target, claims, seconds, missing }: Judged, explained: readonly Explained[]): string {
	const time = seconds / claims.length;
	const cases = claims.flatMap((one): readonly JunitCase[] => {
		const { claim, verdict } = one;
		const own = explained.filter(({ story }) => story.claim === claim);
		const isFound = verdict === "violated" && own.length > 0;
		if (isFound) return own.map(({ story, file }) => violatedCase(story, time / own.length, file));
		const test = { classname: target, name: `${claim.id}: ${claim.sentence}`, time };
		return [{ ...test, properties: { verdict }, outcome: outcomeOf(one) }];
	});
	return junitXml(suiteOf(target, [...cases, ...(missing ? [everyJobCase(target, missing)] : [])]));
}

/** Outcome of a claim that no finding breaks: violated, it is one about designs. */
function outcomeOf(one: ClaimVerdict): JunitCase["outcome"] {
	const { verdict } = one;
	if (verdict === "holds" || verdict === "witnessed") return { kind: "passed" };
	const message = evidenceText(one);
	return verdict === "violated"
		? { kind: "failure", message, type: "DesignViolation", text: message }
		: { kind: "skipped", message };
}

/** A test that every job of a campaign has a result: without it, a part that is missing would look like one that passed. */
function everyJobCase(target: string, missing: readonly string[]): JunitCase {
	const name = "every job of the campaign has a result";
	const message = `${missing.length} without one`;
	const error = { kind: "error" as const, message, type: "missing", text: missing.join("\n") };
	return { classname: target, name, time: 0, outcome: missing.length > 0 ? error : { kind: "passed" } };
}

/** JUnit report of one error. @param name of the command that failed */
export function junitOfError(name: string, error: Error): string {
	const isWrongUse = error instanceof UsageError;
	const outcome = {
		kind: "error",
		message: error.message,
		type: isWrongUse ? "wrong use" : error.name,
		text: isWrongUse ? error.message : (error.stack ?? error.message),
	} as const;
	return junitXml(suiteOf("rollcall", [{ classname: "rollcall", name, time: 0, outcome }]));
}

/** JUnit report of one finding. @param seconds that its run took. @param file the counterexample's */
export function junitOfFinding(story: Story, seconds: number, file: string | undefined): string {
	return junitXml(suiteOf(story.subject.name, [violatedCase(story, seconds, file)]));
}

/** SARIF log of findings. */
export function sarifOf(stories: readonly Story[]): string {
	return `${JSON.stringify(sarifLog(stories), null, 2)}\n`;
}

/** Test suite with the current time and host name. */
function suiteOf(name: string, cases: readonly JunitCase[]): JunitSuite {
	return { name, timestamp: new Date().toISOString(), hostname: hostname(), cases };
}
