import { lineOf, type Story, titleOf } from "../explain/explanation.ts";
import { replayCommand } from "./replay-command.ts";

/** The line that makes GitHub Actions show a finding beside the source. */
export function githubAnnotation(story: Story): string {
	const { subject, claim, recording, why } = story;
	const last = recording.steps.at(-1);
	const line = last && lineOf(last);
	const properties = [
		`file=${property(subject.file)}`,
		`title=${property(claim.id)}`,
		...(line === undefined ? [] : [`line=${line}`]),
	];
	const message = [titleOf(story), ...why.map((sentence) => sentence.replaceAll("`", "")), replayCommand(story)];
	return `::error ${properties.join(",")}::${data(message.join("\n"))}`;
}

/** A text as a workflow command takes it. */
function data(text: string): string {
	return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
	return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
