import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rollcall } from "../support/in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcall-test-"));

function file(name: string, text: string): string {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
}

const EMPTY = file("empty.c", "");
const UTF16 = file("utf-16.c", Array.from("int x;\n", (letter) => `${letter}\0`).join(""));
const BROKEN = file("broken.c", '#include "pm.h"\n\nint x = ;\n');
const LACKING = file("lacking.c", '#include "pm.h"\nint do_proceventmask(void) { return OK; }\n');
const UNREADABLE = file("unreadable.c", "");
chmodSync(UNREADABLE, 0);

/** The command, and what its one line has to say. */
const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
	[["verify", "--source", join(folder, "nowhere.c")], /nowhere\.c: there is no such file/],
	[["verify", "--source", folder], /it is a directory/],
	[["verify", "--source", EMPTY], /lacks do_proceventmask, do_proc_event_reply, publish_event/],
	[["verify", "--source", LACKING], /lacks do_proc_event_reply, publish_event/],
	[["verify", "--users", "249"], /--users.*from 0 to 248, found "249"/],
	[["explore", "--users", "33"], /--users.*from 0 to 32, found "33"/],
	[["verify", "--users", "-1"], /--users.*found "-1"/],
	[["verify", "--users", "x"], /--users.*found "x"/],
	[["verify", "--services", "9"], /--services.*from 0 to 8, found "9"/],
	[["prove", "--slots", "5"], /--slots.*from 1 to 4, found "5"/],
	[["prove", "--certificate", folder], /--certificate: cannot write .*: it is a directory/],
	[["check-certificate"], /missing required argument 'file'/],
	[["check-certificate", join(folder, "nowhere.json")], /cannot read a certificate from .*: there is no such file/],
	[["check-certificate", EMPTY], /expected a certificate of rollcall prove --certificate, found none or a damaged one/],
	[["verify", "--slots", "0"], /--slots.*from 1 to 8, found "0"/],
	[["verify", "--slots", "9"], /--slots.*from 1 to 8, found "9"/],
	[["verify", "--users", "0", "--services", "0"], /expected at least one process/],
	[["verify", "--runs", "0"], /--runs/],
	[["verify", "--max-actions", "0"], /--max-actions/],
	[["verify", "--seed", "1.5"], /--seed/],
	...["", "2", "33u 1s", "1u 9s", "1u 1s 9k", "0u 0s 4k", "2u 2s;"].map(
		(scopes) => [["verify", "--scopes", scopes], /--scopes.*Expected scopes of at most 32 users, .*found "/] as const,
	),
	[["verify", "--scopes", "2u"], /--scopes.*Expected the number of services too, as in "2u 1s", found "2u"\./],
	[["verify", "--scopes", "1u 1s, 3s 4k"], /Expected the number of users too, as in "1u 3s 4k", found "3s 4k"\./],
	[["verify", "--path", "3", "--scopes", "1u 1s"], /'--scopes <scopes>' cannot be used with option '--path <path>'/],
	[["verify", "--time", "0"], /--time/],
	[["verify", "--time", "soon"], /--time/],
	[["verify", "--path", ""], /--path.*colons/],
	[["verify", "--path", "a"], /--path.*colons/],
	[["verify", "--path", "1::2"], /--path.*colons/],
	[["verify", "--path", "3:9999"], /--path: there is no interleaving at path 3:9999 of seed 1/],
	[
		["verify", "--path", "3", "--interleaving", "spawn(u0)"],
		/'--interleaving <actions>' cannot be used with option '--path <path>'/,
	],
	[["verify", "--interleaving", ""], /found none/],
	[
		["verify", "--interleaving", "spawn(u0)", "--seed", "2"],
		/'--interleaving <actions>' cannot be used with option '--seed <n>'/,
	],
	[
		["verify", "--interleaving", "spawn(u0)", "--runs", "5"],
		/'--interleaving <actions>' cannot be used with option '--runs <n>'/,
	],
	[["verify", "--interleaving", "spawn(u9)"], /u0\.\.u2 or s0\.\.s4, found "spawn\(u9\)"/],
	[["verify", "--interleaving", "jump(u0)"], /expected one of spawn/],
	[["verify", "--interleaving", "setMask(s0, EXIT"], /found "setMask\(s0, EXIT"/],
	[
		["verify", "--only", "no-panic"],
		/--only needs --interleaving or --path: rollcall claims --only decides claims without one/,
	],
	[["verify", "--only", "no-bugs", "--interleaving", "spawn(u0)"], /there is no claim "no-bugs"/],
	[["verify", "--target", "c"], /--target c needs --source/],
	[["verify", "--target", "d"], /--target/],
	[["verify", "--target", "mirror", "--source", EMPTY], /--source conflicts with --target mirror/],
	[["verify", "--revision", "better"], /--revision/],
	[
		["verify", "--revision", "clear-waiting", "--source", EMPTY],
		/'--source <file>' cannot be used with option '--revision <name>'/,
	],
	[["verify", "--include", "."], /--include needs --source/],
	[["verify", "--source", EMPTY, "--include", EMPTY], /--include: expected a folder with headers, found ".*empty\.c"/],
	[["verify", "--source", EMPTY, "--define", "4=5"], /--define: expected NAME or NAME=VALUE, found "4=5"/],
	[["verify", "--source", EMPTY, "--define", "NR_PROCS=3"], /--define: NR_PROCS is set by Rollcall/],
	[["verify", "--source", EMPTY, "--define", "EVENT_CALL"], /--define: EVENT_CALL is 0x80000 in MINIX's headers and/],
	[["verify", "--source", EMPTY, "--with", join(folder, "nowhere.c")], /nowhere\.c: there is no such file/],
	[["verify", "--source", EMPTY, "--view", "sub=x"], /--view: expected subs, .*, found "sub"/],
	[["verify", "--source", EMPTY, "--char", "plain"], /--char/],
	[["verify", "--source", UTF16], /utf-16\.c is not text in UTF-8: expected a C source/],
	[["verify", "--frobnicate"], /--frobnicate/],
	[["verify", "extra.c"], /too many arguments for 'verify'.*: a source is named with --source extra\.c/],
	[["replay", EMPTY, "my event.c"], /too many arguments for 'replay'.*: a source is named with --source 'my event\.c'/],
	[["frobnicate"], /unknown command 'frobnicate'.*: expected one of verify, explore, claims, .*, campaign/],
	[["campaign", "frobnicate"], /unknown command 'frobnicate'.*: expected one of plan, /],
	[["explore", "--max-states", "0"], /--max-states/],
	[["explore", "--max-memory", "0"], /--max-memory/],
	[["explore", "--all-memory"], /--all-memory needs --source, --revision, or --target/],
	[["explore", "--out", folder], /--out needs --source, --revision, or --target/],
	[["explore", "--known", EMPTY], /--known needs --source, --revision, or --target/],
	[["explore", "--write-known", join(folder, "known.json")], /--write-known needs --source, --revision, or --target/],
	[["explore", "--workers", "2", "--checkpoint", join(folder, "saved")], /'--workers <n>' cannot be used with/],
	[["replay", EMPTY, "--source", EMPTY, "--revision", "faithful"], /cannot be used with option '--revision <name>'/],
	[["model", "--format", "pdf"], /--format/],
];

describe("a wrong use is reported in one line, with exit code 2 and nothing on standard output", () => {
	it.each(WRONG)("%j", async (words, expected) => {
		const { code, stdout, stderr } = await rollcall(...words);
		expect(stderr).toMatch(expected);
		expect(stderr.trimEnd().split("\n")).toHaveLength(1);
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
	});

	it.skipIf(process.getuid?.() === 0)("a source that may not be read", async () => {
		const { code, stdout, stderr } = await rollcall("verify", "--source", UNREADABLE);
		expect(stderr).toMatch(/permission denied/);
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
	});
});

describe("rollcall", () => {
	it("passes on clang's own messages, with the user's file and line", async () => {
		const { code, stdout, stderr } = await rollcall("verify", "--source", BROKEN);
		expect(stderr).toContain(`${BROKEN}:3:9: error: expected expression`);
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
	});

	it.each(["--help", "--version"])("answers %s with exit code 0", async (word) => {
		expect(await rollcall(word)).toMatchObject({ code: 0, stderr: "" });
	});

	it("shows its help and ends with 2 where it is given nothing to do", async () => {
		const { code, stderr } = await rollcall();
		expect(code).toBe(2);
		expect(stderr).toContain("Usage: rollcall");
	});
});
