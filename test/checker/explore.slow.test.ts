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
});
