#!/usr/bin/env node
import { existsSync } from "node:fs";

/** The program in a few files, which `npm run build` makes of many: it starts sooner. */
const BUNDLE = new URL("../bundle/program.js", import.meta.url);

await (existsSync(BUNDLE) ? import(BUNDLE.href) : import("./program.ts"));
