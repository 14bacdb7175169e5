import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import lcovParser from "@friedemannsommer/lcov-parser/sync";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { parseRecord, type RunCoverage } from "../../coverage/record/coverage-record.ts";
import { COUNTED_KINDS } from "../../model/action.ts";
import { rollcall } from "../support/in-process.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "rollcall-coverage-"));
/** Clang takes its time on a busy machine, and some tests need several modules. */
const COMPILES = 300_000;
const SMALL = ["--users", "1", "--services", "1"];

/** The action kinds that docs/protocol.md counts. */

const SCOPE = z.object({ users: z.number(), services: z.number(), slots: z.number() });
const PLACE = z.object({ line: z.number(), text: z.string(), status: z.string(), reason: z.string().optional() });
const REPORT = z.object({
	searchedScopes: z.array(SCOPE),
	unsearchedScopes: z.array(SCOPE),
	criteria: z.array(
		z.object({
			...{ graph: z.string(), measure: z.string(), scope: SCOPE.optional() },
			...{ total: z.number(), covered: z.number(), infeasible: z.number(), unknown: z.number(), percent: z.number() },
		}),
	),
	missingTotal: z.number(),
	missingTransitions: z.array(z.string()),
	requirements: z.array(
		z.object({
			...{ name: z.string(), status: z.string(), count: z.number(), scope: SCOPE.optional() },
			...{ reason: z.string().optional(), interleaving: z.string().optional() },
		}),
	),
	uncovered: z.array(z.object({ graph: z.string(), criterion: z.string(), status: z.string() })),
	source: z.object({ lines: z.array(PLACE), branches: z.array(PLACE) }).optional(),
});

function file(name: string): string {
	return join(FOLDER, name);
}

async function report(...words: readonly string[]): Promise<z.infer<typeof REPORT>> {
	const { stdout, stderr } = await rollcall("coverage", ...words, "--format", "json");
	expect(stderr).toBe("");
	return REPORT.parse(JSON.parse(stdout));
}

function percentOf({ criteria }: z.infer<typeof REPORT>, graph: string, measure: string): number | undefined {
	return criteria.find((one) => one.graph === graph && one.measure === measure)?.percent;
}

describe("coverage", () => {
	test("of random interleavings is measured at once, and is the same the second time", async () => {
		const words = [...SMALL, "--runs", "300", "--seed", "5"];
		const first = await report(...words);
		expect(percentOf(first, "process", "edge")).toBe(100);
		expect(percentOf(first, "composed", "state")).toBeGreaterThan(50);
		expect(await report(...words)).toEqual(first);
	});

	const THRESHOLD = ["coverage", ...SMALL, "--runs", "300", "--revision", "clear-waiting", "--threshold", "edge=95"];

	test("falls below no threshold where the interleavings have every action kind", async () => {
		expect(await rollcall(...THRESHOLD)).toMatchObject({ code: 0, stderr: "" });
	});

	test.each(COUNTED_KINDS)("falls below a threshold where the interleavings lack %s, and says so", async (kind) => {
		const { code, stderr } = await rollcall(...THRESHOLD, "--without", kind);
		expect(stderr).toMatch(
			/^rollcall: coverage of edge in the (process|slot) graph is [\d.]+ %, expected at least 95 %\n/,
		);
		expect(code).toBe(1);
	});

	test("does not depend on stale replies, which move no chart", async () => {
		const { code, stdout } = await rollcall(...THRESHOLD, "--without", "staleReply");
		expect(stdout).toContain("without staleReply");
		expect(code).toBe(0);
	});

	test("of a complete search at 1u 1s 4k is every state and every transition, less what is broken off", async () => {
		await rollcall("explore", ...SMALL, "--coverage", file("specification.json"));
		const whole = await report(file("specification.json"));
		expect(percentOf(whole, "composed", "state")).toBe(100);
		expect(percentOf(whole, "composed", "transition")).toBe(100);
		expect(whole.missingTransitions).toEqual([]);
	});

	test("lists the shortest interleavings to what is missing, the nearest first", async () => {
		await rollcall(
			"verify",
			...SMALL,
			"--interleaving",
			"spawn(u0) exit(u0) vfsReply(u0) reap(u0)",
			"--coverage",
			file("one.json"),
		);
		const { missingTransitions, criteria } = await report(file("one.json"));
		const lengths = missingTransitions.map((text) => text.split(") ").length);
		expect(missingTransitions[0]).toBe("spawn(s0)");
		expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
		const transitions = criteria.find(({ measure }) => measure === "transition");
		expect(transitions).toMatchObject({ total: 818, covered: 4 });
	});

	test("of several records together is merged, whatever their order and however often", async () => {
		const runs = [
			["a.json", "--seed", "1"],
			["b.json", "--seed", "2"],
		] as const;
		for (const [name, ...seed] of runs) {
			await rollcall("coverage", ...SMALL, "--runs", "20", ...seed, "--coverage", file(name));
		}
		const merge = async (out: string, ...names: readonly string[]): Promise<string> => {
			expect((await rollcall("coverage", "merge", file(out), ...names.map(file))).code).toBe(0);
			return readFileSync(file(out), "utf8");
		};
		const merged = await merge("ab.json", "a.json", "b.json");
		expect(await merge("ba.json", "b.json", "a.json", "b.json")).toBe(merged);
		expect(await merge("aab.json", "ab.json", "a.json")).toBe(merged);
		expect(await report(file("ab.json"))).toEqual(await report(file("b.json"), file("a.json")));
	});

	test("of verify's own run is recorded and changes nothing that verify says", async () => {
		const words = ["verify", "--runs", "200", ...SMALL, "--no-store", "--json"];
		const strip = (text: string): string => text.replace(/"(?:seconds|reused)": .*/g, "");
		const plain = await rollcall(...words);
		const recorded = await rollcall(...words, "--coverage", file("verify.json"));
		expect(strip(recorded.stdout)).toBe(strip(plain.stdout));
		expect(percentOf(await report(file("verify.json")), "process", "edge")).toBe(100);
	});
});

