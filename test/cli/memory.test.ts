import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseItf } from "../../report/itf.ts";
import { rollcall } from "./run.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SMALL = ["--users", "1", "--services", "2"];
const FAITHFUL = ["explore", "--revision", "faithful", ...SMALL];

function folder(): string {
	return mkdtempSync(join(tmpdir(), "rollcall-memory-"));
}

/** A repaired and a faulty source at the same path: the fault is in test/fixtures/c/linked.c only when it is put there. */
function writeSource(path: string, isFaulty: boolean): void {
	const text = readFileSync(join(ROOT, "test/fixtures/c/linked.c"), "utf8");
	writeFileSync(path, isFaulty ? text.replace("return EPERM;", "return OK;") : text);
}

describe("the store", () => {
	it("is not made by a run that finds nothing", () => {
		const store = join(folder(), "store");
		rollcall("explore", "--revision", "clear-waiting", ...SMALL, "--store", store);
		expect(existsSync(store)).toBe(false);
	});

	it("keeps each finding in a file, and tries it first the next time", () => {
		const store = folder();
		expect(rollcall(...FAITHFUL, "--store", store).code).toBe(1);
		const names = readdirSync(store);
		expect(names.sort()).toEqual([expect.stringMatching(/^conforms-/), expect.stringMatching(/^waiting-balances-/)]);
		const again = rollcall("verify", "--runs", "1", "--time", "0.01", "--store", store);
		expect(again.stdout).toContain(`kept in ${join(store, names[0] ?? "")}`);
		expect(again.code).toBe(1);
		expect(readdirSync(store).sort()).toEqual(names);
	});

	it("tells of a finding that fails no more, and not of one of another source", () => {
		const [store, sources] = [folder(), folder()];
		const path = join(sources, "event.c");
		writeSource(path, true);
		const words = ["explore", "--source", path, "--users", "1", "--services", "1", "--store", store];
		expect(rollcall(...words).code).toBe(1);
		expect(readdirSync(store).length).toBeGreaterThan(0);
		writeSource(path, false);
		const repaired = rollcall(...words);
		expect(repaired.stdout).toMatch(/fixed: .*services-only-\w+\.itf\.json fails no more/);
		expect(repaired.code).toBe(0);
		expect(rollcall(...FAITHFUL, "--store", store).stdout).not.toContain("fails no more");
	});

	it("is not told that a finding is fixed which fails in another way, or was found again", () => {
		const [store, sources] = [folder(), folder()];
		const path = join(sources, "event.c");
		writeSource(path, true);
		const words = ["explore", "--source", path, "--users", "1", "--services", "1", "--store", store];
		expect(rollcall(...words).code).toBe(1);
		const text = readFileSync(join(ROOT, "test/fixtures/c/linked.c"), "utf8");
		writeFileSync(path, text.replace("return EPERM;", "return ENOMEM;"));
		const { stdout } = rollcall(...words);
		expect(stdout).not.toContain("fails no more");
		const changed = /different: .*\.itf\.json fails in another way now: .*conforms setMask/;
		expect(stdout.match(changed) ?? stdout).not.toBe(stdout);
	});

	it("names the report that can be made of a finding", () => {
		const store = folder();
		const { stdout } = rollcall(...FAITHFUL, "--store", store);
		const [, file = ""] = /report: npx rollcall report (\S*waiting-balances\S*)$/m.exec(stdout) ?? [];
		expect(readdirSync(store)).toContain(file.slice(store.length + 1));
		expect(rollcall("report", file).stdout).toContain("# ");
	});

	it("leaves alone a finding that was changed by hand or by the disk, and does not call it fixed", () => {
		const store = folder();
		expect(rollcall(...FAITHFUL, "--store", store).code).toBe(1);
		for (const name of readdirSync(store)) {
			const text = readFileSync(join(store, name), "utf8");
			writeFileSync(join(store, name), text.replace("spawn(s1)", "spawn(u0)"));
		}
		mkdirSync(join(store, "folder.itf.json"));
		const { stdout, stderr } = rollcall(
			"explore",
			"--revision",
			"faithful",
			"--users",
			"1",
			"--services",
			"1",
			"--store",
			store,
		);
		expect(stdout).not.toContain("fails no more");
		expect(stderr.match(/is left alone: the counterexample is damaged, or was edited/g)).toHaveLength(2);
		expect(stderr).toMatch(/folder\.itf\.json is left alone: it is a directory/);
	});

	it("knows a source by where it is, however its path is written", () => {
		const [store, sources] = [folder(), folder()];
		writeSource(join(sources, "event.c"), true);
		const words = ["explore", "--users", "1", "--services", "1", "--store", store, "--source"];
		expect(rollcall(...words, join(sources, "event.c")).code).toBe(1);
		const names = readdirSync(store).sort();
		expect(rollcall(...words, `${sources}/../${basename(sources)}/./event.c`).code).toBe(1);
		expect(readdirSync(store).sort()).toEqual(names);
	});

	it("leaves a file that is none of its own alone, and says so", () => {
		const store = folder();
		writeFileSync(join(store, "mine.itf.json"), "{}");
		const { stderr, code } = rollcall("explore", "--revision", "clear-waiting", ...SMALL, "--store", store);
		expect(stderr).toMatch(/^rollcall: .*mine\.itf\.json is left alone: expected a counterexample/);
		expect(code).toBe(0);
	});

	it("is neither read nor written with --no-store", () => {
		const store = folder();
		rollcall(...FAITHFUL, "--store", store);
		const { stdout } = rollcall(...FAITHFUL, "--no-store");
		expect(stdout).not.toContain("kept in");
	});
});

