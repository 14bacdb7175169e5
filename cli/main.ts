#!/usr/bin/env node
import { EXIT_ERROR, run } from "./commands.ts";
import { watchOutput } from "./output.ts";

watchOutput();
await run(process.argv.slice(2));
// What an error left behind, threads and compilers, keeps the program from ending no longer.
if (process.exitCode === EXIT_ERROR) process.stdout.write("", () => process.stderr.write("", () => process.exit()));
