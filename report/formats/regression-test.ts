import { lineText } from "../escape/line.ts";
import { typescriptString } from "../escape/typescript.ts";
import { type Story, titleOf } from "../explain/explanation.ts";
import { replayWords } from "./replay-command.ts";

/** A counterexample as a file for Vitest: it fails as long as the claim is violated, and passes once it is repaired. */
export function regressionTest(story: Story): string {
	const words = replayWords(story).map(typescriptString);
	return `// ${lineText(titleOf(story))}
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const COMMAND = ["rollcall", ${words.join(", ")}];

it(${typescriptString(`${story.subject.name} keeps ${story.claim.id}: ${story.claim.sentence}`)}, () => {
	const { status, stdout, stderr } = spawnSync("npx", COMMAND, { encoding: "utf8" });
	// 0: the claim holds; 3: this interleaving does not break it. 1 is a violation, 2 wrong use, as of a missing file.
	expect([0, 3], stdout + stderr).toContain(status);
}, 300_000);
`;
}
