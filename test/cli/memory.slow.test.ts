import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseItf } from "../../report/formats/itf/read.ts";
import { rollcall } from "../support/in-process.ts";
import { randomNumbers } from "../support/random.ts";

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
	it("is not made by a run that finds nothing", async () => {
		const store = join(folder(), "store");
		await rollcall("explore", "--revision", "clear-waiting", ...SMALL, "--store", store);
		expect(existsSync(store)).toBe(false);
	});

	it("keeps each finding in a file, and tries it first the next time", async () => {
		const store = folder();
		expect((await rollcall(...FAITHFUL, "--store", store)).code).toBe(1);
		const names = readdirSync(store);
		names.sort();
		expect(new Set(names.map((name) => /^(.*)-[0-9a-f]+\./.exec(name)?.[1]))).toEqual(
			new Set(["conforms", "every-event-ends", "slots-come-free", "waiting-balances"]),
		);
		const again = await rollcall(...FAITHFUL, "--store", store);
		// Both kept findings are one interleaving, and either leads.
		const kept = names.filter((name) => /^(conforms|waiting-balances)-/.test(name)).map((name) => join(store, name));
		expect(kept.some((file) => again.stdout.includes(`kept in ${file}`))).toBe(true);
		expect(again.code).toBe(1);
		expect(readdirSync(store).sort()).toEqual(names);
	});

	it("is tried by rollcall paths too, whose suite leads round what is broken", async () => {
		const [store, sources] = [folder(), folder()];
		const path = join(sources, "event.c");
		writeSource(path, true);
		const small = ["--source", path, "--users", "1", "--services", "1", "--store", store];
		const words = ["paths", ...small];
		expect((await rollcall(...words)).code).toBe(0);
		expect((await rollcall("explore", ...small)).code).toBe(1);
		const { code, stdout } = await rollcall(...words);
		expect(stdout).toContain(`kept in ${store}`);
		expect(code).toBe(1);
		writeSource(path, false);
		const repaired = await rollcall(...words);
		expect(repaired.stdout).toMatch(/fixed: .*services-only-\w+\.itf\.json no longer reproduces/);
		expect(repaired.code).toBe(0);
	});

	it("names a finding that no longer reproduces, and none of another source", async () => {
		const [store, sources] = [folder(), folder()];
		const path = join(sources, "event.c");
		writeSource(path, true);
		const words = ["explore", "--source", path, "--users", "1", "--services", "2", "--store", store];
		expect((await rollcall(...words)).code).toBe(1);
		expect(readdirSync(store).length).toBeGreaterThan(0);
		writeSource(path, false);
		const repaired = await rollcall(...words);
		expect(repaired.stdout).toMatch(/fixed: .*services-only-\w+\.itf\.json no longer reproduces/);
		expect(repaired.code).toBe(0);
		expect((await rollcall(...FAITHFUL, "--store", store)).stdout).not.toContain("no longer reproduces");
	});

	it("is not told that a finding is fixed which fails in another way, or was found again", async () => {
		const [store, sources] = [folder(), folder()];
		const path = join(sources, "event.c");
		writeSource(path, true);
		const words = ["explore", "--source", path, "--users", "1", "--services", "1", "--store", store];
		expect((await rollcall(...words)).code).toBe(1);
		const text = readFileSync(join(ROOT, "test/fixtures/c/linked.c"), "utf8");
		writeFileSync(path, text.replace("return EPERM;", "return ENOMEM;"));
		const { stdout } = await rollcall(...words);
		expect(stdout).not.toContain("no longer reproduces");
		const changed = /different: .*\.itf\.json violates something else now: .*conforms setMask/;
		expect(stdout.match(changed) ?? stdout).not.toBe(stdout);
	});

	it("names the report that can be made of a finding", async () => {
		const store = folder();
		const { stdout } = await rollcall(...FAITHFUL, "--store", store);
		const [, file = ""] = /report: npx rollcall report (\S*waiting-balances\S*)$/m.exec(stdout) ?? [];
		expect(readdirSync(store)).toContain(file.slice(store.length + 1));
		expect((await rollcall("report", file)).stdout).toContain("# ");
	});

	it("leaves alone a finding that was changed by hand or by the disk, and does not call it fixed", async () => {
		const store = folder();
		expect((await rollcall(...FAITHFUL, "--store", store)).code).toBe(1);
		for (const name of readdirSync(store)) {
			const text = readFileSync(join(store, name), "utf8");
			writeFileSync(join(store, name), text.replace("spawn(s1)", "spawn(u0)"));
		}
		mkdirSync(join(store, "folder.itf.json"));
		const { stdout, stderr } = await rollcall(
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
		expect(stdout).not.toContain("no longer reproduces");
		expect(stderr.match(/is skipped: the counterexample is damaged, or was edited/g)).toHaveLength(4);
		expect(stderr).toMatch(/folder\.itf\.json is skipped: it is a directory/);
	});

	it("knows a source by where it is, however its path is written", async () => {
		const [store, sources] = [folder(), folder()];
		writeSource(join(sources, "event.c"), true);
		const words = ["explore", "--users", "1", "--services", "1", "--store", store, "--source"];
		expect((await rollcall(...words, join(sources, "event.c"))).code).toBe(1);
		const names = readdirSync(store).sort();
		expect((await rollcall(...words, `${sources}/../${basename(sources)}/./event.c`)).code).toBe(1);
		expect(readdirSync(store).sort()).toEqual(names);
	});

	it("leaves a file that is none of its own alone, and says so", async () => {
		const store = folder();
		writeFileSync(join(store, "mine.itf.json"), "{}");
		const { stderr, code } = await rollcall("explore", "--revision", "clear-waiting", ...SMALL, "--store", store);
		expect(stderr).toMatch(/^rollcall: .*mine\.itf\.json is skipped: expected a counterexample/);
		expect(code).toBe(0);
	});

	it("is neither read nor written with --no-store", async () => {
		const store = folder();
		await rollcall(...FAITHFUL, "--store", store);
		const { stdout } = await rollcall(...FAITHFUL, "--no-store");
		expect(stdout).not.toContain("kept in");
	});
});

