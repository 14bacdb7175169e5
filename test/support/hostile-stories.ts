import { textOfTarget } from "../../impl/printable.ts";
import { whyOf } from "../../report/explain/diagnosis.ts";
import type { Story } from "../../report/explain/explanation.ts";
import { PANIC, storyOnMirror, told } from "./stories.ts";

const PLAIN = told(storyOnMirror(PANIC));

/** Story of a panic in a source whose path, lines and text of the panic are a text. */
export function hostileStory(text: string): Story {
	const said = textOfTarget(text);
	const failure = { kind: "panic", text: said, where: said, line: 1 } as const;
	const steps = PLAIN.recording.steps.map((step, index, all) =>
		index < all.length - 1
			? step
			: { ...step, observed: { ...step.observed, outcome: { ok: false, failure } as const } },
	);
	const recording = { ...PLAIN.recording, steps };
	const subject = {
		...PLAIN.subject,
		...{ name: text, file: text, words: ["--source", text], sha256: "0".repeat(64), lines: [text] },
	};
	return { ...PLAIN, subject, recording, failure, detail: `panic: ${said}`, why: whyOf(recording) };
}
