import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setFlagsFromString } from "node:v8";

/** A file tree as clang sees it: text or bytes by name, folders nested. */
export interface Tree {
	readonly [name: string]: Tree | string | Uint8Array;
}

/** Output of clang: the requested file, or its messages about the source. */
export type ClangOutput =
	| { readonly ok: true; readonly bytes: Uint8Array }
	| { readonly ok: false; readonly messages: string };

/** Clang's name for its standard output. */
const STDOUT = "-";

/** V8's flags that undo `--liftoff-only`, and what it implies. */
const OPTIMISING = ["--no-liftoff-only", "--wasm-tier-up", "--wasm-dynamic-tiering"];

/**
 * Runs clang, and the linker if it is to link, in this process, on files that exist only in memory.
 *
 * @param args clang's arguments, the output file excepted
 * @param output the name of the file to be made; "-" for text, which clang writes in pieces of a few letters: a file in
 * memory is copied for each of them
 */
export async function runClang(args: readonly string[], output: string, files: Tree): Promise<ClangOutput> {
	// V8 would optimise clang, most of which runs once: that takes more than half of the processor's time.
	setFlagsFromString("--liftoff-only");
	try {
		return await run(args, output, files);
	} finally {
		// Modules that are searched are to be optimised.
		for (const flag of OPTIMISING) setFlagsFromString(flag);
	}
}

async function run(args: readonly string[], output: string, files: Tree): Promise<ClangOutput> {
	// Loading it takes more than a second and 100 MB: only who compiles is to pay for that.
	const { commands, Exit } = await import("@yowasp/clang");
	const { clang } = commands;
	await clang(undefined, {}, { fetchProgress: () => {} }); // Without arguments it only loads, here in silence.
	const decoder = new TextDecoder();
	let messages = "";
	const stderr = (bytes: Uint8Array | null): void => {
		messages += bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
	};
	const pieces: Uint8Array[] = [];
	const stdout = (bytes: Uint8Array | null): void => {
		if (bytes !== null) pieces.push(bytes.slice());
	};
	try {
		const made = await clang([...args, "-o", output], files, { stderr, stdout, decodeASCII: false });
		const file = output === STDOUT ? Buffer.concat(pieces) : made?.[output];
		return file instanceof Uint8Array ? { ok: true, bytes: file } : { ok: false, messages };
	} catch (error) {
		if (error instanceof Exit) return { ok: false, messages };
		// What is nested too deeply for clang ends clang itself.
		const isCrash = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
		if (isCrash) return { ok: false, messages: `${messages}fatal error: clang gives up: ${error.message}` };
		throw error;
	}
}

/** The version of clang's package, without loading it. */
export function clangVersion(): string {
	const bundle = createRequire(import.meta.url).resolve("@yowasp/clang");
	const { version } = JSON.parse(readFileSync(join(dirname(bundle), "..", "package.json"), "utf8"));
	return String(version);
}