test("coverage of a run with --only ends at the step that breaks another claim, as the run without it does", async () => {
	const balanced =
		"spawn(u0) spawn(s0) spawn(s1) signal(u0) setMask(s0, EXIT) setMask(s1, SIGNAL) vfsReply(u0) setMask(s0, 0)";
	const words = ["verify", "--users", "1", "--services", "2", "--no-store"];
	const interleaving = ["--interleaving", `${balanced} setMask(s0, EXIT) setMask(s0, 0)`];
	await rollcall(...words, ...interleaving, "--coverage", file("all-claims.json"));
	await rollcall(...words, ...interleaving, "--only", "lingers-only-if-owed", "--coverage", file("only.json"));
	const runOf = (name: string): RunCoverage => {
		const record = parseRecord(readFileSync(file(name), "utf8"));
		const [run] = "error" in record ? [] : Object.values(record.runs);
		if (!run) throw new Error(`${name} has no run`);
		return run;
	};
	const [all, only] = [runOf("all-claims.json"), runOf("only.json")];
	expect(all.actions).toBe(8);
	expect({ ...only, what: "" }).toEqual({ ...all, what: "" });
	expect(only.what).not.toBe(all.what);
});

test("coverage of a search that was stopped, or is too large to be kept, is not written, and the search is reported all the same", async () => {
	const none = file("none.json");
	const stopped = await rollcall("explore", ...SMALL, "--max-states", "10", "--coverage", none);
	expect(stopped).toMatchObject({ code: 3, stderr: expect.stringContaining("stopped by the limit of states") });
	const large = ["explore", "--revision", "faithful", "--users", "2", "--services", "2", "--no-store"];
	const { code, stdout, stderr } = await rollcall(...large, "--coverage", none);
	expect(stdout).toContain("verdict: violated: conforms, waiting-balances");
	expect(stderr).toContain("expected at most 100,000 product states, found 119,532");
	expect(code).toBe(1);
	expect(existsSync(none)).toBe(false);
});

test("coverage of the same run told in other words counts once", async () => {
	const pairs = [
		["verify", ["--interleaving", "spawn(u0) exit(u0)"], ["--interleaving", "spawn( u0 )  exit(u0)"]],
		["paths", ["--criteria", "node,edge"], ["--criteria", "edge", "--criteria", "node"]],
		["coverage", ["--runs", "9", "--without", "kill,reap"], ["--runs", "9", "--without", "reap,kill"]],
	] as const;
	for (const [command, ...ways] of pairs) {
		for (const [index, way] of ways.entries()) {
			await rollcall(command, ...SMALL, ...way, "--coverage", file(`way-${index}.json`));
		}
		expect(readFileSync(file("way-1.json"), "utf8"), command).toBe(readFileSync(file("way-0.json"), "utf8"));
	}
});

