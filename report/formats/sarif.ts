import { createHash } from "node:crypto";
import type { CodeFlow, Location, Log, PhysicalLocation, ReportingDescriptor, Result, ThreadFlowLocation } from "sarif";
import { formatAction } from "../../model/action.ts";
import { CLAIMS, type Claim } from "../../properties/ledger.ts";
import { sarifText } from "../escape/sarif.ts";
import { fileUri } from "../escape/uri.ts";
import type { RecordedStep } from "../explain/execution.ts";
import { entryInFocus, lineOf, type Story, type Subject, stepInFocus, titleOf } from "../explain/explanation.ts";
import { packageVersion } from "../package-files.ts";
import { outcomeText } from "../text/trace.ts";
import { replayCommand } from "./replay-command.ts";

/** Findings as a SARIF 2.1.0 log: a rule for each claim, a step of a code flow for each action. */
export function sarifLog(stories: readonly Story[]): Log {
	const claims = [...new Set([...CLAIMS, ...stories.map(({ claim }) => claim)])];
	return {
		$schema: "https://json.schemastore.org/sarif-2.1.0.json",
		version: "2.1.0",
		runs: [
			{
				tool: {
					driver: {
						name: "Rollcall",
						version: packageVersion(),
						semanticVersion: packageVersion(),
						rules: claims.map(ruleOf),
					},
				},
				automationDetails: { id: "rollcall/" },
				columnKind: "utf16CodeUnits",
				results: stories.map((story) => resultOf(story, claims)),
			},
		],
	};
}

function ruleOf({ id, sentence, source, kinds }: Claim): ReportingDescriptor {
	const text = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
	return {
		id,
		shortDescription: { text },
		fullDescription: { text: `${text} Where the source says so: ${source}.` },
		help: { text: `A claim of kind ${kinds.join(", ")}. Where the source says so: ${source}.` },
		defaultConfiguration: { level: "error" },
	};
}

function resultOf(story: Story, claims: readonly Claim[]): Result {
	const { claim, why } = story;
	const focus = stepInFocus(story);
	const text = [`${titleOf(story)}.`, ...why.map(plain), `Replay: ${replayCommand(story)}`].join("\n");
	return {
		ruleId: claim.id,
		ruleIndex: claims.indexOf(claim),
		level: "error",
		message: { text: sarifText(text) },
		locations: focus ? [locationOf(story.subject, focus)] : [],
		codeFlows: [codeFlowOf(story)],
		partialFingerprints: { primaryLocationLineHash: fingerprintOf(story) },
	};
}

/** The same for the same finding, wherever in the file the lines are. */
function fingerprintOf(story: Story): string {
	const identity = [story.claim.id, story.counterexample.cause, entryInFocus(story)];
	return `${createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 16)}:1`;
}

function codeFlowOf({ recording, subject, detail, counterexample: { lasso } }: Story): CodeFlow {
	const { steps } = recording;
	const locations = steps.map((step, index): ThreadFlowLocation => {
		const { scope, action, outcome } = step.observed;
		const isLast = index === steps.length - 1;
		const result = isLast ? `${outcomeText(scope, outcome)}; ${detail}` : outcomeText(scope, outcome);
		const isLooped = lasso !== undefined && index >= lasso.loopStart;
		const text = `Step ${index + 1}${isLooped ? " (repeats for ever)" : ""}, ${formatAction(scope, action)}: ${result}`;
		return {
			executionOrder: index + 1,
			importance: isLast ? "essential" : "important",
			location: { ...locationOf(subject, step), message: { text: sarifText(text) } },
		};
	});
	return { threadFlows: [{ locations }] };
}

/** Location of a step in the file: its line or, where none of its lines ran, the start of the file. */
function locationOf(subject: Subject, step: RecordedStep): Location {
	const logicalLocations = step.called.map(({ name }) => ({ name, kind: "function" }));
	return {
		physicalLocation: placeOf(subject, lineOf(step) ?? 1),
		...(logicalLocations.length > 0 ? { logicalLocations } : {}),
	};
}

function placeOf({ file, lines }: Subject, line: number): PhysicalLocation {
	const endColumn = (lines[line - 1] ?? "").length + 1;
	return {
		artifactLocation: { uri: fileUri(file), uriBaseId: "%SRCROOT%" },
		region: { startLine: line, startColumn: 1, endLine: line, endColumn },
	};
}

/** A sentence without the backticks round code. */
function plain(text: string): string {
	return text.replaceAll("`", "");
}
