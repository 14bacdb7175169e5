import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };

const folder = mkdtempSync(join(tmpdir(), "rollcall-package-"));

afterAll(() => rmSync(folder, { recursive: true }), 60_000);

/** A source is compiled and searched completely, on a machine that may have other work. */
const MOST_MS = 900_000;

function run(command: string, ...words: readonly string[]): string {
	const ended = spawnSync(command, words, { cwd: folder, encoding: "utf8", timeout: MOST_MS });
	expect(`${ended.status} ${ended.status === 0 ? "" : ended.stdout + ended.stderr}`).toBe("0 ");
	return ended.stdout;
}

const PROGRAM = `import { verify } from "rollcall";

const { verdict, findings } = await verify({ target: { kind: "c", path: "linked.c" }, runs: 100 });
for (const { claim, replay } of findings) console.log(claim, replay);
console.log(verdict);
`;

const TEST = `import { expectClaimsHold } from "rollcall/testing";
import { expect, it } from "vitest";

it("holds to all claims", async () => {
	const { claims } = await expectClaimsHold({ kind: "mirror", revision: "clear-waiting" }, { runs: 100 });
	expect(claims.length).toBeGreaterThan(20);
}, ${MOST_MS});
`;

const COMPILER_OPTIONS = {
	...{ module: "nodenext", target: "es2023", lib: ["es2023"], types: ["node"] },
	...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true },
};

describe("the package, installed into an empty project", () => {
	beforeAll(() => {
		const { vitest, typescript, "@types/node": node } = manifest.devDependencies;
		const packed = spawnSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
			encoding: "utf8",
		});
		const [{ filename }] = JSON.parse(packed.stdout) as [{ readonly filename: string }];
		writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
		const quiet = ["--prefer-offline", "--no-audit", "--no-fund"];
		const others = [`vitest@${vitest}`, `typescript@${typescript}`, `@types/node@${node}`];
		run("npm", "install", ...quiet, `./${filename}`, ...others);
		copyFileSync("test/fixtures/c/linked.c", join(folder, "linked.c"));
		writeFileSync(join(folder, "program.ts"), PROGRAM);
		writeFileSync(join(folder, "held.test.ts"), TEST);
		writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
	}, MOST_MS);

	it(
		"has types, and verifies a C file in five lines",
		() => {
			run("npx", "tsc");
			expect(run(process.execPath, "program.js")).toBe("holds\n");
		},
		MOST_MS,
	);

	it("holds a target to all claims in a test of Vitest", () => void run("npx", "vitest", "run"), MOST_MS);

	it("has the command, which knows its version", () => {
		expect(run("npx", "rollcall", "--version")).toBe(`${manifest.version}\n`);
	});

	it("needs the packages of the queue only where one is asked for, and says which", () => {
		const words = ["rollcall", "campaign", "work", "--queue", "redis://127.0.0.1"];
		const { status, stderr } = spawnSync("npx", words, { cwd: folder, encoding: "utf8" });
		expect(status).toBe(2);
		expect(stderr).toBe("rollcall: --queue: needs two packages that are not installed: npm install bullmq ioredis\n");
	});

	it("has the JSON Schema of the results", () => {
		const print = 'import schema from "rollcall/schema/results.json" with { type: "json" }; console.log(schema.title)';
		expect(run(process.execPath, "--input-type=module", "--eval", print)).toBe("Results of rollcall\n");
	});
});
