import { realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { UsageError } from "../../checker/errors.ts";

/** Options that name a file to write; `out` names one in `report` only. */
const WRITTEN = ["junit", "sarif", "writeKnown", "coverage", "checkpoint", "certificate"];

/** Options that name a file to read that nothing may overwrite. */
const READ = ["source"];

/** A file that the words of a command name: by an option or an argument. */
interface Named {
	readonly name: string;
	readonly path: string;
}

/** Has a command refuse two outputs in one file, and an output in place of what it reads, before it does anything. */
export function distinctFiles(command: Command): Command {
	return command.hook("preAction", (_, action) => {
		const files = action.opts<Record<string, unknown>>();
		const named = (options: readonly string[]): readonly Named[] =>
			options.flatMap((name) => (typeof files[name] === "string" ? [{ name, path: files[name] }] : []));
		const isReport = action.name() === "report";
		const read = [...named(READ), ...(isReport || action.name() === "replay" ? argumentsOf(action) : [])];
		expectDistinct(read, named(isReport ? ["out", ...WRITTEN] : WRITTEN));
	});
}

function argumentsOf(action: Command): readonly Named[] {
	return action.args.map((path) => ({ name: "<file>", path }));
}

/** @throws UsageError where a file that is written is another one too */
function expectDistinct(read: readonly Named[], written: readonly Named[]): void {
	const seen = new Map(read.map((one) => [identityOf(one.path), one]));
	for (const one of written) {
		const identity = identityOf(one.path);
		const other = identity === undefined ? undefined : seen.get(identity);
		if (other) throw new UsageError(`names the same file as ${flag(other.name)}, ${one.path}`, one.name);
		seen.set(identity, one);
	}
}

function flag(name: string): string {
	return name.startsWith("<") ? name : `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** File at a path; undefined where nothing is, or nothing can be: whoever writes or reads it says why. */
function statOf(path: string): Stats | undefined {
	try {
		return statSync(path, { throwIfNoEntry: false });
	} catch {
		return undefined;
	}
}

/** Identity of a file, however it is named; undefined for a device, which takes any number of outputs. */
function identityOf(path: string): string | undefined {
	const found = statOf(path);
	if (found) return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
	const [folder, name] = [dirname(resolve(path)), basename(path)];
	try {
		return join(realpathSync(folder), name);
	} catch {
		return join(folder, name);
	}
}
