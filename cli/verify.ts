import { System } from "../model/system.ts";
import { type Finding, runCampaign } from "../properties/campaign.ts";
import { CLAIMS } from "../properties/claims.ts";
import { traceOf, traceText } from "../report/trace.ts";
import {
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

/** The exit code of each verdict. */
const EXIT_CODES: Readonly<Record<Verdict, number>> = { holds: 0, violated: 1, unknown: 3 };

/**
 * Runs random interleavings on a target and says what became of each claim.
 *
 * @returns the exit code: 0 all claims hold, 1 a claim is violated, 3 unknown
 */
export async function verify(options: VerifyOptions): Promise<number> {
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
	print(options, system, opened, verification);
	return EXIT_CODES[verification.verdict];
}

function print(options: VerifyOptions, system: System, opened: OpenTarget, verification: Verification): void {
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
		...campaign.findings.map((finding) => findingText(system, opened, verification, finding)),
		options.verbose ? `\n${executedText(campaign)}` : "",
		`\n${hiddenText(campaign)}`,
		`${conclusion(verification)}\n`,
	];
	process.stdout.write(parts.join(""));
}

function findingText(system: System, opened: OpenTarget, verification: Verification, finding: Finding): string {
	const trace = traceOf(system, opened.target, CLAIMS, finding.interleaving);
	return [
		`\n${finding.claim.id} is violated: ${finding.claim.sentence}\n`,
		`  cause: ${finding.cause} (in ${counted(finding.occurrences, "interleaving")}; said by ${finding.claim.source})\n\n`,
		traceText(verification.scope, trace),
		`  replay: ${verification.replay(finding)}\n`,
	].join("");
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
