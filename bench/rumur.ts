import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Scope } from "../model/scope.ts";
import { available, build, numberIn, run as runProgram } from "./tools.ts";

/**
 * Symmetry reduction: `exhaustive` tries every permutation and stores canonical states only; `heuristic` sorts, and may
 * store several states of one symmetry class.
 */
export type RumurSymmetry = "off" | "heuristic" | "exhaustive";

/** One complete search by Rumur. */
interface RumurRun {
	/** Distinct states stored: canonical states where symmetry reduction is exhaustive. */
	readonly states: number;
	/** Enabled (state, action) pairs of these states, those that change nothing included. */
	readonly transitions: number;
	/** Wall time of the whole process. */
	readonly seconds: number;
}

/** A verifier compiled for one scope: it can be run again and again, between other runs. */
export interface RumurProgram {
	/** Wall time of `rumur` and the C compiler. */
	readonly compileSeconds: number;
	/**
	 * Searches all states.
	 *
	 * @throws Error if the search was not complete or a claim failed
	 */
	run(): RumurRun;
	/** Removes the program. */
	dispose(): void;
}

const MODEL = join(
	dirname(createRequire(import.meta.url).resolve("rollcall/package.json")),
	"bench",
	"rumur",
	"world.m",
);

/** One thread, as SPIN has; nothing that only a counterexample's text needs. bench/rumur/README.md has what was tried. */
const RUMUR_FLAGS: readonly string[] = [
	...["--threads", "1", "--deadlock-detection", "off"],
	...["--counterexample-trace", "off", "--scalarset-schedules", "off"],
];

/** The generated verifier needs a compare and swap of 16 bytes, which x86-64 has to be asked for. */
const CC_FLAGS: readonly string[] = ["-std=c11", "-w", ...(process.arch === "x64" ? ["-mcx16"] : [])];

/** True if Rumur and a C compiler are on the PATH. */
export function rumurAvailable(): boolean {
	return available([
		["rumur", "--version"],
		["cc", "--version"],
	]);
}

/**
 * Compiles bench/rumur/world.m for one scope in a temporary folder; to be disposed of.
 *
 * @param scope at least one user, one service and one slot
 * @param optimization the compiler's flag; without optimization a small scope is searched sooner
 * @throws Error with the output of rumur or the compiler, if one of them fails
 */
export function buildRumur(scope: Scope, symmetry: RumurSymmetry, optimization: "-O0" | "-O3" = "-O3"): RumurProgram {
	const folder = mkdtempSync(join(tmpdir(), "rollcall-rumur-"));
	const dispose = (): void => rmSync(folder, { recursive: true, force: true });
	try {
		writeFileSync(join(folder, "world.m"), modelOf(scope));
		const compileSeconds =
			build("rumur", [...RUMUR_FLAGS, "--symmetry-reduction", symmetry, "-o", "world.c", "world.m"], folder) +
			build("cc", [...CC_FLAGS, optimization, "-o", "world", "world.c", "-lpthread"], folder);
		return { compileSeconds, run: () => search(folder), dispose };
	} catch (error) {
		dispose();
		throw error;
	}
}

/** The model's text with the scope's constants: Murphi has no other parameters. */
function modelOf(scope: Scope): string {
	return (["users", "services", "slots"] as const).reduce(
		(text, name) => {
			const line = new RegExp(`^(  ${name}: )\\d+;$`, "m");
			if (!line.test(text)) throw new Error(`${MODEL} has no line "${name}: <number>;"`);
			return text.replace(line, `$1${scope[name]};`);
		},
		readFileSync(MODEL, "utf8"),
	);
}

function search(folder: string): RumurRun {
	const { output, status, seconds } = runProgram(join(folder, "world"), [], folder);
	if (status !== 0 || !/No error found/.test(output)) {
		throw new Error(`Rumur's search is not complete or found a failed claim:\n${output}`.slice(0, 4000));
	}
	return {
		states: numberIn(output, /^\s*(\d+) states, \d+ rules fired/m),
		transitions: numberIn(output, /^\s*\d+ states, (\d+) rules fired/m),
		seconds,
	};
}
