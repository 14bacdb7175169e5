import type { CSource } from "../../impl/c/compile/c-source.ts";
import type { Revision } from "../../impl/mirror/event.ts";
import { createMirror, type FacilityClass } from "../../impl/mirror/target.ts";
import type { Counterexample } from "../../lockstep/counterexample.ts";
import { type Action, parseAction } from "../../model/action.ts";
import type { Scope } from "../../model/scope.ts";
import { MIRROR_FILE } from "../../report/explain/execution.ts";
import { type NotReproduced, type Story, type Subject, tellStory } from "../../report/explain/explanation.ts";
import { packageFile } from "../../report/package-files.ts";

/** Actions as text, read for a scope. */
export function parse(scope: Scope, text: string): readonly Action[] {
	return Array.from(text.matchAll(/\w+\([^)]*\)/g), ([one]) => {
		const action = parseAction(scope, one);
		if ("error" in action) throw new Error(action.error);
		return action;
	});
}

const SCOPE: Scope = { users: 1, services: 2, slots: 4 };

/** The steps of docs/findings/001. */
export const STEPS_001 =
	"spawn(s0) setMask(s0, EXIT) spawn(s1) setMask(s1, SIGNAL) spawn(u0) signal(u0) vfsReply(u0) setMask(s0, 0) setMask(s0, EXIT)";

/** docs/findings/001: the shortest interleaving that leaves a stale wait count. */
export const FINDING_001: Counterexample = {
	subject: { kind: "mirror", revision: "faithful" },
	scope: SCOPE,
	seed: undefined,
	interleaving: parse(SCOPE, STEPS_001),
	claim: "waiting-balances",
	cause: "setMask: the wait count is too high",
	detail: "the slot of s0 counts 1 waiting, 0 wait for it",
	minimality: "shortest",
	only: undefined,
};

const SMALL: Scope = { users: 1, services: 1, slots: 4 };
const ROUND = "exit(u0) vfsReply(u0) exit(s0) vfsReply(s0) reap(u0) reap(s0)";
const START = "spawn(u0) spawn(s0) setMask(s0, EXIT)";

/** Panic of PM, to which it leads. */
export const PANIC: Counterexample = {
	...FINDING_001,
	scope: SMALL,
	interleaving: parse(SMALL, `${START} ${ROUND} ${START} ${ROUND} ${START} exit(u0) vfsReply(u0)`),
	claim: "no-panic",
	cause: "vfsReply: assertion in resume_event",
	minimality: "given",
	only: undefined,
};

const STEM =
	"spawn(u0) spawn(s0) signal(u0) setMask(s0, SIGNAL) exit(s0) vfsReply(u0) vfsReply(s0) reap(s0) spawn(s0) setMask(s0, EXIT) setMask(s0, 0)";

/** A slot that is never given back, while u0 is born and dies again and again: steps 12 to 15 are the loop. */
export const LASSO: Counterexample = {
	...FINDING_001,
	scope: SMALL,
	interleaving: parse(SMALL, `${STEM} exit(u0) vfsReply(u0) reap(u0) spawn(u0)`),
	claim: "slots-come-free",
	cause: "a slot that is never given back",
	detail: "a slot that is never given back: s0; steps 12 to 15 repeat for ever",
	only: ["slots-come-free"],
	lasso: { loopStart: 11, subject: 1 },
};

const MIRROR: Subject = {
	name: "mirror of event.c",
	words: ["--revision", "faithful"],
	sha256: undefined,
	file: MIRROR_FILE,
	lines: packageFile(MIRROR_FILE).split("\n"),
	isResized: false,
};

/** The story of a counterexample on the mirror, or on a variant of it. */
export function storyOnMirror(
	counterexample: Counterexample,
	revision: Revision = "faithful",
	implementation?: FacilityClass,
): Story | NotReproduced {
	return tellStory(counterexample, MIRROR, () => createMirror(counterexample.scope, revision, implementation));
}

/** A story that has to be one. */
export function told(story: Story | NotReproduced): Story {
	if ("notReproduced" in story) throw new Error(story.notReproduced);
	return story;
}

/** The source without the defect of finding 001. */
export function repaired({ path, text }: CSource): CSource {
	return { path, text: text.replace("subs[nsubs].mask = mask;", "$& subs[nsubs].waiting = 0;") };
}
