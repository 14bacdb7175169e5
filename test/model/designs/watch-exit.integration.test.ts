import { describe, expect, it } from "vitest";
import { WATCH_EXIT } from "../../../model/designs/watch-exit/design.ts";
import { isNoted, type WatchExit, type WatchExitScope } from "../../../model/designs/watch-exit/state.ts";
import { WatchExitSystem } from "../../../model/designs/watch-exit/system.ts";
import { actionsOf, broken, decided, variant } from "../../support/designs.ts";
import { naiveSearch } from "../../support/naive-search.ts";

describe("the watch-exit scheme of VM", () => {
	it("has the counts of a naive search, at two scopes", async () => {
		const [evidence] = await decided(WATCH_EXIT);
		const counts = [
			{ states: 1519, transitions: 3270, depth: 28 },
			{ states: 7935, transitions: 26_410, depth: 24 },
		];
		expect(WATCH_EXIT.scopes.map(({ system }) => naiveSearch(system()))).toEqual(counts);
		expect(evidence?.searches).toMatchObject(counts.map((expected) => ({ ...expected, stoppedBy: undefined })));
	});

	it("shows each of its unsound behaviours, by a shortest witness", async () => {
		const evidence = await decided(WATCH_EXIT);
		const lengths = evidence.map(({ property, isTrue, trace }) => [property, isTrue, trace?.steps.length]);
		expect(lengths).toEqual([
			["watches-too-late", true, 5],
			["runs-on", true, 5],
			["interrupts-wrong-call", true, 15],
			["interrupts-before-vfs", true, 5],
			["events-merge", true, 6],
			["table-full", true, 13],
			["not-notified-again", true, 6],
			["other-name-unheard", true, 7],
			["place-for-the-gone", true, 6],
		]);
		expect(actionsOf(evidence, "watches-too-late")).toEqual([
			...["down(p0)", "receive", "signal(p0)", "vfsReply(p0)", "vmAnswer"],
		]);
	});
});

const SCOPE = { processes: 1, crashes: 1, without: [] };

/** The behaviours that a repair takes away, of those that one process shows. */
async function takenAwayBy(System: new (scope: WatchExitScope) => WatchExitSystem): Promise<readonly string[]> {
	const without = (make: typeof System) => broken(variant(WATCH_EXIT, "1 process, 1 crash", () => new make(SCOPE)));
	const absent = await without(WatchExitSystem);
	return (await without(System)).filter((property) => !absent.includes(property));
}

describe("a repair of the watch-exit scheme", () => {
	it("watches in time where processes are watched from their birth", async () => {
		class WatchesFromBirth extends WatchExitSystem {
			override readonly initial: WatchExit = { ...new WatchExitSystem(SCOPE).initial, watched: [true] };
			protected override isWatchedFromBirth(): boolean {
				return true;
			}
		}
		expect(await takenAwayBy(WatchesFromBirth)).toEqual(["watches-too-late"]);
	});

	it("keeps events apart where PM waits until the server has asked about them", async () => {
		class Waits extends WatchExitSystem {
			protected override vfsReply(state: WatchExit, process: number): WatchExit | undefined {
				return isNoted(state, process) ? undefined : super.vfsReply(state, process);
			}
		}
		expect(await takenAwayBy(Waits)).toEqual(["events-merge", "table-full"]);
	});

	it("interrupts after VFS where signals are noted then", async () => {
		class NotesLater extends WatchExitSystem {
			protected override noteSignal(state: WatchExit): WatchExit {
				return state;
			}
			protected override vfsReply(state: WatchExit, process: number): WatchExit | undefined {
				const replied = super.vfsReply(state, process);
				return replied && state.lives[process] === "unpausing" ? this.note(replied, process, "SIGNAL") : replied;
			}
		}
		expect(await takenAwayBy(NotesLater)).toEqual(["interrupts-before-vfs"]);
	});

	it("is heard under any name where VM is told the name", async () => {
		class HasNoName extends WatchExitSystem {
			protected override isHeard(): boolean {
				return true;
			}
		}
		expect(await takenAwayBy(HasNoName)).toEqual(["other-name-unheard"]);
	});

	it("notifies a restarted server where VM does so for what its table has", async () => {
		class NotifiesAgain extends WatchExitSystem {
			protected override restart(state: WatchExit, isNamedIpc: boolean): WatchExit | undefined {
				const restarted = super.restart(state, isNamedIpc);
				return restarted && { ...restarted, isNotified: restarted.notes.length > 0 };
			}
		}
		expect(await takenAwayBy(NotifiesAgain)).toEqual(["not-notified-again"]);
	});
});
