import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { searchProduct } from "../../explore/product/search-product.ts";
import { compile } from "../../impl/c/compile/compile.ts";
import { createCTarget } from "../../impl/c/runtime/target.ts";
import { UnstableTarget } from "../../impl/failure.ts";
import { runCampaign } from "../../lockstep/campaign.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { hostileWord } from "../support/hostile.ts";
import { type Ended, rollcall } from "../support/in-process.ts";
import { read } from "../support/sources.ts";
import { STEPS_001 } from "../support/stories.ts";

const SEED = 20_161;
/** The time for each of the three parts, in milliseconds: as many cases are tried as fit. */
const PART_MS = 20_000;

const folder = mkdtempSync(join(tmpdir(), "rollcall-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Tries cases in their order, as many as there is time for, and says how many that were. */
async function eachInTime<T>(name: string, cases: fc.Arbitrary<T>, check: (one: T) => Promise<void>): Promise<void> {
	const end = performance.now() + PART_MS;
	let tried = 0;
	for (const one of fc.sample(cases, { seed: SEED, numRuns: 500 })) {
		if (performance.now() > end) break;
		await check(one);
		tried++;
	}
	process.stdout.write(`fuzz: ${tried} ${name}, seed ${SEED}\n`);
	expect(tried).toBeGreaterThan(0);
}

/** A command ends with a verdict or one of the errors that a person can cause. */
function expectOrderly(words: readonly string[], { code, stderr, stdout }: Ended): void {
	const what = JSON.stringify(words);
	expect([0, 1, 2, 3], what).toContain(code);
	expect(stderr, what).not.toMatch(/internal error|^\s+at /m);
	expect(`${stdout}${stderr}`.replace(/[\n\t]/g, ""), what).not.toMatch(/[\p{Cc}\u202e]/u);
}

const PIECES = [
	"0",
	"1",
	"-1",
	"4294967296",
	"NR_PROCS",
	"NR_SUBS",
	"nsubs",
	"mp",
	"who_e",
	"&",
	"*",
	"!",
	"for (;;)",
	"return 0;",
];

/** Small edits of a text: a token that is taken out, doubled, put elsewhere, or replaced. */
const edits = fc.array(fc.tuple(fc.nat(), fc.constantFrom("cut", "double", "move", "replace"), fc.nat()), {
	minLength: 1,
	maxLength: 3,
});

function edited(text: string, changes: readonly (readonly [number, string, number])[]): string {
	const tokens = text.match(/\w+|\s+|[^\w\s]/g) ?? [];
	for (const [where, how, which] of changes) {
		const at = where % tokens.length;
		const token = tokens[at] ?? "";
		if (how === "cut") tokens.splice(at, 1);
		else if (how === "double") tokens.splice(at, 0, token);
		else if (how === "move") tokens.splice(which % tokens.length, 0, ...tokens.splice(at, 1));
		else tokens[at] = PIECES[which % PIECES.length] ?? "";
	}
	return tokens.join("");
}

describe(`random small edits (seed ${SEED})`, () => {
	it("of a correct source give a module that runs to its end, or an error in the source", async () => {
		const { path, text } = read("examples/event-facility/facility.c");
		const scope = { users: 1, services: 1, slots: 4 };
		const system = new System(scope);
		await eachInTime("sources", edits, async (changes) => {
			const source = { path, text: edited(text, changes) };
			const made = await compile(source, scope);
			if ("error" in made) return expect(made.error).toContain(path);
			if (made.slots !== scope.slots) return;
			const limits = { states: 20_000, bytes: 2 ** 28, timeMs: 2_000 };
			const how = { claims: CLAIMS, allMemory: false, limits, signal: undefined, onProgress: undefined };
			try {
				runCampaign(system, createCTarget(made, scope), {
					...{ claims: CLAIMS, runs: 50, maxActions: 60, seed: SEED, path: undefined },
					...{ timeLimitMs: 2_000, onProgress: undefined },
				});
				await searchProduct(system, createCTarget(made, scope, "one"), how);
			} catch (error) {
				if (!(error instanceof UnstableTarget)) throw new Error(`at ${JSON.stringify(changes)}`, { cause: error });
			}
		});
	});
});

const OPTIONS = [
	...["--users", "--services", "--slots", "--runs", "--max-actions", "--seed", "--path", "--interleaving", "--only"],
	...["--source", "--revision", "--target", "--store", "--known", "--out", "--junit", "--sarif", "--coverage"],
	...["--time", "--max-memory", "--json", "--verbose", "--no-store", "--checkpoint", "--resume", "--max-states"],
	...["--format", "--suite", "--criteria", "--threshold", "--simple-length", "--without", "--edited", "--workers"],
];
const VALUES = [
	"0",
	"1",
	"2",
	"-1",
	"1e9",
	"",
	"mirror",
	"faithful",
	"c",
	"text",
	"spawn(u0)",
	"no-panic",
	"node=50",
	"0:0",
];
const COMMANDS = [
	"verify",
	"explore",
	"claims",
	"coverage",
	"paths",
	"replay",
	"report",
	"model",
	"coverage merge",
	"",
];

/** Words of a command. Where a file could be named, it is one below a file, so that none is written. */
const commands = fc
	.tuple(
		fc.constantFrom(...COMMANDS),
		fc.array(
			fc.tuple(
				fc.constantFrom(...OPTIONS),
				fc.oneof(
					fc.constantFrom(...VALUES),
					hostileWord.map((word) => `package.json/${word}`),
					hostileWord,
				),
			),
			{ maxLength: 3 },
		),
	)
	.map(([command, options]) => [...command.split(" "), ...options.flat()])
	.filter(
		(words) =>
			!words.some(
				(word, at) =>
					/^--(out|junit|sarif|coverage|checkpoint|store)$/.test(words[at - 1] ?? "") &&
					!word.startsWith("package.json/"),
			),
	);

describe(`random option strings (seed ${SEED})`, () => {
	it("give a verdict, or an error of one line", async () => {
		await eachInTime("commands", commands, async (words) => {
			const small = ["--users", "1", "--services", "0", "--time", "0.2"];
			const isSearch = ["verify", "explore", "paths", "coverage"].includes(words[0] ?? "") && words[1] !== "merge";
			const all = isSearch ? [...words, ...small] : words[0] === "claims" ? [...words, "--time", "0.2"] : words;
			expectOrderly(all, await rollcall(...all));
		});
	});
});

describe(`random damage (seed ${SEED})`, () => {
	const files: Record<string, string> = {};
	const SMALL = ["--users", "1", "--services", "2"];

	beforeAll(async () => {
		const out = join(folder, "out");
		const [record, known, checkpoint] = ["record", "known", "checkpoint"].map((name) => join(folder, name));
		const outputs = ["--out", out, "--coverage", record ?? "", "--write-known", known ?? ""];
		await rollcall("verify", ...SMALL, "--interleaving", STEPS_001, ...outputs);
		const search = ["--revision", "faithful", "--users", "1", "--services", "1", "--max-states", "160"];
		await rollcall("explore", ...search, "--checkpoint", checkpoint ?? "");
		Object.assign(files, { record, known, checkpoint, finding: join(out, readdirSync(out)[0] ?? "") });
	});

	/** The command that reads a file of a kind. */
	const READERS: Readonly<Record<string, (path: string) => readonly string[]>> = {
		finding: (path) => ["replay", path, "--edited"],
		record: (path) => ["coverage", path],
		known: (path) => ["verify", ...SMALL, "--interleaving", "spawn(u0)", "--known", path],
		checkpoint: (path) => ["explore", "--revision", "faithful", "--users", "1", "--services", "1", "--resume", path],
	};

	const damages = fc.tuple(
		fc.constantFrom("finding", "finding", "record", "known", "checkpoint"),
		fc.array(fc.tuple(fc.nat(), fc.oneof(hostileWord, fc.constantFrom("", "9", "null", "[]", "-")), fc.nat(20)), {
			minLength: 1,
			maxLength: 3,
		}),
	);

	it("of findings, coverage records, lists of findings and checkpoints is an error of one line, or does no harm", async () => {
		await eachInTime("files", damages, async ([kind, changes]) => {
			const path = join(folder, `damaged-${kind}`);
			copyFileSync(files[kind] ?? "", path);
			let bytes = readFileSync(path);
			for (const [where, put, length] of changes) {
				const at = where % (bytes.length + 1);
				bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(put), bytes.subarray(at + length)]);
			}
			writeFileSync(path, bytes);
			const words = READERS[kind]?.(path) ?? [];
			expectOrderly(words, await rollcall(...words));
		});
	});
});
