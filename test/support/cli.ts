import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { commandEnvironment, type Ended } from "./in-process.ts";

/** The project's folder. */
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Time after which a command counts as hanging, in milliseconds. */
const MOST_MS = 300_000;

/** Runs the real command, as built, in a process of its own, from the project's folder, with more environment variables. */
export function rollcallIn(variables: NodeJS.ProcessEnv, ...words: readonly string[]): Ended {
	return run("dist/cli/main.js", variables, words);
}

/** Runs the command in the many files that it is bundled from. */
export function unbundledIn(variables: NodeJS.ProcessEnv, ...words: readonly string[]): Ended {
	return run("dist/cli/program.js", variables, words);
}

function run(program: string, variables: NodeJS.ProcessEnv, words: readonly string[]): Ended {
	const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
		cwd: ROOT,
		encoding: "utf8",
		env: { ...process.env, ...commandEnvironment(), ...variables },
		timeout: MOST_MS,
	});
	return { code: status, stdout, stderr };
}

/** Runs a replay command as it was printed, by a shell, with the command as built. */
export function replay(command: string): Ended {
	const built = command.replace(/^npx rollcall/, `'${process.execPath}' dist/cli/main.js`);
	const { status, stdout, stderr } = spawnSync("sh", ["-c", built], {
		cwd: ROOT,
		encoding: "utf8",
		env: { ...process.env, ...commandEnvironment() },
	});
	return { code: status, stdout, stderr };
}
