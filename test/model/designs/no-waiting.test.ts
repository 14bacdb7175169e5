import { describe, expect, it } from "vitest";
import { NO_WAITING } from "../../../model/designs/no-waiting/design.ts";
import {
	type NoWaiting,
	type NoWaitingScope,
	NoWaitingSystem,
	queuedMessages,
} from "../../../model/designs/no-waiting/system.ts";
import { actionsOf, broken, decided, variant } from "../../support/designs.ts";
import { naiveSearch } from "../../support/naive-search.ts";

describe("PM that announces without waiting", () => {
	it("has the counts of a naive search, at two scopes", async () => {
		const [evidence] = await decided(NO_WAITING);
		const counts = NO_WAITING.scopes.map(({ system }) => naiveSearch(system()));
		expect(counts).toEqual([
			{ states: 36, transitions: 135, depth: 9 },
			{ states: 688, transitions: 3944, depth: 15 },
		]);
		expect(evidence?.searches).toMatchObject(counts.map((one) => ({ ...one, stoppedBy: "the bounds of the scope" })));
	});

	it("goes round for ever, each time with one message more", async () => {
		const evidence = await decided(NO_WAITING);
		expect(evidence.map(({ property, isTrue }) => [property, isTrue])).toEqual([
			["grows-without-bound", true],
			["table-overflows", true],
			["runs-on-unannounced", true],
		]);
		expect(actionsOf(evidence, "grows-without-bound")).toEqual(["subscribe(s0)", "signal(p0)", "vfsReply(p0)"]);
		expect(evidence[0]?.trace?.loopStart).toBe(1);
	});
});

const SCOPE = { processes: 1, subscribers: 1, messages: 4 };

function brokenBy(system: new (scope: NoWaitingScope) => NoWaitingSystem): Promise<readonly string[]> {
	return broken(variant(NO_WAITING, "1 process, 1 subscriber, 4 messages", () => new system(SCOPE)));
}

describe("a PM that claims to announce without waiting", () => {
	it("has a bound where it waits all the same", async () => {
		class Waits extends NoWaitingSystem {
			protected override resume(state: NoWaiting, process: number): NoWaiting {
				return state.queued.every((counts) => counts[process] === 0) ? super.resume(state, process) : state;
			}
			protected override receive(state: NoWaiting, subscriber: number, process: number): NoWaiting {
				return this.resume(super.receive(state, subscriber, process), process);
			}
		}
		expect(await brokenBy(Waits)).toEqual(["grows-without-bound", "table-overflows", "runs-on-unannounced"]);
	});

	it("has a bound where it drops what its table does not hold", async () => {
		class Drops extends NoWaitingSystem {
			protected override publish(state: NoWaiting, process: number): NoWaiting {
				const published = super.publish(state, process);
				return queuedMessages(published) > 2 ? this.resume(state, process) : published;
			}
		}
		expect(await brokenBy(Drops)).toEqual(["grows-without-bound", "table-overflows"]);
	});
});
