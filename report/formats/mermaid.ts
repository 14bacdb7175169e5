import { mermaidText } from "../escape/mermaid.ts";
import type { Story } from "../explain/explanation.ts";
import { itemsOf, lanesOf } from "../explain/sequence.ts";
import type { SequenceItem } from "../explain/sequence-item.ts";

/** A counterexample as a Mermaid sequence diagram: the step that breaks the claim stands in a box, a loop in its frame. */
export function mermaidSequence({ recording, claim, detail, counterexample: { lasso } }: Story): string {
	const steps = recording.steps.map(({ observed }) => observed);
	const lanes = lanesOf(recording.scope, steps);
	const lines = ["sequenceDiagram", ...lanes.map((lane) => `participant ${lane}`)];
	const isLoop = lasso !== undefined && lasso.loopStart < steps.length;
	const boxed = isLoop ? lasso.loopStart : steps.length - 1;
	for (const [index, step] of steps.entries()) {
		const isLast = index === steps.length - 1;
		if (index === boxed) lines.push(isLoop ? "loop for ever" : "rect rgba(255, 0, 0, 0.15)");
		lines.push(...itemsOf(step).map((item, place) => (place === 0 ? numbered(item, index + 1) : itemText(item))));
		if (isLast) lines.push(`Note over ${over(lanes)}: ✗ ${mermaidText(`${claim.id}: ${detail}`)}`, "end");
	}
	return lines.map((line, index) => (index === 0 ? line : `    ${line}`)).join("\n");
}

function over(lanes: readonly string[]): string {
	const [first = "PM"] = lanes;
	return lanes.length > 1 ? `${first},${lanes.at(-1)}` : first;
}

function numbered(item: SequenceItem, number: number): string {
	return itemText({ ...item, text: `${number}. ${item.text}` });
}

function itemText(item: SequenceItem): string {
	switch (item.kind) {
		case "note":
			return `Note over ${item.over}: ${mermaidText(item.text)}`;
		case "message":
			return `${item.from}->>${item.to}: ${mermaidText(item.text)}`;
		case "answer":
			return `${item.from}-->>${item.to}: ${mermaidText(item.text)}`;
	}
}
