import type { BlockContent, DefinitionContent, PhrasingContent, Root, RootContent, Table } from "mdast";
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import { toMarkdown } from "mdast-util-to-markdown";
import type { Minimality } from "../../../lockstep/counterexample.ts";
import { ACTION_KINDS, formatAction } from "../../../model/action.ts";
import { ACTIONS } from "../../../model/action-table.ts";
import { nrProcs, scopeName } from "../../../model/scope.ts";
import type { Claim } from "../../../properties/ledger.ts";
import { inSentence, markdownCode, markdownText } from "../../escape/markdown.ts";
import { type Story, titleOf } from "../../explain/explanation.ts";
import { inShort } from "../../explain/in-short.ts";
import { ROW_ORDERS } from "../../explain/words.ts";
import { packageVersion } from "../../package-files.ts";
import { counted } from "../../text/numbers.ts";
import { outcomeText, processesText, slotsText } from "../../text/trace.ts";
import { mermaidSequence } from "../mermaid.ts";
import { replayCommand } from "../replay-command.ts";
import { isShownInC, needsSanitizers, notApplied, reproducer, reproducerCommand } from "../reproducer.ts";

/** A counterexample as a bug report, to be pasted into an issue tracker as it is. */
export function markdownReport(story: Story): string {
	const root: Root = {
		type: "root",
		children: [
			plainHeading(1, titleOf(story)),
			...inShortOf(story),
			...summary(story),
			heading(2, "Steps"),
			paragraph(minimalityText(story)),
			stepsTable(story),
			list(legendOf(story)),
			heading(2, "Messages"),
			codeBlock("mermaid", mermaidSequence(story)),
			heading(2, "Expected and found"),
			paragraph(`After step ${story.recording.steps.length}. Differences are marked with ≠.`),
			comparedTable(story),
			heading(2, "Explanation"),
			list(story.why),
			...consequencesSection(story),
			heading(2, "Functions executed"),
			functionsTable(story),
			heading(2, "Replay"),
			paragraph("Run again before this report was made, to rule out a mistake of the search:"),
			list(story.replayed),
			...replaySection(story),
			heading(2, "Environment"),
			list(environmentOf(story)),
		],
	};
	return toMarkdown(root, {
		extensions: [gfmTableToMarkdown()],
		bullet: "-",
		rule: "-",
		fences: true,
		listItemIndent: "one",
	});
}

function inShortOf(story: Story): readonly RootContent[] {
	const sentence = inShort(story);
	return sentence === undefined ? [] : [paragraph(sentence)];
}

/** Summary of the report, in a few lines. */
function summary({
	claim,
	subject,
	alsoBroken,
	failure,
	recording,
	counterexample: { lasso },
}: Story): readonly RootContent[] {
	const name = inSentence(subject.name);
	const where = failure?.line === undefined ? "" : ` (\`${name}\`, line ${failure.line})`;
	const isOfSource = claim.id !== "conforms";
	// Another source does not make claims about itself because event.c does.
	const isEventC = /(^|\/)event\.c$/.test(subject.name) && recording.names === "subs[]";
	const whose = isEventC ? "it makes about itself" : "MINIX's event.c makes";
	const breaks = isOfSource ? `violates a claim that ${whose}` : "differs from its specification";
	const count = recording.steps.length;
	const when = lasso
		? `In a run of ${counted(count, "step")} whose end repeats for ever,`
		: `After ${counted(count, "step")}`;
	const made = isOfSource
		? `stated ${isEventC ? "" : "there "}in: \`${claim.source}\``
		: "which compares the source with the specification";
	return [
		paragraph(`${when} \`${name}\` ${breaks}${where}:`),
		{ type: "blockquote", children: [paragraph(`${capital(claim.sentence)}.`)] },
		paragraph(`This is claim \`${claim.id}\`, ${made}.${alsoText(alsoBroken)}`),
	];
}

