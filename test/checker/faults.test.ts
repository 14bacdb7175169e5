import { expect, test } from "vitest";
import { Faults } from "../../checker/findings/faults.ts";
import type { RawFinding } from "../../checker/findings/raw-finding.ts";
import { MAX_PROCESSES } from "../../model/scope.ts";
import { faultNamed, loadFault } from "../support/faults.ts";
import { openedMirror, rawFindings } from "../support/findings.ts";

test("findings whose scopes have more processes together than there can be have faults as others do", async () => {
	const opened = openedMirror(await loadFault(faultNamed("last-takes-the-place")), "clear-waiting");
	const [first] = await rawFindings(opened, 7);
	if (!first) throw new Error("there is no finding");
	const { services, slots } = first.scope;
	const crowd: RawFinding = { ...first, scope: { users: MAX_PROCESSES - 1, services: 1, slots }, interleaving: [] };
	expect(services).toBeGreaterThan(1);
	const alone = await new Faults(opened, [first], () => false).of(first);
	expect(await new Faults(opened, [crowd, first], () => false).of(first)).toBe(alone);
});
