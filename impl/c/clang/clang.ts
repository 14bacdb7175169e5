import { Driver } from "./driver.ts";
import { runProgram, type Tree } from "./llvm.ts";
import type { StandardOutput } from "./standard-output.ts";

/** Call of clang. */
export interface ClangCall {
	/** Clang's arguments, the output file excepted. */
	readonly args: readonly string[];
	/** The name of the file to be made; "-" for text: a file in memory is copied for each piece that clang writes. */
	readonly output: string;
	readonly files: Tree;
}

/** Output of clang: the requested file and its warnings, or its messages about the source. */
export type ClangOutput =
	| { readonly ok: true; readonly bytes: Uint8Array; readonly warnings: string }
	| {
			readonly ok: false;
			readonly messages: string;
			/** True if clang itself failed at what it was given, as it will again. */
			readonly isCrash?: true;
	  };

/** Message of a clang that has failed itself, not at an error of the source. */
export const GIVES_UP = "fatal error: clang gives up";

/** Clang's name for its standard output. */
const STDOUT = "-";

/** Clang in this thread, on files that exist only in memory. */
export class Clang {
	readonly #standardOutput: StandardOutput;
	readonly #driver = new Driver();

	constructor(standardOutput: StandardOutput) {
		this.#standardOutput = standardOutput;
	}

	/** Runs clang, and the linker if it is to link. */
	async call({ args, output, files }: ClangCall): Promise<ClangOutput> {
		let messages = "";
		const onMessage = (text: string): void => {
			messages += text;
		};
		try {
			const plan = await this.#driver.commandsFor([...args, "-o", output], files);
			if (!plan.ok) return plan;
			this.#standardOutput.take();
			let made: Tree | undefined = files;
			for (const command of plan.commands) made = made && (await runProgram(command, made, onMessage));
			const file = made && output === STDOUT ? this.#standardOutput.take() : made?.[output];
			return file instanceof Uint8Array ? { ok: true, bytes: file, warnings: messages } : { ok: false, messages };
		} catch (error) {
			// What is nested too deeply for clang ends clang itself.
			const isCrash = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
			if (isCrash) return { ok: false, messages: `${messages}${GIVES_UP}: ${error.message}`, isCrash };
			throw error;
		}
	}
}
