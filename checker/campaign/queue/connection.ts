import { packageVersion } from "../../../report/package-files.ts";
import { UsageError } from "../../errors.ts";

/** Environment variables with the credentials of the queue's server: an address on a command line can be read by others on the machine. */
export const [USERNAME, PASSWORD] = ["ROLLCALL_QUEUE_USERNAME", "ROLLCALL_QUEUE_PASSWORD"] as const;

/** Address of a Redis server, with its credentials. */
export interface QueueAddress {
	readonly host: string;
	readonly port: number;
	readonly db: number;
	/** True for an encrypted connection. */
	readonly isSecure: boolean;
	readonly username: string | undefined;
	readonly password: string | undefined;
}

/** Packages that make the queue, loaded when one is asked for. */
export interface QueuePackages {
	readonly bullmq: typeof import("bullmq");
	readonly redis: Pick<typeof import("ioredis"), "Redis">;
}

/** Name of the queue: jobs of another version come to other results, so they wait in another one. */
export function queueName(): string {
	return `rollcall-${packageVersion()}`;
}

/** Loads the packages of the queue. @throws UsageError where they are not installed */
export async function loadQueue(): Promise<QueuePackages> {
	try {
		return { bullmq: await import("bullmq"), redis: await import("ioredis") };
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
		throw new UsageError("needs two packages that are not installed: npm install bullmq ioredis", "queue");
	}
}

/**
 * Reads the address of a queue. No message repeats it: it may have a password in it.
 *
 * @param environment with the credentials
 * @throws UsageError where it is none, or has credentials
 */
export function parseAddress(text: string, environment: NodeJS.ProcessEnv = process.env): QueueAddress {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	const db = /^\/?(\d{0,4})$/.exec(url?.pathname ?? "x")?.[1];
	const isRedis = url?.protocol === "redis:" || url?.protocol === "rediss:";
	if (!url || !isRedis || url.hostname === "" || db === undefined || url.search !== "" || url.hash !== "") {
		throw new UsageError("expected an address such as redis://127.0.0.1:6379, found something else", "queue");
	}
	if (url.username !== "" || url.password !== "") {
		throw new UsageError(
			`credentials in an address can be read by others on the machine: set ${USERNAME} and ${PASSWORD}, and leave them out`,
			"queue",
		);
	}
	return {
		host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
		...{ port: Number(url.port || 6379), db: Number(db), isSecure: url.protocol === "rediss:" },
		...{ username: environment[USERNAME] || undefined, password: environment[PASSWORD] || undefined },
	};
}

/** Options of a connection, for the packages. */
export function connectionOf({ host, port, db, isSecure, username, password }: QueueAddress) {
	return {
		...{ host, port, db, maxRetriesPerRequest: null },
		...(username === undefined ? {} : { username }),
		...(password === undefined ? {} : { password }),
		...(isSecure ? { tls: {} } : {}),
	};
}

/** True if an address is one of this machine. */
export function isLoopback({ host }: QueueAddress): boolean {
	return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Connects once, so that what is wrong shows before any work is done, and warns about a server that anybody may use, or that forgets.
 *
 * @throws UsageError where the server cannot be used
 */
export async function expectServer(
	{ redis }: QueuePackages,
	address: QueueAddress,
	warn: (line: string) => void = () => {},
): Promise<void> {
	const { host, port, password } = address;
	const options = { ...connectionOf(address), lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 1 };
	const client = new redis.Redis(options);
	// The reason comes from the command that fails.
	let reason = "";
	client.on("error", (error: Error) => {
		reason ||= error.message;
	});
	try {
		await client.connect();
		const persistence = await client.info("persistence");
		if (/^aof_enabled:0/m.test(persistence)) {
			warn(`the server at ${host}:${port} forgets what is queued when it stops: start it with --appendonly yes`);
		}
	} catch (error) {
		const why = reason || (error instanceof Error ? error.message : String(error));
		throw new UsageError(`cannot use the server at ${host}:${port}: ${why}`, "queue");
	} finally {
		client.disconnect();
	}
	if (password === undefined && !isLoopback(address)) {
		warn(
			`the server at ${host}:${port} has no password: whoever reaches it can change results; set one, and ${PASSWORD} here`,
		);
	}
}
