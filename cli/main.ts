#!/usr/bin/env node
import { watchOutput } from "./output.ts";
import { run } from "./run.ts";

watchOutput();
await run(process.argv.slice(2));
