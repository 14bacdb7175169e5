import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { rollcall } from "../support/in-process.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-explore-"));

afterAll(() => rmSync(folder, { recursive: true }));

const EXPLORATION = z.object({
	verdict: z.string(),
	scope: z.object({ users: z.number(), services: z.number(), slots: z.number() }),
	symmetry: z.boolean(),
	states: z.number(),
	canonicalStates: z.number(),
	transitions: z.number(),
	depth: z.number(),
	stored: z.number(),
	bytes: z.number(),
	threads: z.number(),
	seconds: z.number(),
	stoppedBy: z.string().optional(),
	product: z
		.object({
			pairs: z.number(),
			states: z.number(),
			transitions: z.number(),
			depth: z.number(),
			notFollowed: z.number(),
			unreadParts: z.number(),
			bytes: z.number(),
			threads: z.number(),
			stoppedBy: z.string().optional(),
		})
		.optional(),
	audits: z.array(z.object({ of: z.string(), agrees: z.boolean(), states: z.number() })).optional(),
	findings: z.array(z.object({ claim: z.string(), cause: z.string(), interleaving: z.array(z.string()) })),
});

async function explore(...words: readonly string[]) {
	const ended = await rollcall("explore", "--json", ...words);
	expect(ended.stderr).toBe("");
	return { code: ended.code, found: EXPLORATION.parse(JSON.parse(ended.stdout)) };
}

/** Counts that do not depend on the way in which the search was done. */
function countsOf<Found extends { readonly states: number; readonly transitions: number; readonly depth: number }>(
	found: Found,
): unknown {
	const {
		bytes: _,
		threads: __,
		seconds: ___,
		product: ____,
		...counts
	} = { seconds: 0, product: 0, bytes: 0, threads: 0, ...found };
	return counts;
}

describe("rollcall explore", () => {
	it("prints the counts of docs/protocol.md in one object, with symmetry and without", async () => {
		const counts = { states: 68_341, canonicalStates: 18_324, transitions: 915_348, depth: 19, verdict: "holds" };
		const scope = { users: 2, services: 2, slots: 4 };
		expect(await explore()).toMatchObject({ code: 0, found: { ...counts, scope, symmetry: true, findings: [] } });
		expect(await explore("--no-symmetry")).toMatchObject({ code: 0, found: { ...counts, scope, symmetry: false } });
	});

	it("ends with 3 and what was covered where a limit came first", async () => {
		const { code, found } = await explore("--users", "4", "--services", "3", "--max-states", "100000");
		expect(code).toBe(3);
		expect(found).toMatchObject({ verdict: "unknown", stoppedBy: "the limit of states" });
		expect(found.states).toBeGreaterThan(100_000);
		const soon = await explore("--users", "1", "--services", "2", "--max-states", "10");
		expect(soon).toMatchObject({ code: 3, found: { verdict: "unknown", stoppedBy: "the limit of states" } });
		expect(soon.found.canonicalStates).toBeLessThan(100);
	});
});

describe("rollcall explore that is interrupted", () => {
	it("says that it stops, and then the same as where a limit came first", async () => {
		const words = ["dist/cli/main.js", "explore", "--json", "--users", "8", "--services", "4"];
		const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
		let [stdout, stderr] = ["", ""];
		child.stdout.on("data", (text) => {
			stdout += text;
		});
		child.stderr.on("data", (text) => {
			stderr += text;
		});
		// By then it searches; it would for a long time.
		await setTimeout(5_000);
		child.kill("SIGINT");
		const [code] = await once(child, "close");
		expect(stderr).toBe("rollcall: stopping to report what was found; interrupt again to stop at once\n");
		expect(EXPLORATION.parse(JSON.parse(stdout))).toMatchObject({ verdict: "unknown", stoppedBy: "an interruption" });
		expect(code).toBe(3);
	});
});

describe("rollcall explore with several workers", () => {
	it("ends a large search of the specification by its limits", async () => {
		const words = ["--users", "6", "--services", "3"];
		const { code, found } = await explore(...words, "--max-states", "20000000");
		expect(code).toBe(3);
		expect(found).toMatchObject({ threads: 1, verdict: "unknown", stoppedBy: "the limit of states" });
		expect(found.stored).toBeGreaterThanOrEqual(20_000_000);
	});

	it.each([
		// One thread searches a mirror, whatever is asked for.
		["the mirror", ["--target", "mirror", "--users", "1", "--services", "2"]],
		["the repaired mirror", ["--revision", "clear-waiting", "--users", "1", "--services", "2"]],
		...(HAS_SEED ? [["event.c", ["--source", SEED_SOURCE, "--users", "2", "--services", "2"]] as const] : []),
	] as const)("counts in %s the same whatever their number, and finds the same", async (_, words) => {
		const alone = await explore(...words, "--workers", "1");
		for (const workers of ["2", "3"]) {
			const other = await explore(...words, "--workers", workers);
			expect(other.code).toBe(alone.code);
			expect(other.found.product && countsOf(other.found.product)).toEqual(
				alone.found.product && countsOf(alone.found.product),
			);
			expect(other.found.findings).toEqual(alone.found.findings);
		}
	});
});

