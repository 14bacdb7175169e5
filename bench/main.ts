import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { type Scope, scopeName } from "../model/scope.ts";
import { plainTable } from "../report/text/table.ts";
import { runCommands } from "./commands.ts";
import { buildSpin, type SpinModel, spinAvailable } from "./spin.ts";
import { walkWithXStateGraph } from "./xstate-graph.ts";

// Measures this explorer beside others, taking turns in one run, and writes bench/RESULTS.md. What is compared has to
// agree in its counts, or the bench fails. Only the ratios mean anything: machines are noisy.

const ROOT = dirname(createRequire(import.meta.url).resolve("rollcall/package.json"));
const SOURCE = join(ROOT, "..", "shared", "seed", "event.c");
const RESULTS = join(ROOT, "bench", "RESULTS.md");
const RECORD = join(mkdtempSync(join(tmpdir(), "rollcall-bench-")), "record.json");
const ROUNDS = 3;
/** Words of a command by which one thread searches. */
const ALONE = ["--workers", "1"];

/** One measurement: wall time of a whole process, and the counts that have to agree. */
interface Run {
	readonly seconds: number;
	readonly counts: string;
}

interface Contender {
	readonly name: string;
	run(): Run;
	dispose?(): void;
}

interface Contest {
	readonly title: string;
	readonly contenders: readonly Contender[];
	readonly rounds: number;
	/** Whether each runs once before the first round: for what is compiled the first time and cached. */
	readonly warmUp?: boolean;
}

const EXPLORED = z.object({
	states: z.number(),
	canonicalStates: z.number(),
	transitions: z.number(),
	product: z.object({ pairs: z.number(), transitions: z.number() }).optional(),
});

/** Our explorer as a person runs it: a process of its own, Node's start included. */
function ours(
	name: string,
	scope: Scope,
	words: readonly string[],
	counts: (found: z.infer<typeof EXPLORED>) => string,
): Contender {
	const scopeWords = ["--users", scope.users, "--services", scope.services, "--slots", scope.slots].map(String);
	return {
		name,
		run: () => {
			const started = performance.now();
			const { stdout, stderr } = spawnSync(
				process.execPath,
				[join(ROOT, "dist", "cli", "main.js"), "explore", "--json", "--no-store", ...scopeWords, ...words],
				{ encoding: "utf8" },
			);
			const seconds = (performance.now() - started) / 1000;
			if (stderr !== "") throw new Error(`${name}: ${stderr}`);
			return { seconds, counts: counts(EXPLORED.parse(JSON.parse(stdout))) };
		},
	};
}

function spin(
	model: SpinModel,
	scope: Scope,
	counts: (run: { readonly states: number; readonly transitions: number }) => string,
	memory: "all" | "readable" = "all",
): Contender {
	const program = buildSpin(model, scope, model === "event-c" ? { source: SOURCE, memory } : {});
	return {
		name: `SPIN, ${model}`,
		run: () => {
			const run = program.run();
			return { seconds: run.seconds, counts: counts(run) };
		},
		dispose: () => program.dispose(),
	};
}

const SEED = 1;
const PER_MILLION = "for a million steps";

function perMillion(seconds: number, steps: number): number {
	return (seconds * 1_000_000) / steps;
}

/** A contender whose time is given for a million steps. */
function scaled({ name, run }: Contender, steps: number): Contender {
	return {
		name,
		run: () => {
			const { seconds, counts } = run();
			return { seconds: perMillion(seconds, steps), counts };
		},
	};
}

const raw = ({ states, transitions }: { readonly states: number; readonly transitions: number }): string =>
	`${states} states, ${transitions} transitions`;