function alsoText(claims: readonly Claim[]): string {
	if (claims.length === 0) return "";
	return ` The same step also breaks ${claims.map(({ id, sentence }) => `\`${id}\` (${sentence})`).join(", ")}.`;
}

const MINIMALITY: Readonly<Record<Minimality, string>> = {
	given: "As given; a shorter interleaving may exist.",
	found: "As found at random; a shorter interleaving may exist.",
	"locally minimal": "No step, process, service or bit of a mask can be left out.",
	shortest: "Shortest for these processes, by breadth-first search.",
};

function minimalityText({ counterexample, recording }: Story): string {
	const { users, services, slots, rows } = recording.scope;
	const sharing = rows === "shared" ? " `u0` and `s0` have row 0 in turn, and so on." : "";
	const cast = `\`u0\`… are ordinary processes (${users}), \`s0\`… system services (${services}); \`NR_SUBS\` is ${slots}.${sharing}`;
	const { lasso, minimality } = counterexample;
	const isLoop = lasso !== undefined && lasso.loopStart < counterexample.interleaving.length;
	const loop = isLoop ? " The steps marked with ↻ repeat for ever." : lasso ? " Nothing is enabled at their end." : "";
	return `${lasso && minimality === "shortest" ? LASSO_MINIMALITY : MINIMALITY[minimality]} ${cast}${loop}`;
}

const LASSO_MINIMALITY = "Of the steps before the loop there are as few as there can be for these processes.";

function stepsTable({ recording, counterexample: { lasso } }: Story): Table {
	const { scope, steps } = recording;
	const rows = steps.map(({ observed }, index) => {
		const cells = [
			`${index + 1}`,
			`\`${formatAction(scope, observed.action)}\``,
			inSentence(outcomeText(scope, observed.outcome)),
			processesText(scope, observed.after),
			slotsText(scope, observed.after),
		];
		const isLooped = lasso !== undefined && index >= lasso.loopStart;
		const isBad = index === (lasso ? steps.findIndex(({ broken }) => broken.length > 0) : steps.length - 1);
		return [`${isLooped ? "↻ " : isBad ? "✗ " : ""}${cells[0]}`, ...cells.slice(1)];
	});
	return table([["step", "action", "PM does", "processes after", "slots after"], ...rows]);
}

function legendOf({ recording }: Story): readonly string[] {
	const kinds = new Set(recording.steps.map(({ observed }) => observed.action.kind));
	return ACTION_KINDS.filter((kind) => kinds.has(kind)).map((kind) => ACTIONS[kind].legend);
}

function comparedTable({ compared }: Story): Table {
	const rows = compared.map(({ what, expected, found }) =>
		expected === found ? ["", what, expected, found] : ["≠", ...[what, expected, found].map(strong)],
	);
	return table([["", "", "expected", "found"], ...rows]);
}

/** Section of consequences; nothing where none is near. */
function consequencesSection({ consequences }: Story): readonly RootContent[] {
	const { lookAhead, sentences } = consequences;
	if (sentences.length === 0) return [];
	return [
		heading(2, "Consequences"),
		paragraph(`Other violations within the next ${counted(lookAhead, "action")}, all combinations tried:`),
		list(sentences),
	];
}

function functionsTable({ functions, recording, subject }: Story): Table {
	if (subject.sha256 === undefined) {
		return table([
			["function", "steps"],
			...functions.map(({ name, steps }) => [`\`${inSentence(name)}\``, steps.join(", ")]),
		]);
	}
	const last = recording.steps.at(-1);
	const rows = functions.map((one) => [
		`\`${inSentence(one.name)}\``,
		`${one.defined ?? ""}`,
		one.steps.join(", "),
		rangesText(one.lines),
		rangesText(last?.called.find(({ name }) => name === one.name)?.lines ?? []),
	]);
	return table([["function", "line", "in steps", "lines run", `lines run in step ${recording.steps.length}`], ...rows]);
}

