import type { Root, Table, TableCell } from "mdast";
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import { toMarkdown } from "mdast-util-to-markdown";
import type { LedgerEntry, LedgerReport } from "../../text/ledger.ts";
import { evidenceText } from "../../text/verdict.ts";

/** Greatest length of evidence in the table: several claims share what is longer. */
const MOST_IN_TABLE = 80;

/** The ledger as a page of Markdown: a table of the claims, and the commands that reproduce the verdicts. */
export function ledgerMarkdown({ target, entries }: LedgerReport): string {
	const rows = entries.map((entry) => ({ entry, evidence: evidenceText(entry) }));
	const noted = [...new Set(rows.map(({ evidence }) => evidence))].filter(({ length }) => length > MOST_IN_TABLE);
	const root: Root = {
		type: "root",
		children: [
			{ type: "heading", depth: 1, children: [{ type: "text", value: "Claims" }] },
			paragraph(`Verdicts on the ${target}.`),
			table(
				["claim", "kind", "sentence", "source", "verdict", "evidence"],
				rows.map(({ entry, evidence }) => [...cellsOf(entry), inTable(evidence, noted)]),
			),
			...(noted.length === 0 ? [] : notes(noted)),
			{ type: "heading", depth: 2, children: [{ type: "text", value: "Commands that reproduce the verdicts" }] },
			...entries.flatMap(({ claim, command }): Root["children"] =>
				command === undefined ? [] : [paragraph(`${claim.id}:`), { type: "code", value: command }],
			),
		],
	};
	return toMarkdown(root, { extensions: [gfmTableToMarkdown()], fences: true });
}

function cellsOf({ claim, verdict }: LedgerEntry): readonly string[] {
	return [claim.id, claim.kinds.join(", "), claim.sentence, claim.source, verdict];
}

/** @param noted evidence that stands in notes below the table */
function inTable(evidence: string, noted: readonly string[]): string {
	const note = noted.indexOf(evidence) + 1;
	return note > 0 ? `note ${note}` : evidence;
}

function notes(texts: readonly string[]): Root["children"] {
	return [
		{ type: "heading", depth: 2, children: [{ type: "text", value: "Notes" }] },
		{
			...{ type: "list", ordered: true, spread: false },
			children: texts.map((text) => ({
				type: "listItem",
				children: [{ type: "paragraph", children: [{ type: "text", value: text }] }],
			})),
		},
	];
}

function paragraph(text: string): Root["children"][number] {
	return { type: "paragraph", children: [{ type: "text", value: text }] };
}

function table(names: readonly string[], rows: readonly (readonly string[])[]): Table {
	const cell = (value: string): TableCell => ({ type: "tableCell", children: [{ type: "text", value }] });
	return {
		type: "table",
		children: [names, ...rows].map((cells) => ({ type: "tableRow", children: cells.map(cell) })),
	};
}