describe("coverage of records is held against their own scopes", () => {
	test("what is too large to be searched is unknown there, and not infeasible", async () => {
		await rollcall("verify", "--runs", "50", "--no-store", "--coverage", file("large.json"));
		const { criteria, requirements, uncovered, ...scopes } = await report(file("large.json"));
		expect(scopes.searchedScopes).toEqual([]);
		expect(scopes.unsearchedScopes).toEqual([{ users: 3, services: 5, slots: 4 }]);
		expect(new Set(requirements.map(({ status }) => status))).toEqual(new Set(["covered", "uncovered", "unknown"]));
		for (const { status, reason, interleaving, scope } of requirements) {
			expect(reason === undefined).toBe(status !== "unknown");
			// Where a smaller scope shows how to cover it, that is known of the larger one too.
			if (status === "unknown") expect(interleaving).toBe(undefined);
			if (status === "uncovered") expect(scope).toEqual({ users: 1, services: 2, slots: 4 });
		}
		expect(uncovered.some(({ status }) => status === "unknown")).toBe(true);
		for (const one of criteria) expect(one.percent).toBeCloseTo((100 * one.covered) / one.total);
		const { stdout } = await rollcall("coverage", file("large.json"));
		expect(stdout).toMatch(/unknown: not decided: 3u 5s 4k has more than 100,000 states and was not searched/);
		expect(stdout).toMatch(/the composed system at 3u 5s 4k is not measured: it has more than 100,000 states/);
		expect(stdout).not.toMatch(/^infeasible/m);
	});

	test("each scope's composed system is measured, and infeasible is what neither scope covers", async () => {
		await rollcall("coverage", ...SMALL, "--runs", "20", "--coverage", file("1u1s.json"));
		await rollcall("coverage", "--runs", "20", "--coverage", file("1u2s.json"));
		const small = await report(file("1u1s.json"));
		const both = await report(file("1u1s.json"), file("1u2s.json"));
		const infeasible = ({ criteria }: typeof both): number =>
			criteria.reduce((sum, one) => sum + (one.graph === "slot" ? one.infeasible : 0), 0);
		expect(infeasible(small)).toBeGreaterThan(226);
		expect(infeasible(both)).toBe(226);
		const transitions = both.criteria.filter(({ measure }) => measure === "transition");
		expect(transitions.map(({ scope, total }) => [scope?.services, total]).toSorted()).toEqual([
			[1, 818],
			[2, 46_992],
		]);
		const reasons = new Set(both.requirements.flatMap(({ reason }) => reason ?? []));
		expect([...reasons]).toEqual([
			expect.stringMatching(/^no interleaving at 1u \ds 4k and 1u \ds 4k covers it, by complete search$/),
		]);
	});

	test("simple paths of a record say all of shorter ones", async () => {
		const words = ["coverage", ...SMALL, "--runs", "20"];
		await rollcall(...words, "--coverage", file("four.json"));
		await rollcall(...words, "--simple-length", "2", "--coverage", file("two.json"));
		const simple = async (...more: readonly string[]): Promise<unknown> =>
			(await report(...more)).criteria.find(({ measure }) => measure === "simplePath");
		const shorter = await simple(file("two.json"));
		expect(await simple(file("four.json"), "--simple-length", "2")).toEqual(shorter);
		expect(await simple(file("four.json"), file("two.json"))).toEqual(shorter);
		expect(await simple(file("four.json"))).not.toEqual(shorter);
	});

	test("all that is missing is listed where that is asked for, and counted where it is not", async () => {
		await rollcall("coverage", ...SMALL, "--runs", "1", "--coverage", file("little.json"));
		const { criteria, missingTotal, missingTransitions, uncovered } = await report(file("little.json"));
		const transitions = criteria.find(({ measure }) => measure === "transition");
		expect(missingTotal).toBe(818 - (transitions?.covered ?? 0));
		expect(missingTotal).toBeGreaterThan(200);
		expect(missingTransitions.length).toBe(200);
		const all = await report(file("little.json"), "--all-missing");
		expect(new Set(all.missingTransitions).size).toBe(missingTotal);
		for (const { graph, measure, total, covered, infeasible } of criteria) {
			const listed = all.uncovered.filter((one) => one.graph === graph && one.criterion === measure);
			expect(listed.length, `${graph} ${measure}`).toBe(total - covered - infeasible);
		}
		expect(uncovered.length).toBeLessThan(all.uncovered.length);
	});
});