/** Numbers with those that follow each other together: `3, 5-8`. */
function rangesText(numbers: readonly number[]): string {
	const starts = numbers.filter((number) => !numbers.includes(number - 1));
	const ends = numbers.filter((number) => !numbers.includes(number + 1));
	return (
		starts.map((start, index) => (start === ends[index] ? `${start}` : `${start}-${ends[index]}`)).join(", ") || "-"
	);
}

function replaySection(story: Story): readonly RootContent[] {
	return [
		paragraph("With Rollcall; the exit status is 1 as long as it reproduces:"),
		codeBlock("sh", replayCommand(story)),
		...(isShownInC(story) ? reproducerSection(story) : []),
	];
}

function reproducerSection(story: Story): readonly RootContent[] {
	const missing = notApplied(story.subject).map(({ option, advice }) => `\`${inSentence(option)}\`: ${advice}`);
	return [
		paragraph(
			"Without Rollcall, on any system with a C compiler: save the program below as `repro.c`. The exit status is 1 as long as it reproduces, and 0 once it is repaired:",
		),
		codeBlock("sh", reproducerCommand(story)),
		...(needsSanitizers(story.failure)
			? [paragraph("The compiler's checks stand in for Rollcall's: they do not see every access that Rollcall sees.")]
			: []),
		...(missing.length === 0
			? []
			: [paragraph("The program does not apply all options of the source:"), list(missing)]),
		{ type: "html", value: "<details>\n<summary>repro.c</summary>" },
		codeBlock("c", reproducer(story).trimEnd()),
		{ type: "html", value: "</details>" },
	];
}

function environmentOf({ subject, recording }: Story): readonly string[] {
	const { scope } = recording;
	return [
		`Rollcall ${packageVersion()}`,
		subject.sha256 === undefined
			? `${subject.name}, a TypeScript copy of \`event.c\``
			: `\`${inSentence(subject.name)}\`, SHA-256 \`${subject.sha256}\`, compiled as it is by clang to WebAssembly, with stand-ins for PM's headers`,
		`\`NR_PROCS\` ${nrProcs(scope)}, \`NR_SUBS\` ${scope.slots} (scope ${scopeName(scope)}${scope.rows === undefined ? "" : `; ${ROW_ORDERS[scope.rows]}`})`,
	];
}

function heading(depth: 2, text: string): RootContent {
	return { type: "heading", depth, children: phrase(text) };
}

/** Heading in which nothing is code. */
function plainHeading(depth: 1, text: string): RootContent {
	return { type: "heading", depth, children: [textNode(text)] };
}

function codeBlock(lang: string, value: string): RootContent {
	return { type: "code", lang, value: value.replace(/[^\n\t]+/g, markdownCode) };
}

function paragraph(text: string): BlockContent & DefinitionContent {
	return { type: "paragraph", children: phrase(text) } as BlockContent & DefinitionContent;
}

function list(items: readonly string[]): RootContent {
	return {
		type: "list",
		spread: false,
		children: items.map((item) => ({ type: "listItem", spread: false, children: [paragraph(item)] })),
	};
}

/** A cell of a table: a sentence, or nodes. */
type Cell = string | PhrasingContent[];

function table(rows: readonly (readonly Cell[])[]): Table {
	return {
		type: "table",
		children: rows.map((row) => ({
			type: "tableRow",
			children: row.map((cell) => ({ type: "tableCell", children: typeof cell === "string" ? phrase(cell) : cell })),
		})),
	};
}

/** A sentence with code between backticks. */
function phrase(text: string): PhrasingContent[] {
	return text.split(/(`[^`]*`)/).flatMap((part): PhrasingContent[] => {
		if (part === "") return [];
		const [, code] = /^`(.*)`$/s.exec(part) ?? [];
		return [code ? { type: "inlineCode", value: markdownCode(code) } : textNode(part)];
	});
}

function strong(text: string): PhrasingContent[] {
	return [{ type: "strong", children: [textNode(text)] }];
}

function textNode(text: string): PhrasingContent {
	return { type: "text", value: markdownText(text) };
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
