import { Command, Option } from "commander";
import { BOUNDS, PATHS_ACTIONS, SCOPES, SIMPLE_LENGTH } from "../checker/options.ts";
import { CRITERIA, SUITE_CRITERIA, type SuiteCriterion } from "../coverage/criteria.ts";
import {
	checkOptionsOf,
	type LimitFlags,
	limitsIn,
	type MemoryFlags,
	memoryOptions,
	memoryOptionsOf,
	type TargetFlags,
	targetOptions,
	timeOption,
	writeKnownOf,
} from "./options/flags.ts";
import { helpText } from "./options/help.ts";
import { jsonText, someOf, wholeNumber } from "./options/values.ts";
import { print } from "./output.ts";
import { ProgressLine } from "./running/progress.ts";

interface PathsFlags extends TargetFlags, MemoryFlags, Pick<LimitFlags, "time"> {
	readonly criteria: readonly SuiteCriterion[];
	readonly maxActions: number;
	readonly simpleLength: number;
	readonly list?: boolean;
	readonly json?: boolean;
}

const HELP = helpText(
	[
		["all edges, edge pairs and prime paths of both charts", "npx rollcall paths"],
		["prime paths, on your own event.c", "npx rollcall paths --source path/to/event.c --criteria primePath"],
		["every transition of the composed system", "npx rollcall paths --users 1 --services 1 --criteria transition"],
	],
	[
		[0, "no claim is violated"],
		[1, "a claim is violated"],
		[2, "wrong use or an internal error"],
	],
);

/** `rollcall paths`: exit code 0, or 1 where a claim is violated. */
export function pathsCommand(): Command {
	return memoryOptions(timeOption(targetOptions(new Command("paths"), SCOPES.paths), "paths"))
		.description("run interleavings that cover the paths of the statecharts on a target")
		.addOption(
			new Option("--criteria <list>", "coverage criteria")
				.argParser(someOf(SUITE_CRITERIA, CRITERIA))
				.default(CRITERIA, CRITERIA.join(",")),
		)
		.option("--max-actions <n>", "maximum length of an interleaving", wholeNumber(BOUNDS.maxActions), PATHS_ACTIONS)
		.option("--simple-length <n>", "maximum length of simple paths", wholeNumber(BOUNDS.simpleLength), SIMPLE_LENGTH)
		.option("--coverage <file>", "write what the run covers to a file, for rollcall coverage")
		.option("--list", "also print the interleavings")
		.option("--json", "print one JSON object and nothing else")
		.addHelpText("after", HELP)
		.action(async (flags: PathsFlags) => {
			process.exitCode = await run(flags);
		});
}

async function run(flags: PathsFlags): Promise<number> {
	const { runPaths } = await import("../checker/paths.ts");
	const { tracesText } = await import("../checker/findings/traces-text.ts");
	const { suiteJson, suiteText } = await import("../report/text/paths.ts");
	const { criteria, maxActions, simpleLength, list = false } = flags;
	const line = new ProgressLine();
	const { opened, run, summary } = await runPaths({
		...(await checkOptionsOf(flags, line)),
		...(await memoryOptionsOf(flags)),
		...{ criteria, maxActions, simpleLength, limits: limitsIn(flags) },
	});
	line.clear();
	await writeKnownOf(flags, { ...run, lassos: [] });
	const { scope } = opened.target;
	const traces = await tracesText(opened, run.findings);
	const text = suiteText(opened.description, scope, run, summary, traces, list);
	print(flags.json ? jsonText(suiteJson(scope, run, summary)) : text);
	return run.findings.length > 0 ? 1 : 0;
}
