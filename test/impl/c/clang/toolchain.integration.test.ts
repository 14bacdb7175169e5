import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { type ClangOutput, runClang } from "../../../../impl/c/clang/toolchain.ts";

/** A source that takes clang seconds: a macro that doubles itself again and again. */
const LONG = [
	"#define D0(x) x, x",
	...Array.from({ length: 20 }, (_, index) => `#define D${index + 1}(x) D${index}(x), D${index}(x)`),
	"int many[] = { D20(1) };",
].join("\n");

function compiled(text: string): Promise<ClangOutput> {
	return runClang(["--target=wasm32", "-c", "unit.c"], "unit.o", { "unit.c": text });
}

/** The processes that run clang for this one. */
function clangs(): readonly number[] {
	const lines = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
	return lines.flatMap((line) => {
		const [pid, parent, ...words] = line.trim().split(/\s+/);
		return Number(parent) === process.pid && words.join(" ").includes("clang-process") ? [Number(pid)] : [];
	});
}

test("clang that is killed gives up with a message, and the next source has another clang", async () => {
	await compiled("int one;");
	// Built code in the same process has a clang of its own.
	const first = clangs();
	const answer = compiled(LONG);
	await new Promise((resolve) => setTimeout(resolve, 200));
	for (const pid of first) process.kill(pid, "SIGKILL");
	expect(await answer).toEqual({ ok: false, messages: "fatal error: clang gives up: its process ended by SIGKILL" });
	expect(await compiled("int one;")).toMatchObject({ ok: true });
	expect(clangs().filter((pid) => first.includes(pid))).toEqual([]);
});
