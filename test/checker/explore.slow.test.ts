import { describe, expect, it } from "vitest";
import { explore } from "../../checker/explore.ts";
import { edited, fixture } from "../support/sources.ts";

const SMALL = { users: 1, services: 1 };

describe("explore", () => {
	it("decides with every action what a reply with any numbers does, and with those of the counts the rest", async () => {
		const { path, text } = fixture("linked.c");
		// A reply about a process that is in use is taken, whichever of its lives it is about.
		const lax = edited(text, [
			[
				"if (pm_isokendpt(m_in.m_pm_lsys_proc_event.endpt, &process) != OK)",
				"if (pm_isokendpt(m_in.m_pm_lsys_proc_event.endpt, &process) != OK && !(process < NR_PROCS && mproc[process].mp_flags & IN_USE))",
			],
		]);
		const decided = async (source: string) => {
			const found = await explore({ target: { kind: "c", path, text: source }, scope: SMALL, workers: 1 });
			return "claims" in found ? found.claims.find(({ id }) => id === "stray-reply-harmless") : undefined;
		};
		expect(await decided(text)).toMatchObject({ verdict: "holds", basis: { scopes: ["1u 1s 4k"] } });
		expect(await decided(lax)).toMatchObject({ verdict: "violated" });
	});

	it("searches the target where the specification has more states than are allowed, or time for", async () => {
		const target = { kind: "c", path: "examples/event-facility/faulty.c" } as const;
		const scope = { users: 1, services: 3 };
		const few = await explore({ target, scope, workers: 1, limits: { states: 8_000 } });
		expect(few).toMatchObject({ stoppedBy: "the limit of states", product: { stoppedBy: "the limit of states" } });
		const lengths = new Map(few.findings.map(({ claim, interleaving }) => [claim, interleaving.length]));
		expect([lengths.get("conforms"), lengths.get("no-subscriber-skipped")]).toEqual([8, 8]);
		const large = { users: 6, services: 4 };
		const short = await explore({ target, scope: large, workers: 1, limits: { timeMs: 2_000 } });
		expect(short).toMatchObject({ stoppedBy: "the limit of time", product: { stoppedBy: "the limit of time" } });
	});
});