function* contests(): Generator<Contest> {
	const hasSpin = spinAvailable();
	if (!hasSpin) process.stdout.write("spin or a C compiler is missing: left out (apt-get install spin gcc)\n");
	for (const scope of [
		{ users: 2, services: 3, slots: 4 },
		{ users: 4, services: 2, slots: 4 },
	]) {
		const others = hasSpin ? [spin("world", scope, raw)] : [];
		yield {
			title: `specification at ${scopeName(scope)}`,
			contenders: [
				ours("rollcall", scope, ALONE, raw),
				ours("rollcall --no-symmetry", scope, ["--no-symmetry", ...ALONE], raw),
				...others,
			],
			rounds: 2,
		};
		if (!hasSpin) continue;
		const canonical = (run: { readonly states: number }): string => `${run.states} canonical states`;
		yield {
			title: `specification at ${scopeName(scope)}, canonical states`,
			contenders: [
				ours("rollcall", scope, ALONE, ({ canonicalStates }) => canonical({ states: canonicalStates })),
				spin("world-canonical", scope, canonical),
			],
			rounds: ROUNDS,
		};
	}
	const small = { users: 2, services: 2, slots: 4 };
	if (hasSpin && existsSync(SOURCE)) {
		const large = { users: 2, services: 3, slots: 4 };
		const pairs = ({ product }: z.infer<typeof EXPLORED>): string =>
			raw({ states: product?.pairs ?? 0, transitions: product?.transitions ?? 0 });
		const source = ["--source", SOURCE];
		yield {
			title: `real event.c beside the specification at ${scopeName(small)}, all memory`,
			contenders: [
				ours("rollcall --workers 1", small, [...source, "--all-memory", ...ALONE], pairs),
				ours("rollcall --workers 2", small, [...source, "--all-memory", "--workers", "2"], pairs),
				spin("event-c", small, raw),
			],
			rounds: ROUNDS,
			warmUp: true,
		};
		yield {
			title: `real event.c beside the specification at ${scopeName(large)}, memory that can be read`,
			contenders: [
				ours("rollcall --workers 1", large, [...source, ...ALONE], pairs),
				ours("rollcall --workers 2", large, [...source, "--workers", "2"], pairs),
				spin("event-c", large, raw, "readable"),
			],
			rounds: ROUNDS,
			warmUp: true,
		};
	}
	yield {
		title: `steps of the repaired mirror beside the specification at ${scopeName(small)}`,
		contenders: [
			ours("rollcall explore, complete", small, ["--revision", "clear-waiting", ...ALONE], () => PER_MILLION),
			{
				name: "fast-check's commands with an object model, at random",
				run: () => {
					const started = performance.now();
					const steps = runCommands(small, 2_000, SEED);
					return { seconds: perMillion((performance.now() - started) / 1000, steps), counts: PER_MILLION };
				},
			},
		].map((contender, index) => (index === 0 ? scaled(contender, 915_348) : contender)),
		rounds: ROUNDS,
	};
	yield* recordings();
	yield {
		title: `specification at ${scopeName(small)}, @xstate/graph`,
		contenders: [
			ours("rollcall", small, [], raw),
			{
				name: "@xstate/graph over the statecharts",
				run: () => {
					const started = performance.now();
					const counts = raw(walkWithXStateGraph(small));
					return { seconds: (performance.now() - started) / 1000, counts };
				},
			},
		],
		rounds: 1,
	};
}

/** What recording costs: whole processes of the same run, with --coverage and without. */
function* recordings(): Generator<Contest> {
	const targets = [
		["mirror", ["--target", "mirror"]],
		["real event.c", ["--source", SOURCE]],
	] as const;
	for (const scope of [
		{ users: 3, services: 5, slots: 4 },
		{ users: 1, services: 2, slots: 4 },
	]) {
		for (const [what, target] of targets) {
			if (what !== "mirror" && !existsSync(SOURCE)) continue;
			yield {
				title: `recording of verify on the ${what} at ${scopeName(scope)}, processor time`,
				contenders: [
					verify("not recorded", scope, target),
					verify("recorded", scope, [...target, "--coverage", RECORD]),
				],
				rounds: 5,
				warmUp: true,
			};
		}
	}
}

