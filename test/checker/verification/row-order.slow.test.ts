import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { searchProduct } from "../../../explore/product/search-product.ts";
import { withRows } from "../../../model/scope.ts";
import { System } from "../../../model/system.ts";
import { CLAIMS } from "../../../properties/ledger.ts";
import { rollcall } from "../../support/in-process.ts";
import { mirror } from "../../support/product.ts";
import { edited, read } from "../../support/sources.ts";

const EXAMPLE = read("examples/event-facility/facility.c");

/** The example, but for processes that were signalled and have rows behind a subscriber's: they do not move up when it leaves. */
const FAULTY = edited(EXAMPLE.text, [
	["	int n;\n\n	roll_length--;", "	int n, gone = _ENDPOINT_P(roll[position].service);\n\n	roll_length--;"],
	[
		"else if (waits_for(p) > position)",
		"else if (waits_for(p) > position && (event_of(p) == PROC_EVENT_EXIT || n < gone))",
	],
]);

/** The example, but services whose rows are a multiple of eight apart are taken for each other. */
const HASHES = edited(EXAMPLE.text, [
	["roll[position].service != service)", "(_ENDPOINT_P(roll[position].service) & 7) != (_ENDPOINT_P(service) & 7))"],
]);

/** The example, but whether a process is a service is remembered by its row. */
const REMEMBERS = edited(EXAMPLE.text, [
	[
		"	if (!is_service(mp))\n		return EPERM;",
		"	known[who_p] |= is_service(mp);\n	if (!known[who_p])\n		return EPERM;",
	],
	["int do_proceventmask(void)\n", "static unsigned char known[NR_PROCS];\n\nint do_proceventmask(void)\n"],
]);

/** The finding in a folder, which is replayed on its source and does not show in the example, and its report. */
async function replayed(folder: string, source: string) {
	const file = join(folder, readdirSync(folder).find((name) => name.endsWith(".itf.json")) ?? "");
	expect((await rollcall("replay", file, "--source", source)).code).toBe(1);
	expect((await rollcall("replay", file, "--source", EXAMPLE.path)).code).toBe(0);
	return { file, report: (await rollcall("report", file, "--source", source)).stdout };
}

