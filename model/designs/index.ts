import { ANNOUNCED_PROCESS } from "./charts/announced-process.ts";
import { SUBSCRIBER } from "./charts/subscriber.ts";
import type { Design } from "./design.ts";
import { CALL } from "./ipc-server/call.ts";
import { IPC_ASYNCHRONOUS_FIRST, IPC_FROM_START, IPC_IN_SEMOP, IPC_ON_DEMAND } from "./ipc-server/design.ts";
import { LIFE } from "./ipc-server/life.ts";
import { SERVERS } from "./ipc-server/server.ts";
import { NO_WAITING } from "./no-waiting/design.ts";
import { PARALLEL } from "./parallel/design.ts";
import { WATCH_EXIT } from "./watch-exit/design.ts";
import { WATCHER } from "./watch-exit/server.ts";

/** Every design that claims are decided on; their claims are in `properties/claims/design.ts`. */
export const DESIGNS: readonly Design[] = [
	PARALLEL,
	NO_WAITING,
	IPC_FROM_START,
	IPC_ON_DEMAND,
	IPC_ASYNCHRONOUS_FIRST,
	IPC_IN_SEMOP,
	WATCH_EXIT,
];

/** The charts that the designs are composed of, by name. */
export const DESIGN_CHARTS = {
	"announced-process": ANNOUNCED_PROCESS,
	subscriber: SUBSCRIBER,
	"ipc-process": LIFE,
	"ipc-call": CALL,
	"ipc-server": SERVERS["on-demand"],
	"watch-exit-server": WATCHER,
} as const;

/** The design of an id. @throws RangeError where there is none */
export function designOf(id: string): Design {
	const design = DESIGNS.find((one) => one.id === id);
	if (!design) throw new RangeError(`there is no design ${id}`);
	return design;
}