describe("the memory that rollcall explore stores states in", () => {
	const allMemory = { target: "event.c", pairs: 1_500_933, words: ["--source", SEED_SOURCE, "--all-memory"] };
	const three = { pairs: 2_329_102, words: ["--services", "3", "--slots", "2"] };
	const threeInC = { ...three, target: "event.c", words: ["--source", SEED_SOURCE, ...three.words] };
	const inMirror = {
		target: "the mirror",
		pairs: 399_108,
		words: ["--target", "mirror", "--users", "1", "--services", "3"],
	};
	it.each([
		...(HAS_SEED ? [allMemory, threeInC].flatMap((of) => [1, 2].map((workers) => ({ ...of, workers }))) : []),
		{ ...inMirror, workers: 2 },
	])(
		"takes at most 24 bytes for each of $pairs pairs of $target, --workers $workers",
		async ({ workers, words, pairs }) => {
			const { product } = (await explore(...words, "--workers", `${workers}`)).found;
			expect(product?.pairs).toBe(pairs);
			expect((product?.bytes ?? Number.NaN) / pairs).toBeLessThanOrEqual(24);
		},
	);

	it.each([
		{ at: "4u 2s, unreduced", states: 14_962_597, canonicalStates: 454_542, transitions: 311_757_824, depth: 27 },
		{ at: "2u 3s, unreduced", states: 3_826_004, canonicalStates: 338_840, transitions: 74_658_666, depth: 25 },
		{ at: "3u 3s", states: 72_027_260, canonicalStates: 2_343_528, transitions: 1_699_445_730, depth: 29 },
	])(
		"takes at most 24 bytes for each state of the specification at $at, and one thread whatever is asked for",
		async ({ at, ...counts }) => {
			const [users = "", services = ""] = at.match(/\d/g) ?? [];
			const isReduced = !at.includes("unreduced");
			const words = [
				"--users",
				users,
				"--services",
				services,
				...(isReduced ? [] : ["--no-symmetry"]),
				"--workers",
				"2",
			];
			const stored = isReduced ? counts.canonicalStates : counts.states;
			const { found } = await explore(...words);
			expect(found).toMatchObject({ ...counts, threads: 1, stored, verdict: "holds" });
			expect((found.bytes ?? Number.NaN) / stored).toBeLessThanOrEqual(24);
		},
	);
});

describe("a checkpoint", () => {
	it.each([
		["the mirror", ["--target", "mirror", "--users", "1", "--services", "2"], "3000"],
		...(HAS_SEED ? [["event.c", ["--source", SEED_SOURCE, "--users", "1", "--services", "2"], "3000"] as const] : []),
	] as const)(
		"of a search of %s that was stopped leads to the counts of one that was not",
		async (name, words, states) => {
			const file = join(folder, `${name.replaceAll(" ", "-")}.checkpoint`);
			const stopped = await explore(...words, "--checkpoint", file, "--max-states", states);
			expect(stopped.found.stoppedBy ?? stopped.found.product?.stoppedBy).toBe("the limit of states");
			const resumed = (await explore(...words, "--resume", file)).found;
			const whole = (await explore(...words, "--workers", "1")).found;
			expect(countsOf(resumed)).toEqual(countsOf(whole));
			expect(resumed.product && countsOf(resumed.product)).toEqual(whole.product && countsOf(whole.product));
			expect(resumed.findings).toEqual(whole.findings);
		},
	);

	it("is refused where it is damaged, cut short, of another search, or none", async () => {
		const file = join(folder, "refused.checkpoint");
		const words = ["--target", "mirror", "--users", "1", "--services", "2"];
		await explore(...words, "--checkpoint", file, "--max-states", "3000");
		const bytes = readFileSync(file);
		const refusal = async (content: Uint8Array, ...other: readonly string[]): Promise<string> => {
			const path = join(folder, "other.checkpoint");
			writeFileSync(path, content);
			const ended = await rollcall("explore", "--json", ...(other.length > 0 ? other : words), "--resume", path);
			expect(ended).toMatchObject({ code: 2, stdout: "" });
			expect(ended.stderr.trim().split("\n")).toHaveLength(1);
			return ended.stderr;
		};
		for (const at of [30, 400, bytes.length >> 1, bytes.length - 1]) {
			const damaged = Uint8Array.from(bytes);
			damaged[at] = (damaged[at] ?? 0) ^ 1;
			expect(await refusal(damaged)).toContain("damaged");
		}
		expect(await refusal(bytes.subarray(0, bytes.length - 40))).toContain("damaged");
		expect(await refusal(Buffer.concat([bytes, bytes]))).toContain("damaged");
		expect(await refusal(Buffer.from("something else"))).toContain("is not a checkpoint of this version");
		expect(await refusal(bytes, "--target", "mirror", "--users", "3", "--services", "2")).toContain(
			"its users is 1, that of this search 3",
		);
	});
});

describe("a checkpoint that cannot be", () => {
	it.each([
		["--checkpoint", "nowhere/file", "there is no folder nowhere"],
		["--resume", "nowhere", "there is no checkpoint nowhere; --checkpoint writes one"],
		["--resume", "docs", "there is no checkpoint docs; --checkpoint writes one"],
	])("is one clear line: %s %s", async (option, file, message) => {
		const ended = await rollcall("explore", "--json", "--target", "mirror", option, file);
		expect(ended).toMatchObject({ code: 2, stdout: "" });
		expect(ended.stderr.trim().split("\n")).toHaveLength(1);
		expect(ended.stderr).toContain(message);
	});
});

describe("an audit", () => {
	it("agrees with the search of the specification, and with those of the mirror's two revisions", async () => {
		const scope = ["--users", "1", "--services", "2", "--slots", "1"];
		for (const revision of ["faithful", "clear-waiting"]) {
			const { found } = await explore(...scope, "--revision", revision, "--audit");
			expect(found.audits).toMatchObject([
				{ of: "specification", agrees: true, states: found.states },
				{ of: "target", agrees: true, states: found.product?.states },
			]);
		}
	});
});
