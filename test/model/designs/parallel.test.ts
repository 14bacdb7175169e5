import { describe, expect, it } from "vitest";
import { numbers } from "../../../model/designs/announcement.ts";
import { PARALLEL } from "../../../model/designs/parallel/design.ts";
import { type Parallel, ParallelSystem } from "../../../model/designs/parallel/system.ts";
import { actionsOf, broken, decided, variant } from "../../support/designs.ts";
import { naiveSearch } from "../../support/naive-search.ts";

describe("PM that asks all subscribers at once", () => {
	it("has the counts of a naive search, at two scopes", async () => {
		const [evidence] = await decided(PARALLEL);
		const counts = [
			{ states: 560, transitions: 4632, depth: 8 },
			{ states: 4024, transitions: 46_288, depth: 10 },
		];
		expect(evidence?.searches).toMatchObject(counts.map((expected) => ({ ...expected, stoppedBy: undefined })));
		expect(PARALLEL.scopes.map(({ system }) => naiveSearch(system()))).toEqual(counts);
	});

	it("reaches its bound, keeps it, and needs more messages than PM's table holds from three subscribers on", async () => {
		const evidence = await decided(PARALLEL);
		expect(
			evidence.map(({ property, isTrue, trace }) => [property, isTrue, trace?.scope, trace?.steps.length]),
		).toEqual([
			["bound-kept", true, undefined, undefined],
			["bound-reached", true, "2 processes, 2 subscribers", 6],
			["table-overflows", true, "2 processes, 3 subscribers", 7],
			["resumed-after-all", true, undefined, undefined],
			["waits-for-messages", true, undefined, undefined],
		]);
		expect(actionsOf(evidence, "bound-reached")).toEqual([
			"signal(p0)",
			"signal(p1)",
			"subscribe(s0)",
			"subscribe(s1)",
			"vfsReply(p0)",
			"vfsReply(p1)",
		]);
	});
});

const SCOPE = { processes: 1, subscribers: 3 };

function brokenBy(system: new (scope: typeof SCOPE) => ParallelSystem): Promise<readonly string[]> {
	return broken(variant(PARALLEL, "1 process, 3 subscribers", () => new system(SCOPE)));
}

describe("a faulty PM that asks all subscribers at once", () => {
	it("goes on too early where it goes on with the first reply", async () => {
		class ResumesAtFirstReply extends ParallelSystem {
			protected override answer(state: Parallel, subscriber: number, process: number): Parallel {
				if (!state.owing[process]?.includes(subscriber)) return state;
				return this.resume({ ...state, owing: state.owing.with(process, []) }, process);
			}
		}
		expect(await brokenBy(ResumesAtFirstReply)).toContain("resumed-after-all");
	});

	it("goes on too early where it counts replies, so that one subscriber's counts twice", async () => {
		class CountsReplies extends ParallelSystem {
			protected override answer(state: Parallel, _subscriber: number, process: number): Parallel {
				const owing = (state.owing[process] ?? []).slice(1);
				return this.resume({ ...state, owing: state.owing.with(process, owing) }, process);
			}
		}
		expect(await brokenBy(CountsReplies)).toContain("resumed-after-all");
	});

	it("waits for a dead subscriber where it does not go on when one dies", async () => {
		class ForgetsTheDead extends ParallelSystem {
			protected override removeSubscriber(state: Parallel, subscriber: number): Parallel {
				const outstanding = state.outstanding.map((all) => all.filter((one) => one !== subscriber));
				return { ...state, outstanding };
			}
		}
		expect(await brokenBy(ForgetsTheDead)).toEqual(["waits-for-messages"]);
	});

	it("never goes on where it does not look after the last reply", async () => {
		class NeverResumes extends ParallelSystem {
			protected override resume(state: Parallel): Parallel {
				return state;
			}
		}
		expect(await brokenBy(NeverResumes)).toEqual(["waits-for-messages"]);
	});

	it("passes its bound where it asks every subscriber twice", async () => {
		class AsksTwice extends ParallelSystem {
			protected override asked(state: Parallel): readonly number[] {
				const all = super.asked(state);
				return [...all, ...all];
			}
		}
		expect(await brokenBy(AsksTwice)).toEqual(["bound-kept", "bound-reached"]);
	});

	it("does not reach the bound where it asks one subscriber only", async () => {
		class AsksOne extends ParallelSystem {
			protected override asked({ subscribers }: Parallel): readonly number[] {
				return numbers(subscribers.length)
					.filter((one) => subscribers[one] === "subscribed")
					.slice(0, 1);
			}
		}
		expect(await brokenBy(AsksOne)).toEqual(["bound-reached", "table-overflows"]);
	});
});
