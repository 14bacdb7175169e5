import type { StandardOutput } from "./standard-output.ts";

/** A file tree as clang sees it: text or bytes by name, folders nested. */
export interface Tree {
	readonly [name: string]: Tree | string | Uint8Array;
}

/** Call of clang. */
export interface ClangCall {
	/** Clang's arguments, the output file excepted. */
	readonly args: readonly string[];
	/** The name of the file to be made; "-" for text: a file in memory is copied for each piece that clang writes. */
	readonly output: string;
	readonly files: Tree;
}

/** Output of clang: the requested file, or its messages about the source. */
export type ClangOutput =
	| { readonly ok: true; readonly bytes: Uint8Array }
	| { readonly ok: false; readonly messages: string };

/** Clang's name for its standard output. */
const STDOUT = "-";

/** Runs clang, and the linker if it is to link, in this thread, on files that exist only in memory. */
export async function callClang(
	{ args, output, files }: ClangCall,
	standardOutput: StandardOutput,
): Promise<ClangOutput> {
	// Loading it takes more than a second and 100 MB: only who compiles is to pay for that.
	const { commands, Exit } = await import("@yowasp/clang");
	const { clang } = commands;
	await clang(undefined, {}, { fetchProgress: () => {} }); // Without arguments it only loads, here in silence.
	const decoder = new TextDecoder();
	let messages = "";
	const stderr = (bytes: Uint8Array | null): void => {
		messages += bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
	};
	standardOutput.take();
	try {
		const made = await clang([...args, "-o", output], files, { stderr, decodeASCII: false });
		const file = output === STDOUT ? standardOutput.take() : made?.[output];
		return file instanceof Uint8Array ? { ok: true, bytes: file } : { ok: false, messages };
	} catch (error) {
		if (error instanceof Exit) return { ok: false, messages };
		// What is nested too deeply for clang ends clang itself.
		const isCrash = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
		if (isCrash) return { ok: false, messages: `${messages}fatal error: clang gives up: ${error.message}` };
		throw error;
	}
}
