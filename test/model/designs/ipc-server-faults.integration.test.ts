import { describe, expect, it } from "vitest";
import { evidenceOfDesign } from "../../../checker/verification/design-searches.ts";
import type { Design } from "../../../model/designs/design.ts";
import type { IpcAction } from "../../../model/designs/ipc-server/actions.ts";
import { IPC_FROM_START, IPC_IN_SEMOP, IPC_ON_DEMAND } from "../../../model/designs/ipc-server/design.ts";
import { SemaphoreServer } from "../../../model/designs/ipc-server/semaphore-server.ts";
import { type Revision, SERVERS, type ServerChart } from "../../../model/designs/ipc-server/server.ts";
import { type EventMessage, type IpcState, type Party, withLife } from "../../../model/designs/ipc-server/state.ts";
import { type IpcOptions, IpcSystem, type Order } from "../../../model/designs/ipc-server/system.ts";
import { CLAIMS } from "../../../properties/ledger.ts";
import { judge } from "../../../properties/verdict.ts";
import { broken, decided, variant } from "../../support/designs.ts";

interface Faulty {
	readonly system?: new (options: IpcOptions, server?: SemaphoreServer) => IpcSystem;
	readonly server?: new (chart: ServerChart) => SemaphoreServer;
	readonly chart?: ServerChart;
	readonly processes?: number;
	readonly revision?: Revision;
	readonly order?: Order;
}

/** The properties of a sound server that a faulty part breaks. */
function brokenBy(faulty: Faulty): Promise<readonly string[]> {
	const { system: System = IpcSystem, server: Server = SemaphoreServer } = faulty;
	const { processes = 1, revision = "on-demand", order = "regular-first" } = faulty;
	const design = revision === "from-start" ? IPC_FROM_START : IPC_ON_DEMAND;
	const make = () => new System({ processes, revision, order }, new Server(faulty.chart ?? SERVERS[revision]));
	return broken(variant(design, `${processes} processes`, make));
}

describe("a faulty IPC server", () => {
	it("leaves PM waiting where it forgets to acknowledge", async () => {
		class Forgets extends SemaphoreServer {
			protected override acknowledge(state: IpcState): IpcState {
				return state;
			}
		}
		expect(await brokenBy({ server: Forgets })).toEqual(["events-under-way"]);
	});

	it("wakes a process twice where an interrupted one keeps its place", async () => {
		class KeepsThePlace extends SemaphoreServer {
			protected override letGo(state: IpcState, place: Party, event: EventMessage["event"]): IpcState {
				return event === "SIGNAL" ? this.interrupt(state, place) : super.letGo(state, place, event);
			}
		}
		expect(await brokenBy({ server: KeepsThePlace })).toContain("answered-once");
	});

	it("wakes a process twice where one that got a unit keeps its place", async () => {
		class GivesAgain extends SemaphoreServer {
			protected override give(state: IpcState): IpcState {
				const [first] = state.places;
				return first ? this.answer(state, first) : super.give(state);
			}
		}
		expect(await brokenBy({ server: GivesAgain, processes: 2 })).toContain("answered-once");
	});

	it("answers a process without a signal where it interrupts exiting ones too", async () => {
		class InterruptsExits extends SemaphoreServer {
			protected override letGo(state: IpcState, place: Party): IpcState {
				return super.letGo(state, place, "SIGNAL");
			}
		}
		expect(await brokenBy({ server: InterruptsExits })).toEqual(["answered-once"]);
	});

	it("keeps places for the dead where it forgets signals only", async () => {
		class IgnoresExits extends SemaphoreServer {
			protected override letGo(state: IpcState, place: Party, event: EventMessage["event"]): IpcState {
				return event === "EXIT" ? state : super.letGo(state, place, event);
			}
		}
		expect(await brokenBy({ server: IgnoresExits })).toEqual([
			"no-place-for-the-gone",
			"no-unit-lost",
			"no-assertion-fails",
		]);
	});

	it("fails an assertion where it keeps its places over a crash", async () => {
		class Remembers extends SemaphoreServer {
			override memoryAfterCrash({ value, places }: IpcState): Pick<IpcState, "value" | "places"> {
				return { value, places };
			}
		}
		expect(await brokenBy({ server: Remembers })).toContain("no-assertion-fails");
	});

	it("loses signals where it does not subscribe again after a crash", async () => {
		const chart: ServerChart = {
			...SERVERS["from-start"],
			take: (state, event) =>
				event === "RESTART" && state === "removed"
					? { to: "empty", effects: [] }
					: SERVERS["from-start"].take(state, event),
		};
		expect(await brokenBy({ chart, revision: "from-start" })).toContain("no-signal-lost");
	});
});

