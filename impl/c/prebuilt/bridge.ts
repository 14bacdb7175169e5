import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packagePath } from "../../built.ts";
import { cacheKey, readCached, writeCached } from "../../cache.ts";
import { ROW_SIZE } from "../../process-table.ts";
import { clangVersion, runClang, type Tree } from "../clang/toolchain.ts";
import { OWN, ownTree } from "../compile/shim.ts";
import { withConstantPlaces } from "../instrument/constant-places.ts";
import { guardSizeOf, withGuards } from "../instrument/guards.ts";
import { withoutLines } from "../instrument/source-lines.ts";
import { COMPILE_ARGS, FORMAT, MACROS, TO_IR } from "./clang-args.ts";
import { objectOf } from "./object-file.ts";

/** The bridge's functions that are called from JavaScript, or that JavaScript provides; `call_nr` is PM's. */
const SYMBOLS_OF_BRIDGE = /@((?:js|view|call(?!_nr\b)|watch|kernel|induct)_\w+|dead_parts)\b/g;

/** The bridge, compiled: its object file, and the text of its table of guards. */
export interface Bridge {
	readonly object: Uint8Array;
	readonly table: Uint8Array;
}

/** Parts of a bridge, which are files of their own. */
export const PARTS = ["object", "table"] as const satisfies readonly (keyof Bridge)[];

/** Everything that a bridge is made of. */
interface BridgePlan {
	readonly args: readonly string[];
	readonly tree: Tree;
}

/** Folder of the bridges that `npm run build` compiles. */
export const PREBUILT = packagePath("dist/impl/c/prebuilt/bridge");

/** Provides the bridge: one of the package, or where that is not built, of the cache, or a new one. @param rowSize in bytes */
export async function bridgeFor(rowSize: number): Promise<Bridge> {
	const plan = bridgePlan(rowSize === ROW_SIZE ? "usual rows" : "wide rows");
	const known = (await readParts((part) => readPrebuilt(bridgeKey(plan, part)))) ?? (await cachedBridge(plan));
	if (known) return known;
	const bridge = await compileBridge(plan);
	for (const part of PARTS) await writeCached("module", bridgeKey(plan, part), bridge[part]);
	return bridge;
}

/**
 * Everything that a bridge is made of. It depends on nothing of a source or a scope but that rows have a usual size, which takes less
 * time, or any other.
 */
export function bridgePlan(rows: "usual rows" | "wide rows"): BridgePlan {
	const wide = rows === "wide rows" ? ["-DROLLCALL_WIDE_ROWS"] : [];
	return {
		args: [...COMPILE_ARGS, "-DROLLCALL_BRIDGE", ...MACROS, ...wide],
		// A const.h beside the source is none of its business.
		tree: { [OWN]: ownTree("") },
	};
}

/** Key of a part of a bridge. */
export function bridgeKey({ args, tree }: BridgePlan, part: keyof Bridge): string {
	return cacheKey([FORMAT, clangVersion(), args, tree, part]);
}

function cachedBridge(plan: BridgePlan): Promise<Bridge | undefined> {
	return readParts((part) => readCached("module", bridgeKey(plan, part)));
}

async function readParts(read: (part: keyof Bridge) => Promise<Uint8Array | undefined>): Promise<Bridge | undefined> {
	const [object, table] = [await read("object"), await read("table")];
	return object && table && { object, table };
}

async function readPrebuilt(name: string): Promise<Uint8Array | undefined> {
	try {
		return await readFile(join(PREBUILT, name));
	} catch {
		return undefined; // Not built, or from other files: it is compiled when it is needed.
	}
}

/** Compiles the bridge, which takes longer than any source. */
export async function compileBridge({ args, tree }: BridgePlan): Promise<Bridge> {
	const compiled = await runClang([...args, ...TO_IR, `${OWN}/bridge/bridge.c`], "-", tree);
	if (!compiled.ok) throw new Error(`the bridge does not compile:\n${compiled.messages}`);
	const plain = withConstantPlaces(withoutLines(new TextDecoder().decode(compiled.bytes)));
	const named = plain.replace(SYMBOLS_OF_BRIDGE, "@rollcall.$1");
	const ir = withGuards(named, "bridge", guardSizeOf(ROW_SIZE));
	const object = await objectOf(ir);
	if (!object.ok) throw new Error(`the bridge does not compile:\n${object.messages}`);
	const table = ir.slice(ir.lastIndexOf("@rollcall_guarded.bridge = "));
	return { object: object.bytes, table: new TextEncoder().encode(table) };
}
