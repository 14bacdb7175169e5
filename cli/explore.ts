import { Command, Option } from "commander";
import type { ExploreRun } from "../checker/explore.ts";
import { BOUNDS, SCOPES } from "../checker/options.ts";
import { EXIT_CODES } from "../properties/verdict.ts";
import { type CiFlags, ciOptions, publish, withJunit, writeError } from "./ci.ts";
import {
	checkOptionsOf,
	type LimitFlags,
	limitsIn,
	type MemoryFlags,
	memoryOption,
	memoryOptions,
	memoryOptionsOf,
	type TargetFlags,
	targetOf,
	targetOptions,
	timeOption,
	writeKnownOf,
} from "./options/flags.ts";
import { helpText, VERDICT_CODES } from "./options/help.ts";
import { needs } from "./options/needs.ts";
import { jsonText, wholeNumber } from "./options/values.ts";
import { print } from "./output.ts";
import { interruptible } from "./running/interruption.ts";
import { ProgressLine } from "./running/progress.ts";

interface ExploreFlags extends TargetFlags, MemoryFlags, LimitFlags, CiFlags {
	readonly symmetry: boolean;
	readonly allMemory?: boolean;
	readonly fresh?: boolean;
	readonly audit?: boolean;
	readonly workers?: number;
	readonly checkpoint?: string;
	readonly resume?: string;
	readonly maxStates?: number;
	readonly json?: boolean;
	readonly verbose?: boolean;
}

const HELP = helpText(
	[
		["search the specification", "npx rollcall explore --users 2 --services 3"],
		[
			"search the product of the specification with your own event.c",
			"npx rollcall explore --source path/to/event.c --users 1 --services 2",
		],
	],
	VERDICT_CODES,
);

/** `rollcall explore`: exit code 0 all claims that are checked hold, 1 one is violated, 3 unknown. */
export function exploreCommand(): Command {
	const command = ciOptions(
		memoryOptions(memoryOption(timeOption(targetOptions(new Command("explore"), SCOPES.explore), "explore"))),
	)
		.description("search every state of a scope: of the specification, or of its product with a target")
		.option("--no-symmetry", "search without symmetry reduction")
		.option("--all-memory", "keep all of the target's memory in the state, dead memory too")
		.option("--fresh", "take no results of an earlier run of the same code")
		.option("--audit", "search again, depth first, without reductions, every claim checked at every step, and compare")
		.addOption(
			new Option("--workers <n>", "number of threads (default: number of cores)")
				.argParser(wholeNumber(BOUNDS.workers))
				.conflicts(["checkpoint", "resume"]),
		)
		.option(
			"--checkpoint <file>",
			"save the search of the target to a file every 30 seconds and when it stops; it runs in one thread",
		)
		.option("--resume <file>", "continue a search that --checkpoint saved")
		.option("--max-states <n>", "stop when this many states are stored", wholeNumber([1, 1_000_000_000]))
		.option("--coverage <file>", "write what the run covers to a file, for rollcall coverage")
		.option("--json", "print one JSON object and nothing else")
		.option("--verbose", "list all claims")
		.addHelpText("after", HELP)
		.action((flags: ExploreFlags) => withJunit("explore", flags, () => run(flags)));
	for (const option of ["allMemory", "known", "writeKnown", "out", "checkpoint", "resume"]) {
		needs(command, option, ["source", "revision", "target"]);
	}
	return command;
}

function run(flags: ExploreFlags): Promise<number> {
	const line = new ProgressLine();
	// Interruptible from here on: a source takes a while to compile.
	return interruptible(line, async (signal) => {
		const { runExplore } = await import("../checker/explore.ts");
		const { symmetry, allMemory, fresh, audit, workers, checkpoint, resume, maxStates } = flags;
		const run = await runExplore({
			...(await checkOptionsOf(flags, line)),
			...(targetOf(flags) ? await memoryOptionsOf(flags) : {}),
			...{ symmetry, allMemory, fresh, audit, workers, checkpoint, resume, signal },
			limits: { states: maxStates, ...limitsIn(flags) },
		});
		line.clear();
		return printRun(run, flags);
	});
}

async function printRun(run: ExploreRun, flags: ExploreFlags): Promise<number> {
	if (run.kind === "broken") {
		const { brokenSpecificationJson, brokenSpecificationText } = await import("../report/text/broken-specification.ts");
		const { report, error } = run;
		print(flags.json ? jsonText(brokenSpecificationJson(report)) : brokenSpecificationText(report));
		if (flags.junit !== undefined) await writeError("explore", flags.junit, error);
		return EXIT_CODES.violated;
	}
	const { opened, exploration } = run;
	const { product, seconds, findings, judgement } = exploration;
	const { explorationJson, explorationText } = await import("../report/text/explore.ts");
	await writeKnownOf(flags, exploration);
	const traces = findings.length > 0 && !flags.json ? await import("../checker/findings/traces-text.ts") : undefined;
	const text = (await traces?.tracesText(opened, findings)) ?? "";
	const { verbose = false, slots } = flags;
	const named = product ? opened.words || " --target mirror" : "";
	const words = slots === undefined ? named : `${named} --slots ${slots}`;
	print(
		flags.json
			? jsonText(explorationJson(exploration))
			: explorationText(exploration, { traces: text, verbose, words }),
	);
	const target = product ? opened.target.name : "specification";
	// A lasso of the specification is none of the target's.
	const lassos = product ? exploration.lassos : [];
	await publish(flags, { target, claims: judgement.claims, seconds }, [{ opened, findings, lassos }]);
	return EXIT_CODES[judgement.verdict];
}