describe("a baseline", () => {
	it("lists what is known without failing the run, fails on what is new, and names what is gone", async () => {
		const known = join(folder(), "known.json");
		expect((await rollcall(...FAITHFUL, "--write-known", known)).code).toBe(1);
		const all = await rollcall(...FAITHFUL, "--known", known);
		expect(all.stdout).toContain("known: waiting-balances: setMask: the wait count is too high");
		expect(all.stdout).toContain(
			"verdict: known violations only: conforms, waiting-balances, every-event-ends, slots-come-free",
		);
		expect(all.code).toBe(0);
		const list = JSON.parse(readFileSync(known, "utf8"));
		list.known = list.known.filter(({ claim }: { readonly claim: string }) => claim !== "conforms");
		writeFileSync(known, JSON.stringify(list));
		const some = await rollcall(...FAITHFUL, "--known", known);
		expect(some.stdout).toContain("conforms is violated");
		expect(some.code).toBe(1);
		const repaired = await rollcall("explore", "--revision", "clear-waiting", ...SMALL, "--known", known);
		expect(repaired.stdout).toContain("known, and no longer found: waiting-balances");
		expect(repaired.code).toBe(0);
	});

	it("does not make a claim of the source hold in verify: what it violates is known, with what follows from it", async () => {
		const known = join(folder(), "known.json");
		const words = ["verify", "--runs", "300", "--json"];
		const [before, after] = [
			await rollcall(...words, "--write-known", known),
			await rollcall(...words, "--known", known),
		].map(({ stdout, code }) => ({ ...JSON.parse(stdout), code }));
		const verdicts = ({ claims }: { readonly claims: readonly { readonly id: string; readonly verdict: string }[] }) =>
			claims.map(({ id, verdict }) => [id, verdict]);
		const expected = verdicts(before).map(([id, verdict]) => [id, verdict === "violated" ? "known" : verdict]);
		expect(verdicts(after)).toEqual(expected);
		expect(expected).toContainEqual(["waiting-balances", "known"]);
		expect([after.verdict, after.code]).toEqual(["known", 0]);
	});

	it.each(["", "[]", '{"format":"rollcall-known","version":2,"known":[]}'])(
		"of %j is refused in one line",
		async (text) => {
			const known = join(folder(), "known.json");
			writeFileSync(known, text);
			const { stderr, code } = await rollcall(...FAITHFUL, "--known", known);
			expect(stderr).toMatch(/^rollcall: .*expected a list of known findings as written by --write-known, found .*\n$/);
			expect(code).toBe(2);
		},
	);
});

/** A search that keeps findings, in a process of its own that kills itself. */
interface Killed {
	readonly store: string;
	/** Output up to the kill. */
	readonly stdout: string;
	/** Operations on the store, where it came to its end. */
	readonly operations: number;
}

const SEARCH = ["explore", "--users", "1", "--services", "1", "--workers", "1"];
const REPORT = /report: npx rollcall report (\S+)/g;

/**
 * Kills the process in place of one of its operations on the store, in the middle of it where it writes, or once it has
 * printed a report; says at the end how many of these there were.
 */
