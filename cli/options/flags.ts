import { type Command, Option } from "commander";
import { UsageError } from "../../checker/errors.ts";
import type { TargetSpec } from "../../checker/open-target.ts";
import {
	BOUNDS,
	type CheckOptions,
	MOST_MEBIBYTES,
	MOST_SECONDS,
	type PartialLimits,
	SEARCHED_USERS,
	STORE,
} from "../../checker/options.ts";
import { expectFile } from "../../checker/store/files.ts";
import type { StoreOptions } from "../../checker/store/findings-store.ts";
import { REVISIONS, type Revision } from "../../impl/mirror/event.ts";
import type { Scope } from "../../model/scope.ts";
import type { Verification } from "../../report/text/verify.ts";
import { printError } from "../output.ts";
import type { ProgressLine } from "../running/progress.ts";
import { type SourceFlags, sourceOptions, sourceOptionsOf } from "./source-flags.ts";
import { seconds, wholeNumber } from "./values.ts";

/** Options that name a target and a scope, as commander reads them. */
export interface TargetFlags extends SourceFlags {
	readonly target?: "mirror" | "c";
	readonly source?: string;
	readonly revision?: Revision;
	readonly users: number;
	readonly services: number;
	readonly slots?: number;
	/** The file for a coverage record. */
	readonly coverage?: string;
}

/** Options about what is remembered, as commander reads them. */
export interface MemoryFlags {
	/** The store's folder; false where nothing is to be kept. */
	readonly store?: string | false;
	readonly known?: string;
	readonly writeKnown?: string;
	readonly out?: string;
}

/** Adds the options that name a target and a scope. */
export function targetOptions(
	command: Command,
	{ users, services }: Pick<Scope, "users" | "services">,
	[least, most]: readonly [number, number] = SEARCHED_USERS,
): Command {
	return sourceOptions(command, "event.c to compile and check")
		.addOption(
			new Option("--target <target>", "target to check (default: c with --source, else mirror)").choices([
				"mirror",
				"c",
			]),
		)
		.addOption(revisionOption("revision of the mirror to check (default: faithful)"))
		.option("--users <n>", `number of user processes, ${least} to ${most}`, wholeNumber([least, most]), users)
		.option("--services <n>", "number of system services, 0 to 8", wholeNumber(BOUNDS.services), services)
		.option(
			"--slots <n>",
			"number of subscriber slots (NR_SUBS), 1 to 8 (default: that of the source; 4 for the mirror)",
			wholeNumber(BOUNDS.slots),
		);
}

/** The option that names a revision of the mirror. */
export function revisionOption(description: string): Option {
	return new Option("--revision <name>", description).choices(REVISIONS).implies({ target: "mirror" });
}

/** Limits of a command, as commander reads them. */
export interface LimitFlags {
	/** In seconds. */
	readonly time?: number;
	/** In MiB. */
	readonly maxMemory?: number;
}

/** Adds the option that limits the time of a command. */
export function timeOption(command: Command, name: keyof typeof MOST_SECONDS): Command {
	return command.option("--time <seconds>", `stop after this time (default: ${MOST_SECONDS[name]})`, seconds);
}

/** Adds the option that limits the memory of a search. */
export function memoryOption(command: Command): Command {
	return command.option(
		"--max-memory <MiB>",
		`stop a search when stored states take this much memory (default: ${MOST_MEBIBYTES})`,
		wholeNumber([1, 65_536]),
	);
}

/** The library's limits. */
export function limitsIn({ time, maxMemory }: LimitFlags): Pick<PartialLimits, "timeMs" | "bytes"> {
	return {
		timeMs: time === undefined ? undefined : time * 1000,
		bytes: maxMemory === undefined ? undefined : maxMemory * 2 ** 20,
	};
}

/** Adds the options about what is remembered of earlier runs. */
export function memoryOptions(command: Command): Command {
	return command
		.addOption(
			new Option(
				"--store <dir>",
				`directory where findings are kept, to be tried first in the next run (default: ${STORE})`,
			).env("ROLLCALL_STORE"),
		)
		.option("--no-store", "do not keep findings, and do not try kept ones")
		.option("--known <file>", "known findings: they are listed, and do not fail the run")
		.option("--write-known <file>", "write the findings of this run as a list for --known")
		.option(
			"--out <dir>",
			"write each finding to a file in this directory, for rollcall replay, rollcall report and ITF viewers",
		);
}

/** The target that the options name; undefined where they name none. @throws UsageError where they do not fit */
export function targetOf(flags: Partial<TargetFlags>): TargetSpec | undefined {
	const { target, source, revision } = flags;
	if (target === "mirror" && source !== undefined) throw new UsageError("--source conflicts with --target mirror");
	if (target === "c" && source === undefined) throw new UsageError("--target c needs --source");
	if (source !== undefined) return { kind: "c", path: source, options: sourceOptionsOf(flags) };
	return target === undefined ? undefined : { kind: "mirror", revision };
}

/** The library's options for a check that shows its progress in a line. @throws UsageError where they do not fit */
export async function checkOptionsOf(flags: Partial<TargetFlags>, line: ProgressLine): Promise<CheckOptions> {
	const { users, services, slots, coverage } = flags;
	return {
		target: targetOf(flags),
		scope: { users, services, slots },
		onProgress: line.show,
		onWarning: (text) => {
			line.clear();
			printError(text);
		},
		onRecord: await recordWriter(coverage),
	};
}

/** Writes a coverage record to a file; undefined where none is named. @throws UsageError where it cannot be written */
export async function recordWriter(path: string | undefined): Promise<CheckOptions["onRecord"]> {
	if (path === undefined) return undefined;
	expectFile("coverage", path);
	const { writeRecord } = await import("../../checker/record/open-recording.ts");
	return (record) => writeRecord(path, record);
}

/** The library's options about what is remembered. @throws UsageError where a file cannot be read or written */
export async function memoryOptionsOf({ store = STORE, known, writeKnown, out }: MemoryFlags): Promise<StoreOptions> {
	if (writeKnown !== undefined) expectFile("writeKnown", writeKnown);
	const baseline = known === undefined ? undefined : (await import("../../checker/store/baseline.ts")).readKnown(known);
	return { store: store === false ? undefined : store, known: baseline, out };
}

/** Writes what a run found as a baseline, where --write-known asks for one. */
export async function writeKnownOf(
	{ writeKnown }: MemoryFlags,
	{ findings, remembered, lassos }: Pick<Verification, "findings" | "remembered" | "lassos">,
): Promise<void> {
	if (writeKnown === undefined) return;
	const baseline = await import("../../checker/store/baseline.ts");
	baseline.writeKnown(writeKnown, [...findings, ...remembered.known, ...lassos]);
}

/** The options of a command without those that have their default. */
export function givenOf<T extends object>(command: Command, flags: T): Partial<T> {
	const given = Object.entries(flags).filter(([name]) => command.getOptionValueSource(name) !== "default");
	return Object.fromEntries(given) as Partial<T>;
}
