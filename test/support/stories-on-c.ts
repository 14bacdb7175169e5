import type { CSource } from "../../impl/c/compile/c-source.ts";
import { createCTarget } from "../../impl/c/runtime/target.ts";
import type { Counterexample } from "../../lockstep/counterexample.ts";
import { type NotReproduced, type Story, type Subject, tellStory } from "../../report/explain/explanation.ts";
import { compiled } from "./sources.ts";

/** The story of a counterexample on a C source, line by line. */
export async function storyOnC(counterexample: Counterexample, source: CSource): Promise<Story | NotReproduced> {
	const { scope } = counterexample;
	const module = await compiled(source, scope, { lines: true });
	const subject: Subject = {
		name: "event.c",
		words: ["--source", "event.c"],
		sha256: "0".repeat(64),
		file: "event.c",
		lines: source.text.split("\n"),
		isResized: false,
	};
	return tellStory(counterexample, subject, (onLine) => createCTarget(module, scope, "many", onLine));
}
