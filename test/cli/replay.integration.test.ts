import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { formatAction } from "../../model/action.ts";
import { parseItf } from "../../report/formats/itf/read.ts";
import { rollcall } from "../support/in-process.ts";
import { HAS_SEED, SEED_SOURCE } from "../support/seed.ts";
import { PANIC } from "../support/stories.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "rollcall-replay-"));
const SEED = 21;
let file = "";
let text = "";

beforeAll(async () => {
	const words = ["explore", "--revision", "faithful", "--users", "1", "--services", "2", "--workers", "1"];
	const { code } = await rollcall(...words, "--out", FOLDER);
	expect(code).toBe(1);
	file = join(FOLDER, readdirSync(FOLDER).find((name) => name.startsWith("waiting-balances-")) ?? "");
	text = readFileSync(file, "utf8");
}, 60_000);

/** The file with its JSON changed, in a file of its own. */
function edited(name: string, change: (json: { "#meta": { rollcall: Record<string, unknown> } }) => void): string {
	const json = JSON.parse(text);
	change(json);
	const path = join(FOLDER, `${name}.json`);
	writeFileSync(path, JSON.stringify(json));
	return path;
}

const INTEGER = z.strictObject({ "#bigint": z.string().regex(/^-?\d+$/) });

describe("a counterexample's file", () => {
	it("is a trace in the Informal Trace Format: every state has every variable, and integers are #bigint", () => {
		const noNumbers: z.ZodType = z.lazy(() =>
			z.union([z.string(), z.boolean(), INTEGER, z.array(noNumbers), z.record(z.string(), noNumbers)]),
		);
		const shape = z.object({
			"#meta": z.object({ format: z.literal("ITF"), varTypes: z.record(z.string(), z.string()) }),
			params: z.array(z.string()),
			vars: z.array(z.string()),
			states: z.array(z.record(z.string(), z.unknown())),
		});
		const { params, vars, states, "#meta": meta } = shape.parse(JSON.parse(text));
		expect(Object.keys(meta.varTypes)).toEqual([...params, ...vars]);
		expect(states[0]).toMatchObject({ NR_PROCS: { "#bigint": "3" }, NR_SUBS: { "#bigint": "4" } });
		expect(vars).toContain("mbt::actionTaken");
		expect(vars).toContain("mbt::nondetPicks");
		expect(states.map((state) => state["mbt::actionTaken"])).toEqual([
			...["init", "spawn", "setMask", "spawn", "setMask", "spawn", "signal", "vfsReply", "setMask", "setMask"],
		]);
		for (const [index, { "#meta": own, ...state }] of states.entries()) {
			expect(own).toEqual({ index });
			expect(Object.keys(state).sort()).toEqual([...(index === 0 ? params : []), ...vars].sort());
			expect(noNumbers.safeParse(state).success).toBe(true);
		}
	});

	it("says of what it was found that it is the shortest, and is reproduced", async () => {
		const { code, stdout } = await rollcall("replay", file);
		expect(stdout).toContain("9 actions, shortest");
		expect(stdout).toContain("reproduced: waiting-balances is violated, by the same cause");
		expect(code).toBe(1);
	});

	it("is said to be fixed on the repaired mirror, with exit code 0", async () => {
		const { code, stdout } = await rollcall("replay", file, "--revision", "clear-waiting", "--json");
		expect(JSON.parse(stdout)).toMatchObject({ verdict: "fixed", executed: 9, broken: [] });
		expect(code).toBe(0);
	});

	it("is run with unsigned chars where it was found with those, and that is said", async () => {
		const path = edited("unsigned", ({ "#meta": { rollcall: own } }) => {
			const source = "examples/event-facility/facility.c";
			own["subject"] = { kind: "c", path: source, sha256: "0".repeat(64), char: "unsigned" };
		});
		const { code, stdout } = await rollcall("replay", path, "--edited");
		expect(stdout).toContain("on examples/event-facility/facility.c, compiled with unsigned char; SHA-256");
		expect(stdout).toContain("fixed: the interleaving violates nothing");
		expect(code).toBe(0);
	});

	it("is said to be different where something else breaks", async () => {
		const { code, stdout } = await rollcall("replay", file, "--source", "test/fixtures/c/failing.c");
		expect(stdout).toMatch(/different: it violates .*no-panic.*; it violated waiting-balances/);
		expect(code).toBe(1);
	});

	it.skipIf(!HAS_SEED)(
		"is reproduced on the seed's event.c, and not reproduced on another source, which is not called fixed",
		async () => {
			expect((await rollcall("replay", file, "--source", SEED_SOURCE)).stdout).toContain(
				"reproduced: waiting-balances",
			);
			const repaired = join(FOLDER, "repaired.c");
			const source = readFileSync(SEED_SOURCE, "utf8");
			writeFileSync(
				repaired,
				source.replace("subs[nsubs].mask = mask;", "subs[nsubs].mask = mask; subs[nsubs].waiting = 0;"),
			);
			const { code, stdout } = await rollcall("replay", file, "--source", repaired);
			expect(stdout).toContain(`not reproduced on ${repaired}: the interleaving violates nothing`);
			expect(stdout).not.toContain("fixed");
			expect(code).toBe(0);
		},
	);

	it("is checked against the claims that it was found with, so that what goes on past other claims is reproduced", async () => {
		const out = mkdtempSync(join(tmpdir(), "rollcall-replay-"));
		const text = PANIC.interleaving.map((action) => formatAction(PANIC.scope, action)).join(" ");
		const words = ["verify", "--users", "1", "--services", "1", "--only", "no-panic", "--interleaving", text];
		expect((await rollcall(...words, "--out", out)).code).toBe(1);
		const path = join(out, readdirSync(out).find((name) => name.startsWith("no-panic-")) ?? "");
		const { code, stdout } = await rollcall("replay", path);
		expect(stdout).toContain("reproduced: no-panic is violated, by the same cause");
		expect(code).toBe(1);
	});

	it("edited by hand is refused with what to do, and run with --edited, whatever actions it has", async () => {
		const path = edited("by-hand", ({ "#meta": { rollcall: own } }) => {
			own["interleaving"] = ["reply(s0, s1, EXIT)", "spawn(u0)", "spawn(u0)", "exit(u0)", "reap(u0)", "setMask(s1, 0)"];
		});
		const refused = await rollcall("replay", path);
		expect(refused.code).toBe(2);
		expect(refused.stderr).toMatch(/damaged, or was edited: with --edited it is run all the same\n$/);
		const { code, stdout } = await rollcall("replay", path, "--edited");
		expect(stdout).toContain("3 actions were not enabled and were skipped");
		expect(stdout).toContain("fixed");
		expect(code).toBe(0);
	});

	it.each([
		["empty", []],
		["long", Array.from({ length: 5_000 }, (_, at) => (at % 2 === 0 ? "spawn(u0)" : "exit(u0)"))],
	])("with an interleaving that is %s does not stop replay from ending well", async (name, interleaving) => {
		const path = edited(name, ({ "#meta": { rollcall: own } }) => {
			own["interleaving"] = interleaving;
		});
		expect((await rollcall("replay", path, "--edited")).code).toBe(0);
	});
});

