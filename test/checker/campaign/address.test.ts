import { describe, expect, it } from "vitest";
import { isLoopback, PASSWORD, parseAddress, USERNAME } from "../../../checker/campaign/queue/connection.ts";

describe("the address of a queue", () => {
	it("has its credentials from the environment", () => {
		const environment = { [USERNAME]: "rollcall", [PASSWORD]: "secret" };
		expect(parseAddress("rediss://queue.example:7000/2", environment)).toEqual({
			...{ host: "queue.example", port: 7000, db: 2, isSecure: true },
			...{ username: "rollcall", password: "secret" },
		});
		expect(parseAddress("redis://127.0.0.1", {})).toMatchObject({ port: 6379, db: 0, password: undefined });
	});

	it("is refused with credentials in it, which no message repeats", () => {
		for (const text of [
			"redis://:hunter2@queue.example",
			"redis://me:hunter2@queue.example:1",
			"redis://hunter2@[::1]",
		]) {
			expect(() => parseAddress(text)).toThrow(/set ROLLCALL_QUEUE_USERNAME and ROLLCALL_QUEUE_PASSWORD/);
			expect(() => parseAddress(text)).not.toThrow(/hunter2/);
		}
	});

	it("is that of a Redis server, and a message about another does not repeat it", () => {
		for (const text of [
			"",
			"hunter2",
			"http://hunter2",
			"redis://a/b/hunter2",
			"redis://a?password=hunter2",
			"redis://a:x",
		]) {
			expect(() => parseAddress(text)).toThrow(/expected an address such as redis:/);
			expect(() => parseAddress(text)).not.toThrow(/hunter2/);
		}
	});

	it("is of this machine where it is a loopback address", () => {
		const local = ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"];
		const others = ["127.0.0.1.example", "queue.example", "10.0.0.1", "[::2]"];
		expect(local.map((host) => isLoopback(parseAddress(`redis://${host}`)))).toEqual(local.map(() => true));
		expect(others.map((host) => isLoopback(parseAddress(`redis://${host}`)))).toEqual(others.map(() => false));
	});
});
