import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { plainTable } from "../report/text/layout/table.ts";
import { ROOT, SOURCE } from "./contenders.ts";

// Compares this build with another one, in turn: `npm run build && node dist/bench/against.js path/to/other/checkout`.
// Each command of the contests is run as a whole process. The table has the median of the ratios of each pair.

const ROUNDS = 7;

const EXPLORED = z.object({
	states: z.number(),
	transitions: z.number(),
	product: z.object({ pairs: z.number(), transitions: z.number() }).optional(),
});
const VERIFIED = z.object({ actions: z.number() });
const PRINTED = z.union([EXPLORED, VERIFIED]);

/** One run of a command: wall time in seconds, and the counts that have to agree. */
interface Run {
	readonly seconds: number;
	readonly counts: string;
}

const small = ["--users", "2", "--services", "2", "--slots", "4"];
const large = ["--users", "2", "--services", "3", "--slots", "4"];
const many = ["--users", "4", "--services", "2", "--slots", "4"];

const SPECIFICATION = [small, large, many].flatMap((scope) => [
	["explore", ...scope, "--workers", "1"],
	["explore", ...scope, "--workers", "1", "--no-symmetry"],
]);

const TARGETS = [
	["explore", ...small, "--revision", "clear-waiting", "--workers", "1"],
	["verify", "--users", "3", "--services", "5", "--runs", "3000"],
];

const SOURCES = [
	["explore", ...small, "--source", SOURCE, "--all-memory", "--workers", "1"],
	["explore", ...small, "--source", SOURCE, "--all-memory", "--workers", "2"],
	["explore", ...large, "--source", SOURCE, "--workers", "1"],
	["explore", ...large, "--source", SOURCE, "--workers", "2"],
	["verify", "--users", "3", "--services", "5", "--runs", "3000", "--source", SOURCE],
];

function run(root: string, words: readonly string[]): Run {
	const command = [join(root, "dist", "cli", "main.js"), ...words, "--json", "--no-store"];
	const started = performance.now();
	const { stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 2 ** 28 });
	const seconds = (performance.now() - started) / 1000;
	if (stdout === "") throw new Error(`${command.join(" ")}: ${stderr}`);
	return { seconds, counts: JSON.stringify(PRINTED.parse(JSON.parse(stdout))) };
}

function median(numbers: readonly number[]): number {
	return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

/** Runs a command with both builds in turn. @returns a row of the table */
function row(other: string, words: readonly string[]): readonly string[] {
	const pairs: { readonly ours: number; readonly theirs: number }[] = [];
	const counts = new Set<string>();
	// The first pair is not counted: a source is compiled then, and kept.
	for (let round = 0; round <= ROUNDS; round++) {
		const [first, second] = round % 2 === 0 ? [ROOT, other] : [other, ROOT];
		const runs = new Map([first, second].map((root) => [root, run(root, words)]));
		const [ours, theirs] = [runs.get(ROOT), runs.get(other)];
		if (!ours || !theirs) continue;
		for (const { counts: found } of [ours, theirs]) counts.add(found);
		if (round > 0) pairs.push({ ours: ours.seconds, theirs: theirs.seconds });
		if (round >= 3 && ours.seconds > 15) break;
	}
	const ratios = pairs.map(({ ours, theirs }) => ours / theirs);
	const seconds = [pairs.map(({ ours }) => ours), pairs.map(({ theirs }) => theirs)];
	const command = words.join(" ").replace(SOURCE, "event.c");
	return [
		command,
		...seconds.map((own) => `${median(own).toFixed(2)} s`),
		median(ratios).toFixed(2),
		`${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`,
		counts.size === 1 ? "equal" : "differ",
	];
}

const [other] = process.argv.slice(2);
if (other === undefined || !existsSync(join(other, "dist", "cli", "main.js"))) {
	throw new Error("expected the folder of another checkout that has been built (npm ci && npm run build)");
}
const rows: (readonly string[])[] = [["command", "this", "other", "ratio", "range", "counts"]];
for (const words of [...SPECIFICATION, ...TARGETS, ...(existsSync(SOURCE) ? SOURCES : [])]) {
	const measured = row(other, words);
	process.stderr.write(`${measured.join("  ")}\n`);
	rows.push(measured);
}
process.stdout.write(plainTable(rows));
