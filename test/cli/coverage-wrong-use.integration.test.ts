import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { BitSet } from "../../coverage/bit-set.ts";
import { bitsOf, formatRecord, type RunCoverage, recordOf } from "../../coverage/record/coverage-record.ts";
import { rollcall } from "../support/in-process.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "rollcall-coverage-"));
/** Clang takes its time on a busy machine, and some tests need several modules. */
const COMPILES = 300_000;
const SMALL = ["--users", "1", "--services", "1"];

function file(name: string): string {
	return join(FOLDER, name);
}

describe("wrong use is reported in one line, with exit code 2 and nothing written", () => {
	writeFileSync(file("text.json"), "no record");
	const LONG = ["--runs", "1000000", "--max-actions", "10000"];
	writeFileSync(file("newer.json"), '{"format":"rollcall-coverage","version":9,"runs":{}}');
	writeFileSync(file("none-run.json"), '{"format":"rollcall-coverage","version":2,"runs":{}}');
	beforeAll(async () => {
		const record = async (name: string, ...words: readonly string[]): Promise<void> => {
			expect((await rollcall("coverage", ...SMALL, "--runs", "5", ...words, "--coverage", file(name))).code).toBe(0);
		};
		await record("mirror.json");
		await rollcall("verify", "--interleaving", "spawn(u0)", "--coverage", file("large.json"));
		await record("linked.json", "--source", "test/fixtures/c/linked.c");
		await record("failing.json", "--source", "test/fixtures/c/failing.c");
		const { runs } = JSON.parse(readFileSync(file("mirror.json"), "utf8"));
		const [run] = Object.values(runs) as RunCoverage[];
		if (!run?.composed) throw new Error("there is no run");
		const { walked } = run.composed;
		const all = new BitSet(walked.length);
		for (let pair = 0; pair < walked.length; pair++) all.add(pair);
		const composed = { ...run.composed, walked: bitsOf(all) };
		writeFileSync(file("disabled.json"), formatRecord(recordOf({ ...run, composed })));
		const slot = { ...run.slot, "edgePair: lingering -SET_MASK(0)-> lingering": 1 };
		writeFileSync(file("unknown-path.json"), formatRecord(recordOf({ ...run, slot })));
	}, COMPILES);
	test.each([
		[["coverage", file("none.json")], /cannot read a coverage record from .*: there is no such file/],
		[["coverage", file("text.json")], /found text that is not JSON/],
		[["coverage", file("newer.json")], /expected a coverage record of version 2, found version 9/],
		[["coverage", file("none-run.json")], /expected a coverage record of at least one run, found none/],
		[
			["coverage", file("unknown-path.json")],
			/damaged at runs\.\w+: expected paths of the slot chart, found "edgePair/,
		],
		[["coverage", file("disabled.json")], /damaged.*: expected enabled actions only, found a disabled one/],
		[["coverage", file("mirror.json"), "--format", "lcov"], /--format lcov needs records of a C source/],
		[["coverage", file("mirror.json"), "--services", "2"], /--services: does not apply to records/],
		[["coverage", file("mirror.json"), "--seed", "2"], /--seed: does not apply to records/],
		[["coverage", file("mirror.json"), "--simple-length", "6"], /--simple-length: expected at most 4.*found 6/],
		[
			["coverage", file("mirror.json"), "--source", "test/fixtures/c/linked.c"],
			/--source: does not apply: the records are not of a C source/,
		],
		[
			["coverage", file("failing.json"), "--source", "test/fixtures/c/linked.c", "--coverage", file("x.json")],
			/--source: expected the source of the records \(.*failing\.c, SHA-256 [0-9a-f]{64}\), found SHA-256 [0-9a-f]{64}/,
		],
		[
			["coverage", file("failing.json"), file("linked.json"), "--coverage", file("x.json")],
			/expected records of one C source, found .*failing\.c \(.*\) and .*linked\.c/,
		],
		[["coverage", "merge", file("m.json"), file("failing.json"), file("linked.json")], /records of one C source/],
		[["coverage", "--suite", "paths", "--without", "kill"], /--without: does not apply to --suite paths/],
		[["coverage", "--feasible-only"], /--feasible-only needs --format lcov and --source/],
		[["coverage", "--format", "html"], /--format html needs --out/],
		[["coverage", "--format", "text,json"], /--format with several formats needs --out/],
		[["coverage", "--format", "lcov"], /--format lcov needs --source/],
		[["coverage", "--format", "pdf"], /Expected some of text, html, json, lcov/],
		[["coverage", "--threshold", "edge=101"], /Expected criteria and percentages/],
		[["coverage", "--threshold", "edge=100,edge=50"], /--threshold.*Expected each once, found edge twice/],
		[
			["coverage", "--threshold", "edge=100", "--threshold", "node=1,edge=50"],
			/--threshold.*Expected each once, found edge twice/,
		],
		[["coverage", "--format", "text,text"], /--format.*Expected each once, found text twice/],
		[["coverage", "--without", "kill,kill"], /--without.*Expected each once, found kill twice/],
		[["paths", "--criteria", "edge", "--criteria", "edge"], /--criteria.*Expected each once, found edge twice/],
		[
			["coverage", ...LONG, "--threshold", "line=50"],
			/--threshold: expected a measure of this run \(node, edge, edgePair, primePath, state, transition, shortestPath, simplePath\), found line\n/,
		],
		[["coverage", file("mirror.json"), "--threshold", "branch=50"], /found branch/],
		// A record of 3u 5s 4k has nothing of the composed system.
		[
			["coverage", file("large.json"), "--threshold", "state=50"],
			/expected a measure of this run \(node, edge, edgePair, primePath\), found state\n/,
		],
		[["coverage", "--without", "die"], /Expected some of spawn, signal/],
		[["coverage", "--suite", "paths", "--runs", "5"], /--runs: does not apply to --suite paths/],
		[["coverage", "--suite", "paths", "--seed", "5"], /--seed: does not apply to --suite paths/],
		[["coverage", file("mirror.json"), "--suite", "random"], /--suite: does not apply to records/],
		[["coverage", file("mirror.json"), "--runs", "5"], /--runs: does not apply to records/],
		[["coverage", file("mirror.json"), "--max-actions", "5"], /--max-actions: does not apply to records/],
		[["coverage", file("mirror.json"), "--without", "kill"], /--without: does not apply to records/],
		[["coverage", file("mirror.json"), "--revision", "clear-waiting"], /--revision: does not apply to records/],
		[
			["coverage", "--users", "4", "--services", "4"],
			/expected a scope with at most 100,000 states, found more at 4u 4s 4k/,
		],
		[["explore", "--users", "4", "--services", "4", "--coverage", file("x.json")], /expected a scope with at most/],
		[
			["paths", "--users", "2", "--services", "2"],
			/expected a scope with at most 100,000 product states, found more at 2u 2s 4k/,
		],
		[["paths", "--criteria", "edge,loop"], /Expected some of node, edge/],
		[["coverage", "merge", file("m.json"), file("text.json")], /found text that is not JSON/],
	])("%j", async (words, message) => {
		const { code, stdout, stderr } = await rollcall(...words);
		expect(stderr).toMatch(message);
		expect(stderr.trimEnd().split("\n")).toHaveLength(1);
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
		expect(existsSync(file("x.json")) || existsSync(file("m.json"))).toBe(false);
	});
});