const VERIFIED = z.object({ actions: z.number() });

/** Has a process say at its end, at a pipe of its own, how much processor time it took. */
const TELL_CPU = `data:text/javascript,${encodeURIComponent(
	'import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, JSON.stringify(process.cpuUsage())));',
)}`;
const CPU = z.object({ user: z.number(), system: z.number() });

/** `rollcall verify` as a person runs it, by processor time: what else the machine does counts for less there. */
function verify(name: string, scope: Scope, words: readonly string[]): Contender {
	const scopeWords = ["--users", scope.users, "--services", scope.services].map(String);
	const command = [join(ROOT, "dist", "cli", "main.js"), "verify", "--json", "--no-store", ...scopeWords, ...words];
	return {
		name,
		run: () => {
			const { stdout, stderr, output } = spawnSync(process.execPath, ["--import", TELL_CPU, ...command], {
				encoding: "utf8",
				stdio: ["ignore", "pipe", "pipe", "pipe"],
			});
			if (stderr !== "") throw new Error(`${name}: ${stderr}`);
			const { user, system } = CPU.parse(JSON.parse(output[3] ?? ""));
			return { seconds: (user + system) / 1e6, counts: `${VERIFIED.parse(JSON.parse(stdout)).actions} actions` };
		},
	};
}

/** Lets the contenders take turns; gives the median time of each. */
function hold({ title, contenders, rounds, warmUp = false }: Contest): string {
	const times = contenders.map((): number[] => []);
	const counts = new Set<string>();
	if (warmUp) for (const contender of contenders) contender.run();
	for (let round = 0; round < rounds; round++) {
		// Every other round the other way round: what comes second may find the machine warmer.
		const turn = [...contenders.entries()];
		for (const [index, contender] of round % 2 === 0 ? turn : turn.reverse()) {
			const run = contender.run();
			times[index]?.push(run.seconds);
			counts.add(run.counts);
		}
	}
	for (const contender of contenders) contender.dispose?.();
	if (counts.size !== 1) throw new Error(`${title}: the counts differ: ${[...counts].join(" | ")}`);
	const medians = times.map((own) => own.toSorted((a, b) => a - b)[own.length >> 1] ?? 0);
	const rows = contenders.map(({ name }, index) => {
		const seconds = medians[index] ?? 0;
		return [name, `${seconds.toFixed(2)} s`, `${(seconds / (medians[0] ?? 1)).toFixed(2)}`];
	});
	return `${title}: ${[...counts].join("")}; ${rounds} in turn\n\n${plainTable([["", "median", "times the first"], ...rows])}`;
}

/** A section as RESULTS.md has it. */
function inFile(section: string): string {
	const [head = "", , ...table] = section.split("\n");
	return `${head}\n\n${table.map((line) => `    ${line}`.trimEnd()).join("\n")}`;
}

/** The sections of an earlier run, by title. */
function earlier(): Map<string, string> {
	const [, ...sections] = readFileSync(RESULTS, "utf8").split(/\n(?=\S.*\n\n {4})/);
	return new Map(sections.map((section) => [titleOf(section), section]));
}

function titleOf(section: string): string {
	return section.slice(0, section.indexOf(":"));
}

// With a word, only the contests whose titles have it are held, and their sections of RESULTS.md are written anew.
const word = process.argv[2];
const sections = word === undefined ? new Map<string, string>() : earlier();
for (const contest of contests()) {
	if (word !== undefined && !contest.title.includes(word)) {
		for (const contender of contest.contenders) contender.dispose?.();
		continue;
	}
	const section = hold(contest);
	process.stdout.write(`${section}\n`);
	sections.set(contest.title, inFile(section));
}
const machine = `Node ${process.version}, ${cpus().length} cores. Written by \`npm run bench\`; whole processes, wall time.`;
writeFileSync(RESULTS, `# Results\n\n${machine}\n\n${[...sections.values()].join("\n")}`);
rmSync(dirname(RECORD), { recursive: true });
