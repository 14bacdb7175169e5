import { packageFile } from "../../package-files.ts";

/** Headers of ours whose names a source has without including them, or by MINIX's headers; pm.h and mproc.h are in the program. */
const HEADERS = ["sys/types.h", "minix/const.h", "errno.h", "signal.h", "sys/wait.h", "sys/queue.h"];

/** Types that the host's headers define, each in its own way. */
const HOST_TYPES =
	/^(u_char|u_short|u_int|u_long|u_int\d+_t|(pid|uid|gid|id|mode|nlink|dev|ino|off|ssize|time|clock|clockid|suseconds|useconds|timer)_t)$/;

/** Functions of MINIX's library that do nothing here. */
const FUNCTIONS = {
	util_stacktrace: "static void util_stacktrace(void) {}",
	sys_diagctl_stacktrace: "static int sys_diagctl_stacktrace(int process) { return 0; }",
};

/** Types that the host's headers define too, in their place: a set of signals is one word in MINIX's process table. */
const REPLACED = { sigset_t: "#define sigset_t unsigned" };

/** A name that a header defines. */
interface Definition {
	readonly name: string;
	readonly text: string;
}

/**
 * Definitions of MINIX's names that a source uses, with those that they are made of: macros, types and functions.
 *
 * They stand behind the host's headers and before ours.
 *
 * @param source text that uses names
 * @param known text of the program that has definitions of its own
 */
export function minixNames(source: string, known: string): readonly string[] {
	const ours = HEADERS.flatMap((path) => definitionsIn(packageFile(`impl/c/shim/${path}`)));
	const more = Object.entries({ ...FUNCTIONS, ...REPLACED }).map(([name, text]): Definition => ({ name, text }));
	const has = new Set(definitionsIn(known).map(({ name }) => name));
	const isOurs = ({ name }: Definition): boolean => !has.has(name) && !HOST_TYPES.test(name) && !(name in REPLACED);
	const all = [...ours.filter(isOurs), ...more];
	const used = new Set(wordsIn(source));
	for (let size = -1; size < used.size; ) {
		size = used.size;
		for (const { name, text } of all) if (used.has(name)) for (const word of wordsIn(text)) used.add(word);
	}
	return all.filter(({ name }) => used.has(name)).map(({ text }) => text);
}

/** Macros and types that a text defines, in its order; one that it defines twice as it does last. */
function definitionsIn(text: string): readonly Definition[] {
	const found = text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)(?:.*\\\n)*.*$|^typedef ([^;{(]*?)((?:\w+, )*\w+);$/gm);
	const definitions = Array.from(found, ([whole, macro, type, names]): readonly Definition[] => {
		if (macro !== undefined) return [{ name: macro, text: whole }];
		return (names ?? "").split(", ").map((name) => ({ name, text: `typedef ${type}${name};` }));
	}).flat();
	return [...new Map(definitions.map((definition) => [definition.name, definition])).values()];
}

function wordsIn(text: string): readonly string[] {
	return text.match(/[A-Za-z_]\w*/g) ?? [];
}
