import type { Design } from "./design.ts";
import { IPC_ASYNCHRONOUS_FIRST, IPC_FROM_START, IPC_IN_SEMOP, IPC_ON_DEMAND } from "./ipc-server/design.ts";
import { NO_WAITING } from "./no-waiting/design.ts";
import { PARALLEL } from "./parallel/design.ts";
import { WATCH_EXIT } from "./watch-exit/design.ts";

/** Every design that claims are decided on. */
export const DESIGNS: readonly Design[] = [
	PARALLEL,
	NO_WAITING,
	IPC_FROM_START,
	IPC_ON_DEMAND,
	IPC_ASYNCHRONOUS_FIRST,
	IPC_IN_SEMOP,
	WATCH_EXIT,
];

/** The design of an id. @throws RangeError where there is none */
export function designOf(id: string): Design {
	const design = DESIGNS.find((one) => one.id === id);
	if (!design) throw new RangeError(`there is no design ${id}`);
	return design;
}
