import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packagePath } from "../../built.ts";
import type { Tree } from "../clang/toolchain.ts";
import { layoutHeader } from "../layout/header.ts";

/** The folder of our own C, as clang sees it. No path that a user gives is taken to lie in it. */
export const OWN = "<rollcall>";

/** Headers whose content is in the shim's pm.h and the headers that it includes. */
const FORWARDED: readonly string[] = [
	...["stdio", "const", "glo", "proto", "type", "unistd", "fcntl", "ctype", "time", "timers", "lib", "env", "param"],
	...["inttypes", "stdalign", "stdnoreturn", "machine/archtypes", "machine/archconst", "machine/vmparam"],
	...["cdefs", "errno", "exec", "file", "ioctl", "mman", "null", "param", "ptrace", "reboot", "resource", "select"].map(
		sys,
	),
	...["signal", "stat", "svrctl", "syslimits", "time", "times", "ucontext", "uio", "utsname", "sched", "sigtypes"].map(
		sys,
	),
	...["bitmap", "board", "callnr", "com", "config", "debug", "dmap", "ds", "endpoint", "gcov", "ipc", "ipcconst"].map(
		minix,
	),
	...["keymap", "log", "minlib", "mthread", "param", "portio", "priv", "procfs", "profile", "rs", "safecopies"].map(
		minix,
	),
	...["sched", "sef", "spin", "sys_config", "sysinfo", "syslib", "sysutil", "timers", "type", "u64", "vfsif", "vm"].map(
		minix,
	),
	...["const", "config", "debug", "ipc", "priv", "proc", "type"].map((name) => `kernel/${name}`),
];

function sys(name: string): string {
	return `sys/${name}`;
}

function minix(name: string): string {
	return `minix/${name}`;
}

let files: ReadonlyMap<string, string> | undefined;

/** Our own C: paths as `#include <...>` has them, and texts. */
export function ownFiles(): ReadonlyMap<string, string> {
	files ??= readOwnFiles();
	return files;
}

const MACRO = /^[ \t]*#[ \t]*define[ \t]+(\w+)(\([^)]*\))?[ \t]*(.*)$/gm;

/** Text of a macro that our headers define whatever was defined before them; undefined where they define none of that name. */
export function headerMacro(name: string): string | undefined {
	for (const [path, text] of ownFiles()) {
		if (!path.endsWith(".h") || new RegExp(`#[ \\t]*ifndef[ \\t]+${name}\\b`).test(text)) continue;
		const found = [...text.matchAll(MACRO)].find(([, defined]) => defined === name);
		if (found) return found[3]?.trim() ?? "";
	}
	return undefined;
}

function readOwnFiles(): ReadonlyMap<string, string> {
	const folder = packagePath("impl/c");
	const read = (path: string): string => readFileSync(join(folder, path), "utf8");
	const parts = ["bridge", "kernel", "induction", "source"].flatMap((part) =>
		readdirSync(join(folder, part))
			.sort()
			.map((name) => `${part}/${name}`),
	);
	const headers = readdirSync(join(folder, "shim"), { recursive: true, encoding: "utf8" })
		.map((path) => path.replaceAll("\\", "/"))
		.filter((path) => path.endsWith(".h"))
		.sort();
	return new Map([
		...FORWARDED.map((name): [string, string] => [`${name}.h`, "#include <pm.h>\n"]),
		...headers.map((path): [string, string] => [path, read(`shim/${path}`)]),
		...[...parts, "pm.c", "lives.c"].map((path): [string, string] => [path, read(path)]),
	]);
}

/** Our own C as files for clang. @param ownHeaders text of rollcall_own.h */
export function ownTree(ownHeaders: string): Tree {
	const more: readonly [string, string][] = [
		["rollcall_layout.h", layoutHeader()],
		["rollcall_own.h", ownHeaders],
	];
	return treeOf([...ownFiles(), ...more]);
}

/** A tree of files out of their paths. */
export function treeOf(entries: Iterable<readonly [path: string, text: string]>): Tree {
	const root: MutableTree = {};
	for (const [path, text] of entries) {
		const parts = path.split("/");
		const name = parts.pop() ?? "";
		let folder = root;
		for (const part of parts) {
			const inside = folder[part];
			const next: MutableTree = typeof inside === "object" ? inside : {};
			folder[part] = next;
			folder = next;
		}
		folder[name] = text;
	}
	return root;
}

interface MutableTree {
	[name: string]: MutableTree | string;
}
