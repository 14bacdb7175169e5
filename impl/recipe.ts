import type { Scope } from "../model/scope.ts";
import type { CompiledSource } from "./c/compile/compile.ts";
import type { Lives } from "./lives.ts";
import { EventFacility, type Revision } from "./mirror/event.ts";
import { createMirror } from "./mirror/target.ts";
import type { Target } from "./target.ts";

/** Description of a target for a complete search: plain data and a module, so that it can be sent to other threads. */
export type Recipe =
	| { readonly kind: "mirror"; readonly scope: Scope; readonly revision: Revision }
	| { readonly kind: "c"; readonly scope: Scope; readonly compiled: CompiledSource };

/** Makes the target. @param lives of each row of its process table */
export async function openRecipe(recipe: Recipe, lives: Lives = "one"): Promise<Target> {
	if (recipe.kind === "mirror") return createMirror(recipe.scope, recipe.revision, EventFacility, lives);
	// What compiled C needs is loaded for those who have some.
	const { createCTarget } = await import("./c/runtime/target.ts");
	return createCTarget(recipe.compiled, recipe.scope, lives);
}
