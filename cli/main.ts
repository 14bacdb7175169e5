#!/usr/bin/env node
import { run } from "./commands.ts";
import { watchOutput } from "./output.ts";

watchOutput();
await run(process.argv.slice(2));
