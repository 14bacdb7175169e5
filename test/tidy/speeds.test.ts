import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

const tests = readdirSync("test", { recursive: true, encoding: "utf8" })
	.filter((file) => file.endsWith(".test.ts"))
	.map((file) => join("test", file));

/** Modules that start a process or compile, and the helper that runs commands, which may. */
const HEAVY = ["node:child_process", "puppeteer-core", "impl/c/clang/toolchain.ts", "test/support/in-process.ts"];

/** The modules that a file loads as soon as it is loaded: types are not, nor is what is imported when it is needed. */
function loadedBy(file: string): readonly string[] {
	const text = readFileSync(file, "utf8");
	const found = text.matchAll(/^(?:import|export) (?!type\b)(?:[^;"]*? from )?"([^"]+)";$/gm);
	return Array.from(found, ([, path = ""]) => (path.startsWith(".") ? normalize(join(dirname(file), path)) : path));
}

/** Import path from a file to something heavy; undefined where there is none. */
function wayToHeavy(file: string, met = new Set<string>()): readonly string[] | undefined {
	if (HEAVY.includes(file)) return [file];
	if (met.has(file) || !existsSync(file) || !file.endsWith(".ts")) return undefined;
	met.add(file);
	for (const loaded of loadedBy(file)) {
		const way = wayToHeavy(loaded, met);
		if (way) return [file, ...way];
	}
	return undefined;
}

describe("the speed that a test's name says", () => {
	it("is one of three", () => {
		const speeds = tests.map((file) => /^[^.]+(?:\.(.*))?\.test\.ts$/.exec(file)?.[1] ?? "unit");
		expect([...new Set(speeds)].sort()).toEqual(["integration", "slow", "unit"]);
	});

	it("is that of a unit test only where no process can be started and nothing compiled", () => {
		const unit = tests.filter((file) => /^[^.]+\.test\.ts$/.test(file));
		expect(unit.length).toBeGreaterThan(10);
		expect(unit.flatMap((file) => wayToHeavy(file)?.join(" > ") ?? [])).toEqual([]);
	});

	it("would be found out by the imports of a test that runs commands", () => {
		expect(wayToHeavy("test/cli/verify.integration.test.ts")).toEqual([
			"test/cli/verify.integration.test.ts",
			"test/support/cli.ts",
			"node:child_process",
		]);
	});
});
