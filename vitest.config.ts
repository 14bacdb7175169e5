import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The examples import the package by its name; their tests need no build for that.
const alias = [{ find: /^rollcall$/, replacement: fileURLToPath(new URL("checker/index.ts", import.meta.url)) }];

// Two at a time: vitest leaves one core to itself, though it has little to do beside tests that wait for commands.
export default defineConfig({
	resolve: { alias },
	test: { include: ["test/**/*.test.ts"], testTimeout: 120_000, maxWorkers: 2 },
});
