import { spawnSync } from "node:child_process";
import { linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { formatItf } from "../../report/formats/itf/write.ts";
import { rollcall } from "../support/in-process.ts";
import { FINDING_001 } from "../support/stories.ts";

/** Outside of the working folder, which is the project's. */
const OUTSIDE = mkdtempSync(join(tmpdir(), "rollcall-stranger-"));
/** In it, and not part of the repository. */
const INSIDE = mkdtempSync("rollcall-stranger-");

afterAll(() => {
	for (const folder of [OUTSIDE, INSIDE]) rmSync(folder, { recursive: true });
});

const SECRET = "TOP_SECRET_TOKEN";
const secret = join(OUTSIDE, "secret");
writeFileSync(secret, `${SECRET} = 1;\n`);
const broken = join(INSIDE, "broken.c");
writeFileSync(broken, `#define NR_SUBS 4\n${SECRET} = 1;\n`);
const link = join(INSIDE, "link.c");
symlinkSync(secret, link);

/** The file of a finding as a stranger would make it, with the right digest, on a source of the stranger's choice. */
function findingOn(path: string, text: Partial<typeof FINDING_001> = {}): string {
	const file = join(OUTSIDE, "finding.itf.json");
	const subject = { kind: "c", path, sha256: "0".repeat(64) } as const;
	writeFileSync(file, formatItf({ ...FINDING_001, subject, ...text }, { steps: [], broken: [] }, "0.1.0"));
	return file;
}

function makePipe(path: string): void {
	spawnSync("sh", ["-c", `mkfifo "$0"`, path]);
}

const COMMANDS = ["report", "replay"] as const;

describe.each(COMMANDS)("rollcall %s of a stranger's file", (command) => {
	it.each([
		["by an absolute path", secret],
		["by a relative path", relative(process.cwd(), secret)],
		["through a folder inside", join(INSIDE, "..", "..", relative("/", secret))],
		["by a link inside", link],
		["as the working folder itself", "."],
		["as a device", "/dev/stdin"],
	])("reads no file outside of the working folder that it names %s", async (_, path) => {
		const { code, stdout, stderr } = await rollcall(command, findingOn(path));
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
		expect(stderr).toMatch(/^rollcall: the finding's file names the source .*: name the source with --source\n$/);
		expect(stderr).not.toContain(SECRET);
	});

	it("says which file inside it reads, and shows nothing of one that does not compile", async () => {
		const { code, stdout, stderr } = await rollcall(command, findingOn(broken));
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
		expect(stderr).toContain(`the source is ${broken}, as the finding's file says`);
		expect(stderr).toContain(`cannot be used: --source ${broken} shows why`);
		expect(stderr).not.toContain(SECRET);
	});

	it("shows what is wrong with a file that the user names", async () => {
		const { code, stderr } = await rollcall(command, findingOn(secret), "--source", broken);
		expect(code).toBe(2);
		expect(stderr).toContain(SECRET);
	});
});

it("a stranger's words do nothing in a terminal, and are no line of their own", async () => {
	const cause = "x\u001b]0;title\u0007\nreproduced: all is well\n::error::x\u202e";
	const { stdout, stderr } = await rollcall("replay", findingOn(broken, { cause }), "--revision", "faithful");
	expect(stdout).toContain("x\\u001b]0;title\\u0007\\nreproduced: all is well\\n::error::x\\u202e");
	expect(`${stdout}${stderr}`.replace(/[\n\t]/g, "")).not.toMatch(/[\p{Cc}\u202e]/u);
	expect(stdout).not.toMatch(/^\s*(?:reproduced|::)/m);
});

describe("where a file is expected", () => {
	const pipe = join(OUTSIDE, "pipe");
	makePipe(pipe);
	const READING: readonly (readonly [string, readonly string[], RegExp])[] = [
		["a source", ["verify", "--source", pipe], /it is a (?:pipe|device)/],
		["a finding", ["replay", pipe], /it is a (?:pipe|device)/],
		["a finding to report", ["report", pipe], /it is a (?:pipe|device)/],
		["a coverage record", ["coverage", pipe], /it is a (?:pipe|device)/],
		["a list of known findings", ["verify", "--known", pipe], /it is a (?:pipe|device)/],
		["a checkpoint", ["explore", "--revision", "faithful", "--resume", pipe], /there is no checkpoint/],
	];

	it.each(READING)("a pipe is refused as %s, and nobody waits for it", async (_, words, says) => {
		const { code, stdout, stderr } = await rollcall(...words);
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
		expect(stderr).toMatch(says);
	});

	it.each(READING)("so is a device that never ends, as %s", async (_, words, says) => {
		const { code, stdout, stderr } = await rollcall(...words.map((word) => (word === pipe ? "/dev/zero" : word)));
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
		expect(stderr).toMatch(says);
	});

	it("a pipe is refused as an output", async () => {
		const { code, stderr } = await rollcall("report", findingOn(broken), "--out", pipe);
		expect(code).toBe(2);
		expect(stderr).toContain("it is a pipe");
	});

	it("a pipe in the store is skipped", async () => {
		const store = mkdtempSync(join(OUTSIDE, "store-"));
		makePipe(join(store, "no-panic-0.itf.json"));
		const words = ["explore", "--revision", "faithful", "--users", "1", "--services", "0", "--store", store];
		expect((await rollcall(...words)).stderr).toContain("is skipped: it is a pipe");
	});

	it("a file that is too large is refused before it is read", async () => {
		const large = join(OUTSIDE, "large.c");
		writeFileSync(large, "");
		truncateSync(large, 8 * 2 ** 30);
		expect((await rollcall("verify", "--source", large)).stderr).toContain("it has more than 4 MiB");
		expect((await rollcall("replay", large)).stderr).toContain("it has more than 64 MiB");
	});
});

describe("one file for two things", () => {
	const [a, b] = [join(OUTSIDE, "a"), join(OUTSIDE, "b")];
	writeFileSync(a, "kept");
	linkSync(a, b);

	it.each([
		["two outputs", ["verify", "--junit", a, "--sarif", a]],
		["two outputs by two names", ["verify", "--junit", a, "--sarif", b]],
		[
			"two outputs that are not there yet",
			["explore", "--revision", "faithful", "--junit", "x/../new", "--checkpoint", "new"],
		],
		["an output in place of the source", ["verify", "--source", a, "--coverage", b]],
		["a report in place of the finding", ["report", a, "--out", b]],
		["coverage in place of the finding", ["replay", a, "--coverage", a]],
	])("is refused: %s", async (_, words) => {
		const { code, stdout, stderr } = await rollcall(...words);
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
		expect(stderr).toMatch(/^rollcall: --\S+: names the same file as /);
		expect(readFileSync(a, "utf8")).toBe("kept");
	});

	it("no name is no folder", async () => {
		for (const option of ["--store", "--out"]) {
			expect((await rollcall("verify", option, "")).stderr).toContain(
				`${option}: cannot write to "": it names no folder`,
			);
		}
	});
});
