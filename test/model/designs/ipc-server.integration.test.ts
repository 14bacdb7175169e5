import { describe, expect, it } from "vitest";
import {
	IPC_ASYNCHRONOUS_FIRST,
	IPC_FROM_START,
	IPC_IN_SEMOP,
	IPC_ON_DEMAND,
} from "../../../model/designs/ipc-server/design.ts";
import { actionsOf, decided } from "../../support/designs.ts";
import { naiveSearch } from "../../support/naive-search.ts";

describe("the System V IPC server", () => {
	it.each([
		{
			design: IPC_FROM_START,
			counts: [
				{ states: 145, transitions: 435, depth: 9 },
				{ states: 6266, transitions: 27_058, depth: 15 },
			],
		},
		{
			design: IPC_ON_DEMAND,
			counts: [
				{ states: 157, transitions: 463, depth: 10 },
				{ states: 8387, transitions: 35_104, depth: 20 },
			],
		},
		{
			design: IPC_ASYNCHRONOUS_FIRST,
			counts: [
				{ states: 247, transitions: 700, depth: 17 },
				{ states: 24_051, transitions: 87_052, depth: 27 },
			],
		},
		{
			design: IPC_IN_SEMOP,
			counts: [
				{ states: 253, transitions: 746, depth: 16 },
				{ states: 16_371, transitions: 65_452, depth: 27 },
			],
		},
	])("has the counts of a naive search in $design.id, and every property is true", async ({ design, counts }) => {
		const evidence = await decided(design);
		expect(evidence[0]?.searches).toMatchObject(counts.map((expected) => ({ ...expected, stoppedBy: undefined })));
		expect(design.scopes.map(({ system }) => naiveSearch(system()))).toEqual(counts);
		expect(evidence.map(({ property, isTrue }) => [property, isTrue])).toEqual(
			design.properties.map(({ id }) => [id, true]),
		);
	});

	it("loses a signal that comes while it subscribes in semop", async () => {
		expect(actionsOf(await decided(IPC_IN_SEMOP), "signal-lost")).toEqual([
			...["semget(p0)", "receive", "down(p0)", "receive"],
			...["signal(p0)", "vfsReply(p0)", "pmAnswer"],
		]);
	});
});