describe("services in the first rows of the process table", () => {
	it.each([
		[{ users: 2, services: 1, slots: 4 }, 1_550, 13_242],
		[{ users: 1, services: 2, slots: 4 }, 4_675, 46_992],
	])("have the product states of those in the last rows: %o", async (scope, states, transitions) => {
		const first = withRows(scope, "services first");
		const target = mirror(first, "clear-waiting");
		const limits = { states: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY, timeMs: 60_000 };
		const how = { claims: CLAIMS, allMemory: false, limits, signal: undefined, onProgress: undefined };
		const found = await searchProduct(new System(first), target, how);
		expect(found).toMatchObject({ pairs: states, states, transitions, findings: [], stoppedBy: undefined });
	});

	it("show a fault in rows that users have only there; its counterexample is shortest, and is replayed and reported", async () => {
		const folder = mkdtempSync(join(tmpdir(), "rollcall-"));
		const source = join(folder, "event.c");
		writeFileSync(source, FAULTY);
		const words = ["--source", source, "--char", "signed", "--no-store", "--runs", "1"];
		const usersFirst = await rollcall("verify", ...words, "--scopes", "2u 1s, 1u 2s, 0u 3s");
		expect(usersFirst.code).toBe(0);
		const { code, stdout } = await rollcall("verify", ...words, "--scopes", "2s 1u", "--out", folder);
		expect(code).toBe(1);
		expect(stdout).toContain("8 actions, shortest at 2s 1u 4k, by breadth-first search");
		expect(stdout).toMatch(/^ {2}replay: .*--users 1 --services 2 --slots 4 --rows services-first --interleaving '/m);
		const [, options = "", interleaving = ""] = /verify --source \S+ (.*) --interleaving '(.*)'$/m.exec(stdout) ?? [];
		const again = await rollcall("verify", "--source", source, ...options.split(" "), "--interleaving", interleaving);
		expect(again.code).toBe(1);
		const { report } = await replayed(folder, source);
		expect(report).toContain("(scope 2s 1u 4k; services have the first rows of the process table)");
		expect(report).toContain("#define PM_IS_USER(process) ((process) >= NR_PROCS - NR_USERS)");
		expect(report).toMatch(/npx rollcall verify .* --rows services-first --only /);
	});

	it("are refused where no command takes them", async () => {
		const { code, stderr } = await rollcall("verify", "--rows", "services-first", "--coverage", "covered.json");
		expect([code, stderr]).toEqual([2, expect.stringContaining("--coverage: it is recorded with users in the first")]);
	});
});

describe("services at even distances", () => {
	it("show that a source takes some for each other; the finding keeps its distance, and is replayed and reported", async () => {
		const folder = mkdtempSync(join(tmpdir(), "rollcall-"));
		const source = join(folder, "event.c");
		writeFileSync(source, HASHES);
		const words = ["--source", source, "--char", "signed", "--no-store", "--scopes", "2s 1u", "--runs", "40"];
		const spread = ["--users", "30", "--services", "2", "--rows", "services-spread", "--seed", "1"];
		const { code, stdout } = await rollcall("verify", ...words, ...spread, "--out", folder);
		expect(code).toBe(1);
		expect(stdout).toContain("4 actions, shortest at 14u 2s 4k spread, by breadth-first search");
		const { report } = await replayed(folder, source);
		expect(report).toContain("services have rows at even distances, with users between them)");
		expect(report).toMatch(/#define PM_IS_USER\(process\) \(\(process\) % (?:8 .* >= 16|16 .* >= 32)\)/);
		expect(report).toMatch(/npx rollcall verify .* --rows services-spread --only /);
	});
});

describe("rows that a user and a service have in turn", () => {
	// One path for all: a source at another one is compiled again.
	const source = join(mkdtempSync(join(tmpdir(), "rollcall-")), "event.c");
	writeFileSync(source, REMEMBERS);

	it("show that a source remembers by the row what was true of another process; the finding is replayed and reported", async () => {
		const folder = mkdtempSync(join(tmpdir(), "rollcall-"));
		const words = ["--source", source, "--char", "signed", "--no-store", "--runs", "1"];
		expect((await rollcall("verify", ...words, "--scopes", "2u 1s, 2s 1u")).code).toBe(0);
		const { code, stdout } = await rollcall("verify", ...words, "--out", folder, "--scopes", "2u+1s");
		expect(code).toBe(1);
		expect(stdout).toContain("7 actions, shortest at 2u+1s 4k, by breadth-first search");
		expect(stdout).toContain("--rows shared --interleaving 'spawn(s0) setMask(s0, 0) exit(s0) vfsReply(s0)");
		const { file, report } = await replayed(folder, source);
		expect(report).toContain("`u0` and `s0` have row 0 in turn, and so on.");
		expect(report).toMatch(/npx rollcall verify .* --rows shared --only /);
		const recorded = await rollcall("replay", file, "--source", source, "--coverage", join(folder, "c.json"));
		expect(recorded).toMatchObject({
			code: 2,
			stderr: expect.stringContaining("it is recorded with users in the first"),
		});
	});

	it("show nothing where a source remembers by the endpoint, which each process has for itself", async () => {
		const other = join(mkdtempSync(join(tmpdir(), "rollcall-")), "event.c");
		writeFileSync(
			other,
			REMEMBERS.replace("unsigned char known[NR_PROCS]", "endpoint_t known = NONE")
				.replace(/known\[who_p\] \|= is_service\(mp\);/, "if (is_service(mp)) known = who_e;")
				.replace("!known[who_p]", "known != who_e"),
		);
		const words = [
			"--source",
			other,
			"--char",
			"signed",
			"--no-store",
			"--runs",
			"500",
			"--rows",
			"shared",
			"--scopes",
			"1u 2s, 2u+1s",
		];
		expect((await rollcall("verify", ...words)).code).toBe(0);
	});

	it("are found at random among many processes, and made few", async () => {
		const words = ["--source", source, "--char", "signed", "--no-store", "--scopes", "1u 1s"];
		const many = ["--users", "3", "--services", "5", "--runs", "500", "--seed", "1"];
		const { code, stdout } = await rollcall("verify", ...words, ...many, "--rows", "shared");
		expect([code, stdout]).toEqual([
			1,
			expect.stringMatching(/--users 1 --services 1 --slots 4 --rows shared --inter/),
		]);
		expect(stdout).toMatch(/^ {2}7 actions, locally minimal/m);
	});
});
