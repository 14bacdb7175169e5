import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Outputs of commands that a page of the documentation shows. A comment before a block of code names the command:
 *
 *     <!-- output: npx rollcall explore --users 2 --services 1 | head -n 3 -->
 *
 * The blocks of a page are made in order, in one new folder, by a shell. `output (slow)` takes more than a few seconds.
 */
export interface ShownOutput {
	readonly command: string;
	readonly isSlow: boolean;
	/** The text between the fences, each line with its line break. */
	readonly text: string;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BLOCK = /(<!-- output( \(slow\))?: (.+?) -->\n+```\w*\n)([\s\S]*?)(?=^```$)/gm;
const MOST_MS = 600_000;

/** The outputs that a page shows, in its order. */
export function shownOutputs(page: string): readonly ShownOutput[] {
	return Array.from(readFileSync(join(ROOT, page), "utf8").matchAll(BLOCK), ([, , slow, command = "", text = ""]) => ({
		command,
		isSlow: slow !== undefined,
		text,
	}));
}

/** Makes a new folder that looks to a command like a clone of the repository. */
export function cloneFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), "rollcall-docs-"));
	for (const name of ["dist", "docs", "examples", "impl", "node_modules", "package.json", "report", "schema"]) {
		symlinkSync(join(ROOT, name), join(folder, name));
	}
	mkdirSync(join(folder, "bin"));
	const npx = `#!/bin/sh\nshift\nexec '${process.execPath}' '${ROOT}dist/cli/main.js' "$@"\n`;
	writeFileSync(join(folder, "bin/npx"), npx, { mode: 0o755 });
	return folder;
}

/** Output of a command in a folder, in a terminal of 100 columns without colours. */
export function printed(command: string, folder: string): string {
	const { stdout, stderr, error } = spawnSync("sh", ["-c", `${command} 2>&1`], {
		cwd: folder,
		encoding: "utf8",
		timeout: MOST_MS,
		env: { ...process.env, PATH: `${folder}/bin:${process.env["PATH"]}`, NO_COLOR: "1", COLUMNS: "100", CI: "" },
	});
	if (error) throw error;
	return `${stdout}${stderr}`.replaceAll(/[ \t]+$/gm, "");
}

/** An output without what differs from run to run and from machine to machine. */
export function normalised(text: string): string {
	return text
		.replaceAll(spaced("; claims with searches of their own are as in an earlier run (--fresh repeats it)"), "")
		.replaceAll(spaced("; some results are those of earlier runs (--fresh repeats all)"), ", N per second")
		.replaceAll(/[\d.,]+ (?:ms|s)\b/g, "N s")
		.replaceAll(/[\d.,]+( actions)? (?:a|per) second/g, "N$1 per second")
		.replaceAll(/[\d.,]+ (?:KiB|MiB|GiB|kB|MB|GB)\b/g, "N MB")
		.replaceAll(/\b\d+ threads?\b/g, "N threads");
}

/** A text, however it is broken into lines. */
function spaced(text: string): RegExp {
	return new RegExp(text.replaceAll(/[()]/g, "\\$&").replaceAll(" ", "\\s+"), "g");
}

/** Writes an output into a page where the page shows another one. */
export function replaceOutput(page: string, index: number, text: string): void {
	const path = join(ROOT, page);
	let at = -1;
	const replaced = readFileSync(path, "utf8").replaceAll(BLOCK, (block: string, before: string) => {
		at++;
		return at === index ? `${before}${text}` : block;
	});
	writeFileSync(path, replaced);
}
