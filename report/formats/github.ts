import { workflowMessage, workflowProperty } from "../escape/github.ts";
import { lineOf, type Story, stepInFocus, titleOf } from "../explain/explanation.ts";
import { replayCommand } from "./replay-command.ts";

/** The line that makes GitHub Actions show a finding beside the source. */
export function githubAnnotation(story: Story): string {
	const { subject, claim, why } = story;
	const focus = stepInFocus(story);
	const line = focus && lineOf(focus);
	const properties = [
		`file=${workflowProperty(subject.file)}`,
		`title=${workflowProperty(claim.id)}`,
		...(line === undefined ? [] : [`line=${line}`]),
	];
	const message = [titleOf(story), ...why.map((sentence) => sentence.replaceAll("`", "")), replayCommand(story)];
	return `::error ${properties.join(",")}::${workflowMessage(message.join("\n"))}`;
}
