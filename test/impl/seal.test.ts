import { createHash } from "node:crypto";
import {
	chmodSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SavedSearch } from "../../explore/search.ts";

let folder = "";

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "rollcall-seal-"));
	vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
});
afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(folder, { recursive: true });
});

/** The modules as a user has them whose key is in a folder. */
async function as(user: string) {
	vi.resetModules();
	vi.stubEnv("XDG_STATE_HOME", join(folder, user));
	const { sealsLast } = await import("../../impl/seal.ts");
	const checkpoint = await import("../../explore/checkpoint.ts");
	const cache = await import("../../impl/cache.ts");
	return { sealsLast, ...checkpoint, ...cache };
}

const IDENTITY = { users: 1, version: "0.1.0" };

const SAVED: SavedSearch = {
	words: Int32Array.of(1, 2, 3, 4),
	parents: Int32Array.of(-1, 0),
	frontier: Int32Array.of(1),
	counts: { states: 2, transitions: 1, depth: 1, levelEnd: 2, notFollowed: 0 },
	found: [],
	notes: {},
};

describe("a checkpoint", () => {
	it("is read back by the user who wrote it, in another run too", async () => {
		const file = join(folder, "checkpoint");
		(await as("me")).writeCheckpoint(file, IDENTITY, SAVED);
		expect((await as("me")).readCheckpoint(file, IDENTITY)).toEqual(SAVED);
	});

	it("of another version is refused", async () => {
		const file = join(folder, "checkpoint");
		const { writeCheckpoint, readCheckpoint } = await as("me");
		writeCheckpoint(file, { ...IDENTITY, version: "0.0.9" }, SAVED);
		expect(readCheckpoint(file, IDENTITY)).toEqual({
			error: expect.stringContaining("its version is 0.0.9, that of this search 0.1.0"),
		});
	});

	it("that somebody else made is refused, with whatever digest", async () => {
		const file = join(folder, "checkpoint");
		(await as("stranger")).writeCheckpoint(file, IDENTITY, { ...SAVED, frontier: new Int32Array(0) });
		const { readCheckpoint } = await as("me");
		expect(readCheckpoint(file, IDENTITY)).toEqual({ error: expect.stringContaining("not written by this user") });
		const bytes = readFileSync(file);
		const data = bytes.subarray(0, -32);
		writeFileSync(file, Buffer.concat([data, createHash("sha256").update(data).digest()]));
		expect(readCheckpoint(file, IDENTITY)).toEqual({ error: expect.stringContaining("not written by this user") });
	});

	it("that asks for more memory than it has bytes is refused before any is taken", async () => {
		const file = join(folder, "checkpoint");
		const head = { identity: IDENTITY, values: {}, lengths: [2 ** 40, 2 ** 40, 2 ** 40] };
		writeFileSync(file, `rollcall checkpoint 5\n${JSON.stringify(head)}\n`);
		expect((await as("me")).readCheckpoint(file, IDENTITY)).toEqual({ error: "is damaged" });
	});
});

describe("a compiled module in the cache", () => {
	const wasm = Uint8Array.of(1, 2, 3);

	it("is read back under its key, and under no other", async () => {
		const { writeCached, readCached } = await as("me");
		await writeCached("module", "a", wasm);
		expect([...((await readCached("module", "a")) ?? [])]).toEqual([1, 2, 3]);
		renameSync(join(folder, "cache", "rollcall", "a.module"), join(folder, "cache", "rollcall", "b.module"));
		expect(await readCached("module", "b")).toBeUndefined();
	});

	it("that somebody else put there is not used, with whatever digest", async () => {
		await (await as("stranger")).writeCached("module", "a", wasm);
		const { readCached } = await as("me");
		expect(await readCached("module", "a")).toBeUndefined();
		const entry = join(folder, "cache", "rollcall", "a.module");
		writeFileSync(entry, Buffer.concat([createHash("sha256").update(wasm).digest(), wasm]));
		expect(await readCached("module", "a")).toBeUndefined();
	});
});

describe("the key", () => {
	it("is the user's alone, and the only file", async () => {
		expect((await as("me")).sealsLast()).toBe(true);
		const state = join(folder, "me", "rollcall");
		expect(readdirSync(state)).toEqual(["key"]);
		expect(statSync(join(state, "key")).mode & 0o777).toBe(0o600);
	});

	it("is not used where others can read it, or where it cannot be kept", async () => {
		(await as("me")).sealsLast();
		chmodSync(join(folder, "me", "rollcall", "key"), 0o644);
		expect((await as("me")).sealsLast()).toBe(false);
		mkdirSync(join(folder, "taken"));
		writeFileSync(join(folder, "taken", "rollcall"), "");
		expect((await as("taken")).sealsLast()).toBe(false);
	});
});
