/** A file tree as clang sees it: text or bytes by name, folders nested. */
export interface Tree {
	readonly [name: string]: Tree | string | Uint8Array;
}

/** Runs a program of LLVM. @returns its files with those that it makes; undefined where it exits with an error */
export async function runProgram(
	command: readonly string[],
	files: Tree,
	onMessage: (text: string) => void,
): Promise<Tree | undefined> {
	// Loading it takes more than a second and 100 MB: only who compiles is to pay for that.
	const { runLLVM, commands, Exit } = await import("@yowasp/clang");
	await commands.clang(undefined, {}, { fetchProgress: () => {} }); // Without arguments it only loads, here in silence.
	const decoder = new TextDecoder();
	const stderr = (bytes: Uint8Array | null): void => {
		onMessage(bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true }));
	};
	try {
		return await runLLVM([...command], files, { stderr, decodeASCII: false });
	} catch (error) {
		if (error instanceof Exit) return undefined;
		throw error;
	}
}
