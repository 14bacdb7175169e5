import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { commandEnvironment } from "./in-process.ts";

/** True if there is a Redis server to test with. */
export const HAS_SERVER = spawnSync("redis-server", ["--version"]).status === 0;

if (!HAS_SERVER) process.stderr.write("tests of the queue are skipped: there is no redis-server\n");

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/** A Redis server of its own, which keeps what it has in a folder of its own. */
export class QueueServer {
	readonly #folder = mkdtempSync(join(tmpdir(), "rollcall-redis-"));
	readonly port: number;
	readonly #words: readonly string[];
	#process: ChildProcess | undefined;

	private constructor(port: number, words: readonly string[]) {
		this.port = port;
		this.#words = words;
	}

	/** Starts a server. @param words more of its options */
	static async start(...words: readonly string[]): Promise<QueueServer> {
		const server = new QueueServer(await freePort(), words);
		await server.#run();
		return server;
	}

	get url(): string {
		return `redis://127.0.0.1:${this.port}`;
	}

	async #run(): Promise<void> {
		const place = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.#folder];
		const server = spawn("redis-server", [...place, "--appendonly", "yes", "--appendfsync", "always", ...this.#words]);
		this.#process = server;
		for await (const chunk of server.stdout) if (/Ready to accept connections/.test(String(chunk))) break;
		server.stdout.resume();
	}

	/** Kills the server at once, and starts it again. */
	async restart(): Promise<void> {
		await this.#kill();
		await this.#run();
	}

	async #kill(): Promise<void> {
		const ended = this.#process && once(this.#process, "exit");
		this.#process?.kill("SIGKILL");
		await ended;
	}

	/** Kills the server, and removes what it kept. */
	async dispose(): Promise<void> {
		await this.#kill();
		rmSync(this.#folder, { recursive: true });
	}
}

/** Workers of a queue: `rollcall campaign work` as built, each with one job at once. */
export class Workers {
	readonly #url: string;
	readonly #running: ChildProcess[] = [];

	constructor(url: string) {
		this.#url = url;
	}

	/** Starts a worker. @param more of its options */
	start(...more: readonly string[]): void {
		const words = ["campaign", "work", "--queue", this.#url, "--workers", "1", "--lease", "3", ...more];
		const env = { ...process.env, ...commandEnvironment() };
		this.#running.push(spawn(process.execPath, ["dist/cli/main.js", ...words], { stdio: "ignore", env }));
	}

	/** Kills a worker with SIGKILL. @param number chooses one */
	kill(number: number): void {
		const [worker] = this.#running.splice(number % this.#running.length, 1);
		worker?.kill("SIGKILL");
	}

	/** Kills all workers. */
	async dispose(): Promise<void> {
		const ended = this.#running.map((worker) => once(worker, "exit"));
		while (this.#running.length > 0) this.kill(0);
		await Promise.all(ended);
	}
}

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
	while (!(await isSo())) await wait(50);
}