describe("coverage of replay", () => {
	const replayed = async (): Promise<string> => {
		const words = ["explore", "--revision", "faithful", "--users", "1", "--services", "2", "--out", file("findings")];
		if (!existsSync(file("findings"))) await rollcall(...words);
		const found = readdirSync(file("findings")).find((one) => one.startsWith("waiting-balances-")) ?? "";
		return join(file("findings"), found);
	};

	test("is what the interleaving covers up to the step that breaks a claim, which is not reported otherwise", async () => {
		const plain = await rollcall("replay", await replayed());
		expect(await rollcall("replay", await replayed(), "--coverage", file("replay.json"))).toEqual(plain);
		const { criteria } = await report(file("replay.json"));
		// Nine actions, the last of which breaks the claim.
		expect(criteria.find(({ measure }) => measure === "transition")).toMatchObject({ total: 46_992, covered: 8 });
	});

	test("is of all actions where nothing breaks, and the same as that of verify, so that it counts once", async () => {
		const repaired = ["--revision", "clear-waiting"];
		expect((await rollcall("replay", await replayed(), ...repaired, "--coverage", file("fixed.json"))).code).toBe(0);
		const steps = JSON.parse((await rollcall("replay", await replayed(), "--json")).stdout).interleaving.join(" ");
		const scope = ["--users", "1", "--services", "2", "--slots", "4"];
		await rollcall("verify", ...repaired, ...scope, "--interleaving", steps, "--coverage", file("verified.json"));
		expect(readFileSync(file("fixed.json"), "utf8")).toBe(readFileSync(file("verified.json"), "utf8"));
		const transitions = (await report(file("fixed.json"))).criteria.find(({ measure }) => measure === "transition");
		expect(transitions).toMatchObject({ covered: 9 });
	});

	test("has the lines of the source that it was run on", async () => {
		const source = ["--source", "test/fixtures/c/linked.c"];
		await rollcall("replay", await replayed(), ...source, "--coverage", file("linked.json"));
		const { stdout } = await rollcall("coverage", file("linked.json"), ...source, "--format", "lcov");
		expect(stdout).toMatch(/^SF:test\/fixtures\/c\/linked\.c$/m);
		expect(stdout).toMatch(/^FNDA:4,do_proceventmask$/m);
	});
});

describe("paths", () => {
	test("are covered on the mirror with few and short interleavings, every step conforming", async () => {
		const { code, stdout } = await rollcall("paths", ...SMALL, "--json");
		const shape = z.object({ interleavings: z.array(z.string()), leastActions: z.number(), actions: z.number() });
		const { interleavings, actions, leastActions } = shape.parse(JSON.parse(stdout));
		expect(code).toBe(0);
		expect(interleavings.length).toBeGreaterThan(5);
		expect(actions).toBe(interleavings.reduce((sum, text) => sum + text.split(") ").length, 0));
		expect(leastActions).toBeLessThanOrEqual(actions);
	});

	test("of the composed system are covered, all shortest and all short simple ones", async () => {
		const { code, stdout } = await rollcall(
			"paths",
			"--criteria",
			"shortestPath,simplePath",
			"--revision",
			"clear-waiting",
		);
		expect(code).toBe(0);
		expect(stdout).toMatch(/composed +shortestPath +4,674 +0 +0 +4,674 +100 %/);
		expect(stdout).toMatch(/composed +simplePath +673 +0 +0 +673 +100 %/);
	});

	test("end with exit code 1 and the interleaving where the target breaks a claim on them", async () => {
		const words = ["--source", "test/fixtures/c/failing.c", "--criteria", "shortestPath"];
		const { code, stdout } = await rollcall("paths", ...SMALL, ...words);
		expect(stdout).toMatch(/no-panic is violated[\s\S]*replay: npx rollcall verify --source/);
		expect(stdout).toMatch(/interleavings? stopped at a violation/);
		expect(code).toBe(1);
	});
});