describe("a baseline", () => {
	it("lists what is known without failing the run, fails on what is new, and names what is gone", () => {
		const known = join(folder(), "known.json");
		expect(rollcall(...FAITHFUL, "--write-known", known).code).toBe(1);
		const all = rollcall(...FAITHFUL, "--known", known);
		expect(all.stdout).toContain("known: waiting-balances: setMask: the wait count is too high");
		expect(all.stdout).toContain("verdict: violated as is known: conforms, waiting-balances");
		expect(all.code).toBe(0);
		const list = JSON.parse(readFileSync(known, "utf8"));
		list.known = list.known.filter(({ claim }: { readonly claim: string }) => claim !== "conforms");
		writeFileSync(known, JSON.stringify(list));
		const some = rollcall(...FAITHFUL, "--known", known);
		expect(some.stdout).toContain("conforms is violated");
		expect(some.code).toBe(1);
		const repaired = rollcall("explore", "--revision", "clear-waiting", ...SMALL, "--known", known);
		expect(repaired.stdout).toContain("known, and not found any more: waiting-balances");
		expect(repaired.code).toBe(0);
	});

	it("does not make a claim hold in verify", () => {
		const known = join(folder(), "known.json");
		rollcall(...FAITHFUL, "--write-known", known);
		const { stdout, code } = rollcall("verify", "--runs", "300", "--known", known, "--json");
		const { claims } = JSON.parse(stdout);
		expect(claims.find(({ id }: { readonly id: string }) => id === "waiting-balances")).toMatchObject({
			verdict: "known",
		});
		expect(code).toBe(3);
	});

	it.each(["", "[]", '{"format":"rollcall-known","version":2,"known":[]}'])("of %j is refused in one line", (text) => {
		const known = join(folder(), "known.json");
		writeFileSync(known, text);
		const { stderr, code } = rollcall(...FAITHFUL, "--known", known);
		expect(stderr).toMatch(/^rollcall: .*expected a list of known findings, found .*\n$/);
		expect(code).toBe(2);
	});
});

/** Starts a process that writes findings into a store, over and over, and prints each name once it is kept. */
function startWriter(store: string): ChildProcess {
	const script = `
		import { writeDurably } from "./dist/cli/store.js";
		import { readFileSync } from "node:fs";
		const text = readFileSync(process.argv[2], "utf8");
		for (let number = 0; ; number++) {
			const name = process.pid + "-" + (number % 7) + ".itf.json";
			writeDurably(process.argv[1], name, text);
			process.stdout.write(name + "\\n");
		}`;
	return spawn(process.execPath, ["--input-type=module", "-e", script, store, join(store, "..", "text.json")], {
		cwd: ROOT,
		stdio: ["ignore", "pipe", "inherit"],
	});
}

describe("a store that is written to", () => {
	it("by processes that are killed at 100 random moments has all that was reported, whole", {
		timeout: 240_000,
	}, async () => {
		const seed = 22;
		const base = folder();
		const store = join(base, "store");
		rollcall(...FAITHFUL, "--out", join(base, "out"));
		const [name = ""] = readdirSync(join(base, "out"));
		const text = readFileSync(join(base, "out", name), "utf8");
		writeFileSync(join(base, "text.json"), text);
		let random = seed;
		const reported = new Set<string>();
		for (let kill = 0; kill < 100; kill += 2) {
			await Promise.all(
				[0, 1].map(async () => {
					random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
					const writer = startWriter(store);
					let output = "";
					writer.stdout?.on("data", (data) => {
						output += data;
					});
					const delay = (random >>> 8) % 30;
					await new Promise((resolve) => writer.stdout?.once("data", resolve));
					await new Promise((resolve) => setTimeout(resolve, delay));
					writer.kill("SIGKILL");
					await new Promise((resolve) => writer.on("close", resolve));
					for (const line of output.split("\n").slice(0, -1)) reported.add(line);
				}),
			);
		}
		expect(reported.size, `seed ${seed}`).toBeGreaterThan(100);
		for (const one of reported)
			expect(parseItf(readFileSync(join(store, one), "utf8"), false)).not.toHaveProperty("error");
		for (const one of readdirSync(store).filter((other) => other.endsWith(".itf.json"))) {
			expect(parseItf(readFileSync(join(store, one), "utf8"), false)).not.toHaveProperty("error");
		}
		const { stderr } = rollcall("explore", "--revision", "clear-waiting", ...SMALL, "--store", store);
		expect(stderr).toBe("");
	});

	it("by two runs at once has the findings of both", { timeout: 60_000 }, async () => {
		const store = folder();
		const run = (): Promise<unknown> => {
			const words = ["dist/cli/main.js", ...FAITHFUL, "--store", store];
			const child = spawn(process.execPath, words, { cwd: ROOT, stdio: "ignore" });
			return new Promise((resolve) => child.on("close", resolve));
		};
		expect(await Promise.all([run(), run(), run()])).toEqual([1, 1, 1]);
		const names = readdirSync(store);
		expect(names).toHaveLength(2);
		for (const name of names)
			expect(parseItf(readFileSync(join(store, name), "utf8"), false)).not.toHaveProperty("error");
	});
});