describe("a counterexample's file that cannot be used is one clear error", () => {
	it.each<[string, (json: { "#meta": { rollcall: Record<string, unknown> } }) => void, RegExp]>([
		[
			"of a newer format",
			({ "#meta": { rollcall: own } }) => Object.assign(own, { format: 2 }),
			/found 2: a newer rollcall reads it/,
		],
		[
			"of somebody else",
			(json) => Object.assign(json, { "#meta": { format: "ITF" } }),
			/found JSON without #meta.rollcall.format/,
		],
		[
			"with an unknown claim",
			({ "#meta": { rollcall: own } }) => Object.assign(own, { claim: "x" }),
			/damaged at #meta.rollcall.claim/,
		],
		[
			"with a huge scope",
			({ "#meta": { rollcall: own } }) => Object.assign(own, { scope: { users: 1e300, services: 1, slots: 4 } }),
			/damaged at #meta.rollcall.scope.users/,
		],
		[
			"with nobody",
			({ "#meta": { rollcall: own } }) => Object.assign(own, { scope: { users: 0, services: 0, slots: 4 } }),
			/has no process/,
		],
		[
			"with an unknown action",
			({ "#meta": { rollcall: own } }) => Object.assign(own, { interleaving: ["spawn(u7)"] }),
			/action 1 of the counterexample: expected spawn/,
		],
		["without states", (json) => Object.assign(json, { states: 7 }), /damaged at states/],
	])("%s", async (name, change, message) => {
		const { code, stderr, stdout } = await rollcall("replay", edited(name.replaceAll(" ", "-"), change), "--edited");
		expect(stderr).toMatch(message);
		expect(stderr.trimEnd().split("\n")).toHaveLength(1);
		expect([code, stdout]).toEqual([2, ""]);
	});

	it(`in a thousand ways: bits flipped, cut short, fields of the wrong type, huge numbers (seed ${SEED})`, () => {
		const flipped = fc.tuple(fc.nat(), fc.nat(7)).map(([place, bit]) => {
			const bytes = Buffer.from(text);
			const at = place % bytes.length;
			bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
			return bytes.toString("utf8");
		});
		const cut = fc.nat().map((place) => text.slice(0, place % (text.length - 1)));
		const wrong = fc.constantFrom<unknown>(
			null,
			[],
			{},
			"",
			-1,
			1e308,
			2 ** 53,
			true,
			"\u001b[31m\n",
			["spawn(u0)", 7],
			{ "#bigint": "9".repeat(999) },
		);
		const fields = [
			"format",
			"version",
			"subject",
			"scope",
			"seed",
			"interleaving",
			"claim",
			"cause",
			"detail",
			"minimality",
		];
		const retyped = fc.tuple(fc.constantFrom(...fields), wrong).map(([field, value]) => {
			const json = JSON.parse(text);
			json["#meta"].rollcall[field] = value;
			return JSON.stringify(json, null, 1);
		});
		const huge = fc
			.constantFrom("users", "services", "slots")
			.map((part) => text.replace(new RegExp(`("${part}": )\\d+`), "$19e999"));
		let errors = 0;
		const property = fc.property(fc.oneof(flipped, flipped, cut, retyped, huge), (damaged) => {
			const read = parseItf(damaged, false);
			if (!("error" in read)) throw new Error(`was taken: ${damaged.slice(0, 3000)}`);
			expect(read.error).toMatch(/^[^\p{Cc}]+$/u);
			errors++;
		});
		fc.assert(property, { seed: SEED, numRuns: 1000 });
		expect(errors).toBe(1000);
	});

	it(`and the command says so without a stack, with exit code 2 (seed ${SEED})`, async () => {
		const damaged = [0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999].map((part) =>
			text.slice(0, Math.floor(text.length * part)),
		);
		for (const [index, content] of [
			...damaged,
			text.replace("setMask", "setmask"),
			"",
			"\u0000\u0001",
			"[]",
			"null",
		].entries()) {
			const path = join(FOLDER, `damaged-${index}`);
			writeFileSync(path, content);
			const { code, stderr, stdout } = await rollcall("replay", path);
			expect(stderr).toMatch(/^rollcall: .*\n$/);
			expect(stderr).not.toMatch(/ at |internal error/);
			expect([code, stdout]).toEqual([2, ""]);
		}
		mkdirSync(join(FOLDER, "folder"));
		expect((await rollcall("replay", join(FOLDER, "folder"))).stderr).toMatch(/it is a directory\n$/);
	});
});
