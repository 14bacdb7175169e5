import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vitest/config";
import { moduleCache } from "./test/support/module-cache.ts";

// A test's name says how fast it is. Tests mirror the tree: model/system.ts is tested by
//   test/model/system.test.ts              unit: starts no process and compiles nothing; a second or two at most
//   test/model/system.integration.test.ts  compiles C, runs commands, opens a browser, or searches small scopes
//   test/model/system.slow.test.ts         the rest: large scopes, many runs
// `npm test` runs the first two, `npm run test:all` all three. Helpers are in test/support.

const ROOT = fileURLToPath(new URL(".", import.meta.url));

// The examples import the package by its name.
const alias = [{ find: /^rollcall$/, replacement: join(ROOT, "checker/index.ts") }];

/** Resolves what tests import to what `npm run build` made of it, which is faster than what vitest makes of it. Unit tests need no build. */
const built: Plugin = {
	name: "rollcall-built",
	enforce: "pre",
	resolveId(source, importer) {
		if (importer === undefined || !/^[./]/.test(source)) return undefined;
		const path = relative(ROOT, resolve(dirname(importer), source));
		if (!path.endsWith(".ts") || /^(?:\.\.|test\/|dist\/|node_modules\/)/.test(path)) return undefined;
		return { id: join(ROOT, "dist", path.replace(/\.ts$/, ".js")), external: true };
	},
};

// Files of a thread share the modules that they import, and what is worked out once in each: the tables of the charts, the
// compiler, the designs that were searched.
const project = (
	name: string,
	include: string,
	{ plugins = [], ...more }: { exclude?: string[]; plugins?: Plugin[] } = {},
) => ({
	extends: true as const,
	plugins,
	test: { name, include: [include], isolate: false, ...more },
});

/** The folder of compiled modules, and of the key that they are sealed with. */
const MODULES = moduleCache(ROOT);

// Two at a time: vitest leaves one core to itself, though it has little to do beside tests that wait for commands.
export default defineConfig({
	resolve: { alias },
	test: {
		testTimeout: 300_000,
		hookTimeout: 300_000,
		maxWorkers: 2,
		// How many larger scopes a run of `verify` comes to depends on the machine: tests ask for them where they are about them.
		env: { XDG_CACHE_HOME: MODULES, XDG_STATE_HOME: MODULES, ROLLCALL_GROW: "0" },
		server: { deps: { external: [/\/dist\//] } },
		projects: [
			project("unit", "test/**/*.test.ts", { exclude: ["test/**/*.{integration,slow}.test.ts"] }),
			project("integration", "test/**/*.integration.test.ts", { plugins: [built] }),
			project("slow", "test/**/*.slow.test.ts", { plugins: [built] }),
		],
	},
});
