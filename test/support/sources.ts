import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import type { CSource } from "../../impl/c/compile/c-source.ts";
import { type CompiledSource, type CompileOptions, compile } from "../../impl/c/compile/compile.ts";
import { CFacility } from "../../impl/c/runtime/facility.ts";
import { LEAST_MEMORY } from "../../impl/c/runtime/module.ts";
import { Pm } from "../../impl/pm.ts";
import type { Scope } from "../../model/scope.ts";

/** A source, by its path from the repository. */
export function read(path: string): CSource {
	return { path, text: readFileSync(path, "utf8") };
}

/** The text with changes made in places that it has. @throws Error where it lacks one: a change that does nothing tests nothing */
export function edited(text: string, changes: readonly (readonly [from: string, to: string])[]): string {
	return changes.reduce((text, [from, to]) => {
		if (!text.includes(from)) throw new Error(`expected a source with ${JSON.stringify(from)}`);
		return text.replace(from, () => to);
	}, text);
}

/** A source of test/fixtures/c. */
export function fixture(name: string): CSource {
	return read(`test/fixtures/c/${name}`);
}

const newCaches: string[] = [];

/** From now on modules are kept in a new and empty folder, until `useSharedCache`; gives the folder. */
export function useNewCache(): string {
	const folder = mkdtempSync(join(tmpdir(), "rollcall-"));
	newCaches.push(folder);
	vi.stubEnv("XDG_CACHE_HOME", folder);
	return folder;
}

/** Modules are kept where all tests keep them again: files of tests that come later run in the same process. */
export function useSharedCache(): void {
	vi.unstubAllEnvs();
	for (const folder of newCaches.splice(0)) rmSync(folder, { recursive: true });
}

/** A source that compiles, compiled. */
export async function compiled(source: CSource, scope: Scope, options?: CompileOptions): Promise<CompiledSource> {
	const result = await compile(source, scope, options);
	if ("error" in result) throw new Error(result.error);
	return result;
}

/** PM with a source that compiles, and the facility in it. */
export async function pmWith(
	source: CSource,
	scope: Scope,
): Promise<{ readonly pm: Pm; readonly facility: CFacility }> {
	const facility = new CFacility(await compiled(source, scope), LEAST_MEMORY);
	return { facility, pm: new Pm(source.path, scope, facility.table, (pm) => facility.attach(pm)) };
}
