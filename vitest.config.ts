import { defineConfig } from "vitest/config";

// Two at a time: vitest leaves one core to itself, though it has little to do beside tests that wait for commands.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], testTimeout: 120_000, maxWorkers: 2 } });