describe.skipIf(!HAS_SEED)("of the seed's event.c", { timeout: COMPILES }, () => {
	test("lines are told apart: executed, not executed, and not reached by any interleaving", async () => {
		const { code, stdout } = await rollcall("coverage", "--source", SEED_SOURCE, "--suite", "paths");
		const [before = "", unreached = ""] = stdout.split(
			/^.*, no interleaving at 1u 2s 4k and 1u 2s 1k reaches it, by complete search:$/m,
		);
		expect(code).toBe(0);
		expect(before).toMatch(/not executed:[\s\S]*return ENOMEM;/);
		expect(unreached).toMatch(/panic\(/);
		expect(unreached).not.toMatch(/ENOMEM/);
		expect(stdout).toMatch(/slot +primePath +473 +210 +0 +263 +100 %/);
		expect(stdout).toMatch(/process +primePath +91 +0 +0 +91 +100 %/);
	});

	test("four reports are written into a folder, lcov's among them", async () => {
		const folder = file("reports");
		const words = [
			"coverage",
			"--source",
			SEED_SOURCE,
			"--runs",
			"200",
			"--format",
			"text,json,html,lcov",
			"--out",
			folder,
		];
		expect((await rollcall(...words)).code).toBe(0);
		expect(readdirSync(folder).sort()).toEqual(["coverage.html", "coverage.json", "coverage.txt", "lcov.info"]);
	});

	test("code reachable only after a violation is neither unreachable nor merely not executed, and can be covered with --only", async () => {
		const words = ["--users", "1", "--services", "1", "--slots", "4", "--source", SEED_SOURCE];
		const bound = ({ source }: z.infer<typeof REPORT>) =>
			source?.branches.find(({ text }) => text === "assert(subs[i].waiting < NR_PROCS): false");
		const life = "spawn(u0) spawn(s0) setMask(s0, EXIT) exit(u0) vfsReply(u0)";
		const death = "exit(s0) vfsReply(s0) reap(u0) reap(s0)";
		const panic = [life, death, life, death, life].join(" ");
		await rollcall("verify", ...words, "--interleaving", life, "--no-store", "--coverage", file("life.json"));
		expect(bound(await report(file("life.json"), "--source", SEED_SOURCE))).toMatchObject({
			status: "behindFinding",
			reason: expect.stringMatching(/^reachable only after a violation/),
		});
		await rollcall("verify", ...words, "--only", "no-panic", "--interleaving", panic, "--coverage", file("panic.json"));
		expect(bound(await report(file("panic.json"), "--source", SEED_SOURCE))).toMatchObject({ status: "covered" });
		expect(bound(await report(file("life.json")))).toMatchObject({
			status: "unknown",
			reason: "not decided: without --source no search is made",
		});
	});
});

describe("coverage of a C source", { timeout: COMPILES }, async () => {
	const SOURCE = "test/fixtures/c/linked.c";
	const RUN = ["coverage", ...SMALL, "--source", SOURCE, "--runs", "30"];
	const lcovOf = async (...words: readonly string[]) =>
		lcovParser({ from: (await rollcall(...RUN, "--format", "lcov", ...words)).stdout });

	test("is read by another reader of lcov as it is in the other formats", async () => {
		const [section, ...others] = await lcovOf();
		expect(others).toEqual([]);
		if (!section) throw new Error("there is no section");
		const { criteria, source } = await report(...RUN.slice(1));
		const measured = (name: string) => criteria.find(({ graph, measure }) => graph === "source" && measure === name);
		expect(section.path).toBe(SOURCE);
		expect([section.lines.instrumented, section.lines.hit]).toEqual([
			measured("line")?.total,
			measured("line")?.covered,
		]);
		expect([section.branches.instrumented, section.branches.hit]).toEqual([
			measured("branch")?.total,
			measured("branch")?.covered,
		]);
		expect(section.lines.details.map(({ line }) => line)).toEqual(source?.lines.map(({ line }) => line));
		const text = readFileSync(SOURCE, "utf8").split("\n");
		const calls = new Map(section.functions.details.map(({ name, line, hit }) => [name, { line, hit }]));
		for (const [name, { line }] of calls) expect(text.slice(line - 2, line).join(" "), name).toContain(name);
		expect(calls.get("publish_event")?.hit).toBeGreaterThan(0);
		expect(section.functions.details.length).toBe(section.functions.instrumented);
	});

	test("leaves out of lcov what no interleaving reaches, where that is asked for, and nothing else", async () => {
		const { source } = await report(...RUN.slice(1));
		const [[all], [feasible]] = [await lcovOf(), await lcovOf("--feasible-only")];
		const infeasible = (places: readonly { readonly status: string }[] = []): number =>
			places.filter(({ status }) => status === "infeasible").length;
		expect(infeasible(source?.lines)).toBeGreaterThan(0);
		expect(feasible?.lines.instrumented).toBe((all?.lines.instrumented ?? 0) - infeasible(source?.lines));
		expect(feasible?.branches.instrumented).toBe((all?.branches.instrumented ?? 0) - infeasible(source?.branches));
		expect(feasible?.lines.hit).toBe(all?.lines.hit);
		const lost = readFileSync(SOURCE, "utf8")
			.split("\n")
			.findIndex((line) => line.includes("lost"));
		expect(all?.lines.details.some(({ line }) => line === lost + 1)).toBe(true);
		expect(feasible?.lines.details.some(({ line }) => line === lost + 1)).toBe(false);
	});

	test("is reported function by function", async () => {
		const { stdout } = await rollcall(...RUN);
		expect(stdout).toMatch(/^function +line +calls +lines +share +branch arms +share$/m);
		for (const name of ["do_proceventmask", "do_proc_event_reply", "publish_event"]) {
			expect(stdout).toMatch(new RegExp(`^${name} +\\d+ +[1-9]\\d* +\\d+ of \\d+ +[\\d.]+ % `, "m"));
		}
	});
});
