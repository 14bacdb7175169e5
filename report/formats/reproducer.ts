import { fieldMacros } from "../../impl/c/compile/fields.ts";
import { actionKindInC, pmEnums } from "../../impl/c/layout/header.ts";
import type { Failure } from "../../impl/failure.ts";
import { eventsubOf, flagsOf } from "../../impl/image.ts";
import { NO_EVENTSUB } from "../../impl/minix.ts";
import { formatAction, maskName, operandsOf } from "../../model/action.ts";
import { isService, nrProcs, processName, type Scope, serviceAt } from "../../model/scope.ts";
import type { Result, State } from "../../model/state.ts";
import type { ObservedStep } from "../../properties/step.ts";
import { cComment, cString } from "../escape/c.ts";
import { shellPath, shellWord } from "../escape/shell.ts";
import { comparedAfter, type Story, type Subject } from "../explain/explanation.ts";
import { flagNames } from "../explain/flags.ts";
import { packageFile } from "../package-files.ts";
import { minixNames } from "./reproducer/minix-names.ts";

/**
 * A C program that shows the failure in an event.c, for any C compiler on a POSIX system.
 *
 * It takes the counterexample's steps on the file and compares what comes of them with what the specification has. It
 * ends with status 1 where that differs or the file panics, and with 0 where all is as it is to be. The headers that the
 * file includes are stood in for here, so the file's own `#include` lines have to go: `reproducerCommand` does that.
 */
export function reproducer(story: Story): string {
	const { claim, recording, subject } = story;
	const { scope, steps } = recording;
	const hasNested = steps.some(({ observed }) => observed.after.nested !== undefined);
	const head = [
		"/*",
		commentLine(`Reproduces in ${subject.name}: ${claim.id}, ${claim.sentence}.`),
		commentLine(`What breaks it: ${story.detail}.`),
		" *",
		commentLine(`  ${reproducerCommand(story)}`),
		" *",
		" * ends with status 1 and says REPRODUCED where the failure shows, with 0 where it is repaired.",
		...notApplied(subject).map(({ option, advice }) =>
			commentLine(`Not applied: ${option}; ${advice.replaceAll("`", "")}.`),
		),
		" */",
		"",
		"#ifndef EVENT_C",
		"#error compile this program with the command above: it includes the source that is checked",
		"#endif",
		"",
		`#define NR_PROCS ${nrProcs(scope)}`,
		`#define NR_USERS ${scope.users}`,
		`#define PM_IS_USER(process) ${isUserText(scope)}`,
		`#define SLOTS ${scope.slots}`,
		...(hasNested ? ["#define HAS_NESTED"] : []),
		...fieldLines(subject),
		"",
	].join("\n");
	const headers = ["pm.h", "mproc.h"].map((name) => withoutIncludes(packageFile(`impl/c/shim/${name}`)));
	const fields = Object.values(fieldMacros(subject.lines));
	const names = minixNames([...subject.lines, ...fields].join("\n"), [head, ...headers].join("\n"));
	return `${head}\n${packageFile("report/formats/reproducer/harness.c")
		.replace("/* @headers */", () => [...names, ...headers, pmEnums()].join("\n"))
		.replace("/* @rows */", () =>
			scope.rows === "shared" ? packageFile("report/formats/reproducer/shared-rows.c") : "",
		)
		.replace("/* @pm */", () => packageFile("impl/c/pm.c"))
		.replace('#include "lives.c"\n', () => packageFile("impl/c/lives.c"))
		.replace("/* @steps */", () =>
			steps.map(({ observed }, index) => stepText(observed, index === steps.length - 1)).join("\n"),
		)}`;
}

/** True of users, as an expression in C. */
function isUserText(scope: Scope): string {
	// Processes are numbered with users first where rows are shared, too.
	switch (scope.rows ?? "shared") {
		case "shared":
			return "((process) < NR_USERS)";
		case "services first":
			return "((process) >= NR_PROCS - NR_USERS)";
		case "services spread":
			return `((process) % ${serviceAt(scope, 1)} != 0 || (process) >= ${serviceAt(scope, scope.services)})`;
	}
}

/** Definitions of the fields of mproc that the source names beside those that all have. */
function fieldLines({ lines }: Subject): readonly string[] {
	const macros = Object.entries(fieldMacros(lines));
	if (macros.length === 0) return [];
	const types = packageFile("report/formats/reproducer/fields.c").trimEnd();
	return [...macros.map(([name, value]) => `#define ${name} ${value}`), "", types];
}

/** True if the program in C can show the failure: it compares results and states, and knows no lasso. */
export function isShownInC({ counterexample: { lasso }, compared }: Story): boolean {
	return !lasso || compared.some(({ expected, found }) => expected !== found);
}

/** True if results and states need not show the failure, but a compiler's own checks of memory and arithmetic do. */
export function needsSanitizers(failure: Failure | undefined): boolean {
	return failure?.kind === "undefined behaviour" || failure?.kind === "out of bounds";
}

/** The commands that compile the reproducer, as `repro.c`, with an event.c and run it. */
export function reproducerCommand({ subject, failure, recording }: Story): string {
	const path = subject.sha256 === undefined ? "event.c" : subject.name;
	const checks = needsSanitizers(failure) ? " -fsanitize=address,undefined -fno-sanitize-recover=all" : "";
	const resize = subject.isResized ? `; s/\\(define *NR_SUBS *\\)[0-9]*/\\1${recording.scope.slots}/` : "";
	return `sed 's|^ *# *include.*||${resize}' ${shellPath(path)} | gcc -w${checks}${compilerWords(subject)} -DEVENT_C='"/dev/stdin"' -o repro repro.c && ./repro`;
}

/** Options of the source that a C compiler has too. */
function compilerWords({ words }: Subject): string {
	return optionsIn(words)
		.flatMap(([name, value]) => {
			if (name === "--define") return [` ${shellWord(`-D${value}`)}`];
			return name === "--char" ? [` -f${value === "unsigned" ? "unsigned" : "signed"}-char`] : [];
		})
		.join("");
}

const ADVICE: Readonly<Record<string, string>> = {
	"--include": "add what `event.c` needs of those headers above `#include EVENT_C`",
	"--with": "add the text of that file, without its `#include` lines, below `#include EVENT_C`",
	"--view": "replace `subs`, `nsubs` and their fields below `#include EVENT_C` by the names of the source",
};

/** Option of the source that the program does not apply, and what to do by hand, in Markdown. */
interface NotApplied {
	readonly option: string;
	readonly advice: string;
}

/** Options of the source that the program does not apply. */
export function notApplied({ words }: Subject): readonly NotApplied[] {
	return optionsIn(words).flatMap(([name, value]) => {
		const advice = ADVICE[name];
		return advice === undefined ? [] : [{ option: `${name} ${value}`, advice }];
	});
}

/** Options among words of a command, each with its value. */
function optionsIn(words: readonly string[]): readonly (readonly [string, string])[] {
	return words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? ""] as const] : []));
}

