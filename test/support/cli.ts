import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The seed's event.c, seen from the project's folder. */
export const SEED_SOURCE = "../shared/seed/event.c";

/** Whether the seed's event.c is there. */
export const HAS_SEED = existsSync(`${ROOT}/${SEED_SOURCE}`);

/** How a command ended. */
export interface Ended {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** What takes longer than this hangs, in milliseconds. */
const MOST_MS = 300_000;

/** No colours, lines that are long enough for most texts, and a store of findings that nobody else has. */
function environment(): NodeJS.ProcessEnv {
	return {
		...process.env,
		NO_COLOR: "1",
		COLUMNS: "200",
		ROLLCALL_STORE: mkdtempSync(join(tmpdir(), "rollcall-store-")),
	};
}

/** Runs the real command, as built, from the project's folder. */
export function rollcall(...words: readonly string[]): Ended {
	return rollcallIn({}, ...words);
}

/** The same with more environment variables. */
export function rollcallIn(variables: NodeJS.ProcessEnv, ...words: readonly string[]): Ended {
	const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/cli/main.js", ...words], {
		cwd: ROOT,
		encoding: "utf8",
		env: { ...environment(), ...variables },
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
		env: environment(),
	});
	return { code: status, stdout, stderr };
}
