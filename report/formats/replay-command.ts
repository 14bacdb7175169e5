import { shellWord } from "../escape/shell.ts";
import { interleavingText, loopText, type Story } from "../explain/explanation.ts";

/** The words of `rollcall` that run the counterexample again; exit code 1 as long as it fails. */
export function replayWords(story: Story): readonly string[] {
	const { users, services, slots } = story.recording.scope;
	const scope = { users, services, slots };
	const loop = loopText(story);
	return [
		"verify",
		...story.subject.words,
		...Object.entries(scope).flatMap(([name, count]) => [`--${name}`, String(count)]),
		...["--only", story.claim.id, "--interleaving", interleavingText(story)],
		...(loop === undefined ? [] : ["--loop", loop]),
	];
}

/** The command that runs the counterexample again, for a shell. */
export function replayCommand(story: Story): string {
	return ["npx rollcall", ...replayWords(story).map(shellWord)].join(" ");
}