function withoutIncludes(header: string): string {
	return header.replace(/^#include.*\n/gm, "");
}

/** One row of the table of steps. What a run that goes on past a difference comes to on the way is not compared. */
function stepText(step: ObservedStep, isLast: boolean): string {
	const { scope, action, expected } = step;
	const [first = 0, second = 0] = operandsOf(action);
	const isCompared = isLast || comparedAfter(step).every(({ expected, found }) => expected === found);
	const texts =
		expected && isCompared
			? [cString(resultText(scope, expected.result)), cString(stateText(scope, expected.state))]
			: ["NULL", "NULL"];
	const name = cString(formatAction(scope, action));
	return `\t{ ${name}, ${actionKindInC(action.kind)}, ${action.process}, ${first}, ${second},\n\t  ${texts.join(",\n\t  ")} },`;
}

/** As `result_text` of harness.c has it. */
function resultText(scope: Scope, { code, messages, callbacks }: Result): string {
	const processes = Array.from({ length: nrProcs(scope) }, (_, process) => process);
	const parts = [
		...(code === undefined ? [] : [code]),
		...processes.flatMap((process) => [
			...messages
				.filter(({ about }) => about === process)
				.map(
					({ to, event }) => `asks ${processName(scope, to)} about ${processName(scope, process)} (${maskName(event)})`,
				),
			...callbacks
				.filter((callback) => callback.process === process)
				.map(({ name }) => `${name}(${processName(scope, process)})`),
		]),
	];
	return parts.join(", ") || "-";
}

/** As `state_text` of harness.c has it. */
function stateText(scope: Scope, state: State): string {
	const processes = state.processes.flatMap((process, index) => {
		if (process.lifecycle === "free") return [];
		const place = eventsubOf(state, process);
		const at = place === NO_EVENTSUB ? "" : ` at ${place}`;
		return [`${processName(scope, index)} ${flagNames(flagsOf(process, isService(scope, index)))}${at}; `];
	});
	const slots = state.slots.map(
		({ service, mask, waiting }, place) =>
			`slot ${place}: ${processName(scope, service)}, ${maskName(mask)}, ${waiting} waiting; `,
	);
	return [...processes, ...slots].join("");
}

/** A line inside a comment. */
function commentLine(text: string): string {
	return ` * ${cComment(text)}`;
}