describe("a claim about the IPC server", () => {
	/** Verdict on a claim by the properties of a design, with a faulty part in the place of its own. */
	async function verdictOf(id: string, design: Design<IpcState, IpcAction>, system: () => IpcSystem): Promise<string> {
		const claim = CLAIMS.find((one) => one.id === id) as (typeof CLAIMS)[number];
		const check = claim.design?.find((one) => one.design === design.id);
		const evidence = await decided(variant(design, "1 process", system));
		const wanted = evidence.filter(({ property }) => check?.properties.includes(property));
		const { evidence: found } = evidenceOfDesign(claim, design.id, wanted);
		return judge([claim], {
			violations: evidenceOfDesign(claim, design.id, wanted).violations,
			searches: [],
			ownSearches: found,
			random: undefined,
		}).verdict;
	}
	const options = { processes: 1, revision: "in-semop", order: "regular-first" } as const;

	it("is witnessed of a server that subscribes in semop, and violated of one that was subscribed in semget: semop-unsafe", async () => {
		const inSemget = new SemaphoreServer(SERVERS["on-demand"]);
		expect(await verdictOf("semop-unsafe", IPC_IN_SEMOP, () => new IpcSystem(options))).toBe("holds");
		expect(await verdictOf("semop-unsafe", IPC_IN_SEMOP, () => new IpcSystem(options, inSemget))).toBe("violated");
	});

	it("is violated where the server forgets to acknowledge: semget-safe, interrupted-once", async () => {
		class Forgets extends SemaphoreServer {
			protected override acknowledge(state: IpcState): IpcState {
				return state;
			}
		}
		const onDemand = { ...options, revision: "on-demand" } as const;
		const forgets = () => new IpcSystem(onDemand, new Forgets(SERVERS["on-demand"]));
		expect(await verdictOf("semget-safe", IPC_ON_DEMAND, () => new IpcSystem(onDemand))).toBe("holds");
		for (const id of ["semget-safe", "interrupted-once"]) {
			expect(await verdictOf(id, IPC_ON_DEMAND, forgets)).toBe("violated");
		}
	});
});

describe("a faulty PM or kernel under the IPC server", () => {
	it("loses signals where PM goes on without the reply", async () => {
		class DoesNotWait extends IpcSystem {
			protected override publish(state: IpcState, message: EventMessage): IpcState {
				return this.endEvent(super.publish(state, message), message.process);
			}
			isWithin({ events, replies }: IpcState): boolean {
				return events.length + replies.length <= 2;
			}
		}
		expect(await brokenBy({ system: DoesNotWait })).toContain("no-signal-lost");
	});

	it("keeps places for the dead where PM goes on with exits without the reply", async () => {
		class LetsExitsGo extends IpcSystem {
			protected override publish(state: IpcState, message: EventMessage): IpcState {
				const published = super.publish(state, message);
				return message.event === "EXIT" ? this.endEvent(published, message.process) : published;
			}
			isWithin({ events, replies }: IpcState): boolean {
				return events.length + replies.length <= 2;
			}
		}
		expect(await brokenBy({ system: LetsExitsGo })).toContain("no-place-for-the-gone");
	});

	it("loses signals where PM has no slot for the server, which does not look", async () => {
		class HasNoSlot extends IpcSystem {
			protected override pmAnswer(state: IpcState): IpcState | undefined {
				const answered = super.pmAnswer(state);
				return answered && { ...answered, isSubscribed: false };
			}
		}
		expect(await brokenBy({ system: HasNoSlot })).toContain("no-signal-lost");
	});

	it("leaves processes waiting where PM does not move on who waits for a dead server", async () => {
		class ForgetsWaiters extends IpcSystem {
			protected override removeSubscriber(state: IpcState): IpcState | undefined {
				const removed = super.removeSubscriber(state);
				return removed && { ...removed, lives: state.lives };
			}
		}
		expect(await brokenBy({ system: ForgetsWaiters })).toEqual(["events-under-way"]);
	});

	it("leaves PM waiting where its messages go out without AMF_NOREPLY, and answer the server's own call", async () => {
		class AnswersWithEvents extends IpcSystem {
			protected override receive(state: IpcState): IpcState | undefined {
				const [event, ...events] = state.events;
				const isAnswered = event && !this.server.isIdle(state);
				return isAnswered ? this.server.move({ ...state, events }, "PM_ANSWERS") : super.receive(state);
			}
		}
		expect(await brokenBy({ system: AnswersWithEvents, processes: 2 })).toContain("events-under-way");
	});

	it("loses signals without the delay call, where asynchronous messages come first", async () => {
		class HasNoDelayCall extends IpcSystem {
			protected override stop(state: IpcState, process: number): IpcState | undefined {
				return withLife(state, process, "SIGNAL");
			}
		}
		expect(await brokenBy({ system: HasNoDelayCall, order: "asynchronous-first" })).toContain("no-signal-lost");
	});
});

describe("finding 002", () => {
	const broken = ["no-place-for-the-gone", "no-unit-lost", "no-assertion-fails"];

	it.each(["from-start", "on-demand"] as const)("breaks the server that subscribes %s", async (revision) => {
		expect(await brokenBy({ revision, order: "asynchronous-first", processes: 2 })).toEqual(broken);
	});

	it("is repaired by a delay call for exits", async () => {
		class DelaysExits extends IpcSystem {
			protected override exit(state: IpcState, process: number): IpcState | undefined {
				return state.senders.includes(process) ? undefined : super.exit(state, process);
			}
		}
		expect(await brokenBy({ system: DelaysExits, order: "asynchronous-first", processes: 2 })).toEqual([]);
	});

	it("is repaired where an exiting process's message is taken back before the event is published", async () => {
		class TakesBack extends IpcSystem {
			protected override publish(state: IpcState, message: EventMessage): IpcState {
				const isExit = message.event === "EXIT";
				const senders = state.senders.filter((sender) => !isExit || sender !== message.process);
				return super.publish({ ...state, senders }, message);
			}
		}
		expect(await brokenBy({ system: TakesBack, order: "asynchronous-first", processes: 2 })).toEqual([]);
	});
});
