import { Command, Option } from "commander";
import type { ExploreRun } from "../checker/explore.ts";
import { BOUNDS, EXPLORE_MEBIBYTES, SCOPES } from "../checker/options.ts";
import { EXIT_CODES } from "../properties/verdict.ts";
import { type CiFlags, ciOptions, publish, withJunit, writeError } from "./ci.ts";
import {
	checkOptionsOf,
	type MemoryFlags,
	memoryOptions,
	memoryOptionsOf,
	needs,
	type TargetFlags,
	targetOf,
	targetOptions,
	writeKnownOf,
} from "./flags.ts";
import { jsonText, seconds, wholeNumber } from "./options.ts";
import { ProgressLine } from "./progress.ts";

interface ExploreFlags extends TargetFlags, MemoryFlags, CiFlags {
	readonly symmetry: boolean;
	readonly allMemory?: boolean;
	readonly audit?: boolean;
	readonly workers?: number;
	readonly checkpoint?: string;
	readonly resume?: string;
	readonly maxStates?: number;
	readonly maxMemory?: number;
	readonly time?: number;
	readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  $ npx rollcall explore --users 2 --services 3                          the specification
  $ npx rollcall explore --source path/to/event.c --users 1 --services 2   your own event.c beside it

Exit codes: 0 all claims that are checked hold in every state, 1 a claim is violated, 2 wrong use or an internal error,
3 unknown: a limit came first, or a claim was not exercised.`;

/** `rollcall explore`: exit code 0 all claims that are checked hold, 1 one is violated, 3 unknown. */
export function exploreCommand(): Command {
	const command = ciOptions(memoryOptions(targetOptions(new Command("explore"), SCOPES.explore)))
		.description("visit every state of a scope, of the specification and, where one is named, of a target beside it")
		.option("--no-symmetry", "visit every state of the specification, not one for all that differ in names")
		.option("--all-memory", "keep all of the target's memory as its state, even what nothing reads")
		.option(
			"--audit",
			"search again without reductions, in another order, with every step put to the claims, and compare",
		)
		.addOption(
			new Option("--workers <n>", "how many threads search (default: cores)")
				.argParser(wholeNumber(BOUNDS.workers))
				.conflicts(["checkpoint", "resume"]),
		)
		.option(
			"--checkpoint <file>",
			"save the search of the target to a file every half minute and when it stops; the plain search, by one thread",
		)
		.option("--resume <file>", "go on from a file that --checkpoint wrote")
		.option("--max-states <n>", "stop when so many states are stored", wholeNumber([1, 1_000_000_000]))
		.option(
			"--max-memory <MiB>",
			`stop when stored states take so much memory (default: ${EXPLORE_MEBIBYTES})`,
			wholeNumber([1, 65_536]),
		)
		.option("--time <seconds>", "stop after this time", seconds)
		.option("--coverage <file>", "write what the run walks to a file: see rollcall coverage")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", EXAMPLES)
		.action((flags: ExploreFlags) => withJunit("explore", flags, () => run(flags)));
	for (const option of ["allMemory", "known", "writeKnown", "out", "checkpoint", "resume"]) {
		needs(command, option, ["source", "revision", "target"]);
	}
	return command;
}

async function run(flags: ExploreFlags): Promise<number> {
	const interruption = new AbortController();
	const interrupt = (): void => {
		interruption.abort();
		process.stderr.write("rollcall: stopping, to say what was found; interrupted again it stops at once\n");
	};
	// From here on: a source takes a while to compile.
	process.once("SIGINT", interrupt);
	const { runExplore } = await import("../checker/explore.ts");
	const { symmetry, allMemory, audit, workers, checkpoint, resume, maxStates, maxMemory, time } = flags;
	const line = await ProgressLine.open();
	try {
		const run = await runExplore({
			...(await checkOptionsOf(flags, line)),
			...(targetOf(flags) ? await memoryOptionsOf(flags) : {}),
			...{ symmetry, allMemory, audit, workers, checkpoint, resume, signal: interruption.signal },
			limits: {
				states: maxStates,
				bytes: maxMemory === undefined ? undefined : maxMemory * 2 ** 20,
				timeMs: time === undefined ? undefined : time * 1000,
			},
		});
		line.clear();
		return await print(run, flags);
	} finally {
		process.off("SIGINT", interrupt);
	}
}

async function print(run: ExploreRun, flags: ExploreFlags): Promise<number> {
	if (run.kind === "broken") {
		const { brokenSpecificationJson, brokenSpecificationText } = await import("../report/text/broken-specification.ts");
		const { report, error } = run;
		process.stdout.write(flags.json ? jsonText(brokenSpecificationJson(report)) : brokenSpecificationText(report));
		if (flags.junit !== undefined) await writeError("explore", flags.junit, error);
		return EXIT_CODES.violated;
	}
	const { opened, exploration } = run;
	const { product, seconds, findings, judgement } = exploration;
	const { explorationJson, explorationText } = await import("../report/text/explore.ts");
	await writeKnownOf(flags, exploration);
	// What draws tables takes long to load.
	const traces = findings.length > 0 && !flags.json ? await import("../checker/findings/traces.ts") : undefined;
	const text = (await traces?.tracesText(opened, findings)) ?? "";
	process.stdout.write(flags.json ? jsonText(explorationJson(exploration)) : explorationText(exploration, text));
	const target = product ? opened.target.name : "specification";
	await publish(flags, { target, claims: judgement.claims, seconds }, opened, findings);
	return EXIT_CODES[judgement.verdict];
}
