import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Scope } from "../model/scope.ts";
import { runCommands } from "./commands.ts";
import type { Contender } from "./contest.ts";
import { buildRumur, type RumurSymmetry } from "./rumur.ts";
import { buildSpin, type SpinModel } from "./spin.ts";
import { walkWithXStateGraph } from "./xstate-graph.ts";

/** The root folder of this checkout. */
export const ROOT = dirname(createRequire(import.meta.url).resolve("rollcall/package.json"));
const COMMAND = join(ROOT, "dist", "cli", "main.js");
const CORE = join(ROOT, "dist", "bench", "core.js");

/** The path of the seed's event.c; there need not be such a file. */
export const SOURCE = join(ROOT, "..", "shared", "seed", "event.c");

const EXPLORED = z.object({
	states: z.number(),
	canonicalStates: z.number(),
	transitions: z.number(),
	product: z.object({ pairs: z.number(), transitions: z.number() }).optional(),
});

/** The counts that `rollcall explore` and bench/core.ts print. */
export type Explored = z.infer<typeof EXPLORED>;

/** The counts of any search. */
export interface Counts {
	readonly states: number;
	readonly transitions: number;
}

/** Makes a text of counts, to be compared and printed. */
export type Counted<T> = (found: T) => string;

/** `rollcall explore` in a separate process, Node's start included. */
export function explore(name: string, scope: Scope, words: readonly string[], counted: Counted<Explored>): Contender {
	return exploring(name, [COMMAND, "explore", "--json", "--no-store", ...scopeWords(scope), ...words], counted);
}

/** Plain core, without the accelerators, in a separate process. */
export function core(name: string, scope: Scope, words: readonly string[], counted: Counted<Explored>): Contender {
	return exploring(name, [CORE, ...scopeWords(scope), ...words], counted);
}

function scopeWords({ users, services, slots }: Scope): readonly string[] {
	return ["--users", users, "--services", services, "--slots", slots].map(String);
}

/** A script of Node that prints its counts as JSON. */
function exploring(name: string, script: readonly string[], counted: Counted<Explored>): Contender {
	return {
		name,
		run: () => {
			const started = performance.now();
			const { stdout, stderr } = spawnSync(process.execPath, script, { encoding: "utf8" });
			const seconds = (performance.now() - started) / 1000;
			if (stderr !== "") throw new Error(`${name}: ${stderr}`);
			return { seconds, counts: counted(EXPLORED.parse(JSON.parse(stdout))) };
		},
	};
}

const VERIFIED = z.object({ actions: z.number() });

/** Module that makes a process report its processor time, to a separate pipe, when it ends. */
const REPORT_CPU = `data:text/javascript,${encodeURIComponent(
	'import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, JSON.stringify(process.cpuUsage())));',
)}`;
const CPU = z.object({ user: z.number(), system: z.number() });

/** `rollcall verify` in a separate process, measured by processor time, which other load on the machine affects less. */
export function verify(name: string, scope: Scope, words: readonly string[]): Contender {
	const command = [COMMAND, "verify", "--fresh", "--json", "--no-store", ...scopeWords(scope), ...words];
	return {
		name,
		run: () => {
			const { stdout, stderr, output } = spawnSync(process.execPath, ["--import", REPORT_CPU, ...command], {
				encoding: "utf8",
				stdio: ["ignore", "pipe", "pipe", "pipe"],
			});
			if (stderr !== "") throw new Error(`${name}: ${stderr}`);
			const { user, system } = CPU.parse(JSON.parse(output[3] ?? ""));
			return { seconds: (user + system) / 1e6, counts: `${VERIFIED.parse(JSON.parse(stdout)).actions} actions` };
		},
	};
}

/** SPIN over a model of bench/spin. */
export function spin(
	model: SpinModel,
	scope: Scope,
	counted: Counted<Counts>,
	memory: "all" | "readable" = "all",
): Contender {
	const program = buildSpin(model, scope, model === "event-c" ? { source: SOURCE, memory } : {});
	return compiled(`SPIN, ${model}`, program, counted);
}

/** Rumur over bench/rumur/world.m. */
export function rumur(scope: Scope, symmetry: RumurSymmetry, counted: Counted<Counts>): Contender {
	const name = symmetry === "off" ? "Rumur" : `Rumur, ${symmetry} symmetry reduction`;
	return compiled(name, buildRumur(scope, symmetry), counted);
}

/** A model checker's program, compiled already: its time is that of the search alone. */
function compiled(
	name: string,
	program: { run(): Counts & { readonly seconds: number }; dispose(): void },
	counted: Counted<Counts>,
): Contender {
	return {
		name,
		run: () => {
			const run = program.run();
			return { seconds: run.seconds, counts: counted(run) };
		},
		dispose: () => program.dispose(),
	};
}

/** \@xstate/graph over the statecharts, in this process. */
export function xstateGraph(scope: Scope, counted: Counted<Counts>): Contender {
	return timed("@xstate/graph over the statecharts", () => counted(walkWithXStateGraph(scope)));
}

/** A function of this process. */
function timed(name: string, search: () => string): Contender {
	return {
		name,
		run: () => {
			const started = performance.now();
			const counts = search();
			return { seconds: (performance.now() - started) / 1000, counts };
		},
	};
}

const PER_MILLION = "for a million steps";
const perMillion = (seconds: number, steps: number): number => (seconds * 1_000_000) / steps;

/** Another contender's time for a million steps. */
export function scaled({ name, run }: Contender, steps: number): Contender {
	return { name, run: () => ({ seconds: perMillion(run().seconds, steps), counts: PER_MILLION }) };
}

/** fast-check's commands at random, in this process: the time for a million steps. */
export function commands(scope: Scope, runs: number, seed: number): Contender {
	return {
		name: "fast-check's commands with an object model, at random",
		run: () => {
			const started = performance.now();
			const steps = runCommands(scope, runs, seed);
			return { seconds: perMillion((performance.now() - started) / 1000, steps), counts: PER_MILLION };
		},
	};
}
