import type { Root, TableRow } from "mdast";
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import { toMarkdown } from "mdast-util-to-markdown";
import type { DesignRun } from "../../../properties/design-evidence.ts";

/** A run of a design as a page of Markdown. @param sentence the property in words @param replay the command that runs it again */
export function designRunMarkdown({ design, property, trace }: DesignRun, sentence: string, replay: string): string {
	const { scope, initial, steps, loopStart = steps.length } = trace;
	const rows = steps.map(({ action, state }, index) => [
		index < loopStart ? `${index + 1}` : `${index + 1}, for ever`,
		action,
		state,
	]);
	const root: Root = {
		type: "root",
		children: [
			{ type: "heading", depth: 1, children: [{ type: "text", value: `${design}: ${sentence}` }] },
			{ type: "paragraph", children: [{ type: "text", value: `Property ${property}, shown at ${scope}.` }] },
			{ type: "table", children: [["step", "action", "state after it"], ["0", "", initial], ...rows].map(tableRow) },
			{ type: "heading", depth: 2, children: [{ type: "text", value: "Replay" }] },
			{ type: "code", value: replay },
		],
	};
	return toMarkdown(root, { extensions: [gfmTableToMarkdown()], fences: true });
}

function tableRow(cells: readonly string[]): TableRow {
	return {
		type: "tableRow",
		children: cells.map((value) => ({ type: "tableCell", children: [{ type: "text", value }] })),
	};
}
