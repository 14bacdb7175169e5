import { runProgram, type Tree } from "./llvm.ts";

/** Command of LLVM: the name of a program, then its arguments. */
type Command = readonly string[];

/** Commands that clang's driver makes of arguments; or its messages. */
type Plan =
	| { readonly ok: true; readonly commands: readonly Command[] }
	| { readonly ok: false; readonly messages: string };

/** A macro, which the driver hands on as it is. */
const MACRO = /^-D./;

/**
 * Clang's driver, which makes commands of the compiler and the linker out of clang's arguments.
 *
 * To ask it takes as long as to compile a small file, and most calls differ in their macros and the contents of files only: so its
 * answers are kept, without the macros.
 */
export class Driver {
	readonly #known = new Map<string, Plan>();

	/** Commands for clang's arguments. @param files those that the arguments name */
	async commandsFor(args: readonly string[], files: Tree): Promise<Plan> {
		const macros = args.filter((arg) => MACRO.test(arg));
		const others = args.filter((arg) => !MACRO.test(arg));
		const key = JSON.stringify(others);
		const plan = this.#known.get(key) ?? (await this.#ask(others, files));
		if (!plan.ok) return plan;
		this.#known.set(key, plan);
		return { ok: true, commands: plan.commands.map((command) => withMacros(command, macros)) };
	}

	async #ask(args: readonly string[], files: Tree): Promise<Plan> {
		let said = "";
		const made = await runProgram(["clang", "-###", ...args], files, (text) => {
			said += text;
		});
		if (!made) return { ok: false, messages: said };
		const lines = said.split("\n").filter((line) => line.startsWith(' "'));
		if (lines.length === 0) throw new Error(`clang's driver makes no command of ${args.join(" ")}:\n${said}`);
		return { ok: true, commands: lines.map(wordsOf) };
	}
}

/** Words of a command as the driver writes them, each in quotes. */
function wordsOf(line: string): Command {
	const quoted = line.matchAll(/"((?:[^"\\]|\\.)*)"/g);
	const words = Array.from(quoted, ([, word = ""]) => word.replaceAll(/\\(.)/g, "$1"));
	// The first is empty where the program is clang's own.
	return words[0] === "" ? words.slice(1) : words;
}

function withMacros(command: Command, macros: readonly string[]): Command {
	const [program = "", first = "", ...more] = command;
	return first === "-cc1" ? [program, first, ...macros, ...more] : command;
}
