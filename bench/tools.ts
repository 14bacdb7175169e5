import { spawnSync } from "node:child_process";

/** More than a model checker ever prints, in bytes. */
const MAX_OUTPUT = 64 << 20;

/** Output of a program that ran to its end. */
interface Finished {
	/** Standard output, then standard error. */
	readonly output: string;
	readonly status: number | null;
	/** Wall time of the whole process. */
	readonly seconds: number;
}

/** True if each command starts and succeeds, a command being a program and its one argument. */
export function available(commands: readonly (readonly [program: string, argument: string])[]): boolean {
	return commands.every(([program, argument]) => spawnSync(program, [argument]).status === 0);
}

/**
 * Runs a program in a folder.
 *
 * @throws Error if it cannot be started
 */
export function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Finished {
	const started = performance.now();
	const options = { cwd, env: { ...process.env, ...env }, encoding: "utf8", maxBuffer: MAX_OUTPUT } as const;
	const { error, stdout, stderr, status } = spawnSync(program, args, options);
	const seconds = (performance.now() - started) / 1000;
	if (error) throw error;
	return { output: `${stdout}\n${stderr}`, status, seconds };
}

/**
 * Runs a compiler or a generator in a folder.
 *
 * @returns its wall time in seconds
 * @throws Error with its output if it fails
 */
export function build(program: string, args: readonly string[], cwd: string): number {
	const { output, status, seconds } = run(program, args, cwd);
	if (status !== 0) throw new Error(`${program} failed:\n${output}`.slice(0, 4000));
	return seconds;
}

/** Reads the number that a pattern captures. @throws Error if nothing matches */
export function numberIn(output: string, pattern: RegExp): number {
	const found = pattern.exec(output)?.[1];
	if (found === undefined) throw new Error(`expected output that matches ${pattern}, found:\n${output}`);
	return Number(found);
}