const KILLER = `
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const { KILL_STORE: store, KILL_AT: at } = process.env;
const open = new Set();
let operations = 0;
const isOfStore = (name, [first]) => open.has(first) || (name !== "mkdirSync" && String(first).startsWith(store));
for (const name of ["openSync", "writeSync", "fsyncSync", "closeSync", "renameSync"]) {
	const original = fs[name];
	fs[name] = (...args) => {
		if (!isOfStore(name, args)) return original(...args);
		if (operations++ === Number(at)) {
			if (name === "writeSync") original(args[0], args[1].slice(0, args[1].length / 2));
			process.kill(process.pid, "SIGKILL");
		}
		const result = original(...args);
		if (name === "openSync") open.add(result);
		if (name === "closeSync") open.delete(args[0]);
		return result;
	};
}
syncBuiltinESMExports();
const { write } = process.stdout;
process.stdout.write = (text, ...rest) => {
	const result = write.call(process.stdout, text, ...rest);
	if (String(text).includes("report: ") && operations++ === Number(at)) process.kill(process.pid, "SIGKILL");
	return result;
};
process.on("exit", () => process.stdout.write("operations: " + operations + "\\n"));
`;

/** Runs the search until it is to do the operation of a number, from 0; to its end if that is too high. */
async function killed(source: string, store: string, at: number): Promise<Killed> {
	mkdirSync(store);
	const killer = ["--import", `data:text/javascript,${encodeURIComponent(KILLER)}`];
	const words = [...killer, "dist/cli/main.js", ...SEARCH, "--source", source, "--store", store];
	const env = { ...process.env, KILL_STORE: store, KILL_AT: `${at}` };
	const child = spawn(process.execPath, words, { cwd: ROOT, env, stdio: ["ignore", "pipe", "inherit"] });
	let stdout = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		stdout += text;
	});
	await once(child, "close");
	return { store, stdout, operations: Number(/^operations: (\d+)$/m.exec(stdout)?.[1] ?? 0) };
}

describe("a store that is written to", () => {
	it("by searches that are killed at 12 of their operations on it has all that they reported, whole", {
		timeout: 600_000,
	}, async () => {
		const seed = 22;
		const base = folder();
		const source = join(base, "event.c");
		const text = readFileSync(join(ROOT, "test/fixtures/c/linked.c"), "utf8");
		writeFileSync(source, text.replaceAll(/return E\w+;/g, "return OK;"));
		const { store: whole, operations } = await killed(source, join(base, "whole"), Number.POSITIVE_INFINITY);
		const all = readdirSync(whole).sort();
		expect(all.length).toBeGreaterThan(3);
		expect(operations).toBeGreaterThan(5 * all.length);

		const random = randomNumbers(seed);
		const moments = [0, operations - 1, ...Array.from({ length: 10 }, () => Math.floor(random(operations)))];
		const runs: Killed[] = [];
		for (let pair = 0; pair < moments.length; pair += 2) {
			const two = moments.slice(pair, pair + 2).map((at, one) => killed(source, join(base, `${pair + one}`), at));
			runs.push(...(await Promise.all(two)));
		}

		let reports = 0;
		const kept = new Map<number, number>();
		for (const { store, stdout } of runs) {
			expect(stdout).not.toContain("operations:");
			const reported = Array.from(stdout.matchAll(REPORT), ([, file = ""]) => file);
			reports += reported.length;
			const names = readdirSync(store).filter((name) => name.endsWith(".itf.json"));
			kept.set(names.length, (kept.get(names.length) ?? 0) + 1);
			expect(all, `seed ${seed}`).toEqual(expect.arrayContaining(names));
			const files = names.map((name) => join(store, name));
			expect(files, `seed ${seed}`).toEqual(expect.arrayContaining(reported));
			for (const file of files) expect(parseItf(readFileSync(file, "utf8"), false)).not.toHaveProperty("error");
		}
		process.stdout.write(
			`${runs.length} kills: ${reports} findings reported; runs by files kept ${[...kept].join("; ")}\n`,
		);
		// They come before, in the middle of and behind the writing.
		expect(kept.get(0)).toBeGreaterThan(0);
		expect([...kept.keys()].filter((count) => count > 0 && count < all.length)).not.toEqual([]);
		expect(reports).toBeGreaterThan(0);

		// A store is opened by the next run, whatever was left in it.
		const middle = runs.find(({ store }) => readdirSync(store).some((name) => name.endsWith(".draft"))) ?? runs[1];
		const next = await rollcall(...SEARCH, "--source", source, "--store", middle?.store ?? "");
		expect(next).toMatchObject({ code: 1, stderr: "" });
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
		// Two interleavings, and two lassos that follow from them.
		expect(names).toHaveLength(4);
		for (const name of names)
			expect(parseItf(readFileSync(join(store, name), "utf8"), false)).not.toHaveProperty("error");
	});
});
