import type { Scope } from "../../model/scope.ts";
import { shellWord } from "../escape/shell.ts";
import { interleavingText, loopText, type Story } from "../explain/explanation.ts";

/** Options for a scope, as words of a command. */
export function scopeOptions({ users, services, slots, rows }: Scope): readonly string[] {
	return [
		...Object.entries({ users, services, slots }).flatMap(([name, count]) => [`--${name}`, String(count)]),
		...(rows === undefined ? [] : ["--rows", rows.replace(" ", "-")]),
	];
}

/** The words of `rollcall` that run the counterexample again; exit code 1 as long as it fails. */
export function replayWords(story: Story): readonly string[] {
	const loop = loopText(story);
	return [
		"verify",
		...story.subject.words,
		...scopeOptions(story.recording.scope),
		...["--only", story.claim.id, "--interleaving", interleavingText(story)],
		...(loop === undefined ? [] : ["--loop", loop]),
	];
}

/** The command that runs the counterexample again, for a shell. */
export function replayCommand(story: Story): string {
	return ["npx rollcall", ...replayWords(story).map(shellWord)].join(" ");
}
