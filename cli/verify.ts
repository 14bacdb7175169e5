import chalk from "chalk";
import { type BranchCoverage, countBranches } from "../coverage/branches.ts";
import { formatAction } from "../model/action.ts";
import type { Scope } from "../model/scope.ts";
import { System } from "../model/system.ts";
import { type Finding, runCampaign } from "../properties/campaign.ts";
import { CLAIMS } from "../properties/claims.ts";
import { traceOf, traceText } from "../report/trace.ts";
import {
	branchesText,
	claimsTable,
	counted,
	executedText,
	hiddenText,
	judge,
	overall,
	type Verdict,
	type Verification,
	verificationJson,
} from "../report/verify.ts";
import { ProgressLine } from "./progress.ts";
import { type OpenTarget, openTarget, type TargetOptions } from "./target.ts";

/** The options of `rollcall verify`, as commander reads them. */
export interface VerifyOptions extends TargetOptions {
	readonly runs: number;
	readonly maxActions: number;
	readonly seed: number;
	readonly path?: string;
	readonly time?: number;
	readonly json?: boolean;
	readonly verbose?: boolean;
}

/** The mirror, as compiled. */
const MIRROR = "impl/event.js";

/** The exit code of each verdict. */
const EXIT_CODES: Readonly<Record<Verdict, number>> = { holds: 0, violated: 1, unknown: 3 };

/**
 * Runs random interleavings on a target and says what became of each claim.
 *
 * @returns the exit code: 0 all claims hold, 1 a claim is violated, 3 unknown
 */
export async function verify(options: VerifyOptions): Promise<number> {
	const stopCounting = options.verbose && !options.json ? countBranches(MIRROR) : undefined;
	const opened = await openTarget(options);
	const { scope } = opened.target;
	const started = performance.now();
	const system = new System(scope);
	const line = new ProgressLine(options.runs);
	const campaign = runCampaign(system, opened.target, {
		claims: CLAIMS,
		runs: options.runs,
		maxActions: options.maxActions,
		seed: options.seed,
		path: options.path,
		timeLimitMs: options.time === undefined ? undefined : options.time * 1000,
		onProgress: (progress) => line.update(progress),
	});
	line.clear();
	const branches = opened.source ? undefined : stopCounting?.();
	const claims = judge(CLAIMS, campaign);
	const verification: Verification = {
		target: opened.target.name,
		source: opened.source,
		scope,
		seed: options.seed,
		maxActions: options.maxActions,
		seconds: (performance.now() - started) / 1000,
		campaign,
		claims,
		verdict: overall(claims),
		replay: (finding) => replayCommand(options, opened, finding),
	};
	print(options, system, opened, verification, branches);
	return EXIT_CODES[verification.verdict];
}

function print(
	options: VerifyOptions,
	system: System,
	opened: OpenTarget,
	verification: Verification,
	branches: BranchCoverage | undefined,
): void {
	if (options.json) {
		process.stdout.write(`${JSON.stringify(verificationJson(verification), null, 2)}\n`);
		return;
	}
	const { campaign, scope, seed } = verification;
	const rate = Math.round(campaign.actions / verification.seconds).toLocaleString("en-US");
	const { users, services, slots } = scope;
	const parts = [
		`${opened.description}\n`,
		`scope: ${counted(users, "user")}, ${counted(services, "service")}, ${counted(slots, "slot")}; seed ${seed}\n`,
		`${counted(campaign.runs, "interleaving")}, ${counted(campaign.actions, "action")} in ${verification.seconds.toFixed(1)} s (${rate} actions/s)`,
		campaign.cutShort ? `, cut short by --time ${options.time}\n\n` : "\n\n",
		claimsTable(verification.claims),
		...byInterleaving(scope, campaign.findings).map((group) => findingsText(system, opened, verification, group)),
		options.verbose ? `\n${executedText(campaign)}` : "",
		branches ? branchesText(branches) : "",
		`\n${hiddenText(campaign)}`,
		`${conclusion(verification)}\n`,
	];
	process.stdout.write(parts.join(""));
}

/** Findings that came down to the same interleaving, together: their trace is printed once. */
function byInterleaving(scope: Scope, findings: readonly Finding[]): readonly (readonly [Finding, ...Finding[]])[] {
	const groups = new Map<string, [Finding, ...Finding[]]>();
	for (const finding of findings) {
		const key = finding.interleaving.map((action) => formatAction(scope, action)).join(" ");
		const group = groups.get(key);
		if (group) group.push(finding);
		else groups.set(key, [finding]);
	}
	return [...groups.values()];
}

function findingsText(
	system: System,
	opened: OpenTarget,
	verification: Verification,
	[first, ...rest]: readonly [Finding, ...Finding[]],
): string {
	const trace = traceOf(system, opened.target, CLAIMS, first.interleaving);
	const heads = [first, ...rest].map(
		({ claim, cause, occurrences }) =>
			`${chalk.bold(`${claim.id} is violated`)}: ${claim.sentence}\n` +
			`  source: ${claim.source}\n  cause: ${cause}, in ${counted(occurrences, "interleaving")}\n`,
	);
	const replay = `  replay: ${verification.replay(first)}\n`;
	return `\n${heads.join("")}\n${traceText(verification.scope, trace)}${replay}`;
}

function conclusion({ verdict, claims, campaign }: Verification): string {
	const broken = claims.filter((claim) => claim.verdict === "violated").map(({ claim }) => claim.id);
	switch (verdict) {
		case "violated":
			return `verdict: violated (${broken.join(", ")})`;
		case "holds":
			return "verdict: holds";
		case "unknown":
			return `verdict: unknown: no counterexample in ${counted(campaign.runs, "interleaving")}, which shows nothing about the others`;
	}
}

function replayCommand(options: VerifyOptions, opened: OpenTarget, finding: Finding): string {
	const { users, services, slots } = opened.target.scope;
	const words = [
		"npx rollcall verify",
		...(opened.source ? [`--source ${quoted(opened.source.path)}`] : []),
		...(options.revision ? [`--revision ${options.revision}`] : []),
		`--users ${users} --services ${services} --slots ${slots}`,
		`--max-actions ${options.maxActions} --seed ${options.seed} --path ${finding.path}`,
	];
	return words.join(" ");
}

/** The word as a shell takes it. */
function quoted(word: string): string {
	return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
