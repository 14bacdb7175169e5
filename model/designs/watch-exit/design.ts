import type { Design } from "../design.ts";
import type { WatchExitAction } from "./actions.ts";
import type { WatchExit, WatchExitScope } from "./state.ts";
import { oversleeps, WatchExitSystem } from "./system.ts";

/** The design that event.c replaced. */
export const WATCH_EXIT: Design<WatchExit, WatchExitAction> = {
	id: "watch-exit",
	sentence:
		"the IPC server has VM watch its callers, PM notes their signals and exits in VM, and VM notifies the server",
	scopes: [
		scope("1 process, 1 crash", { processes: 1, crashes: 1, without: [] }),
		scope("2 processes, 1 crash, no exits, one name", {
			processes: 2,
			crashes: 1,
			without: ["exit", "restartRenamed"],
		}),
	],
	properties: [
		{
			id: "watches-too-late",
			sentence: "a process sleeps on in semop for ever, as its signal came before VM watched it",
			source: "VM, do_watch_exit and do_notify_sig",
			kind: "reachable",
			holds: (state) => oversleeps(state, false),
		},
		{
			id: "runs-on",
			sentence: "the signal of a process is over before the server has received anything about it",
			source: "PM, unpause",
			kind: "reachable",
			holds: (state) => oversleeps(state, true),
		},
		{
			id: "interrupts-wrong-call",
			sentence: "a process gets EINTR for a signal that was over before it called semop",
			source: "IPC server, sem_process_vm_notify",
			kind: "reachable",
			holds: ({ mishap }) => mishap === "EINTR for an earlier signal",
		},
		{
			id: "interrupts-before-vfs",
			sentence: "the server interrupts a process that VFS has not unpaused yet",
			source: "PM, unpause",
			kind: "reachable",
			holds: ({ lives, calls }) =>
				lives.some((life, process) => life === "unpausing" && calls[process] === "interrupted"),
		},
		{
			id: "events-merge",
			sentence: "one note stands for a signal and the exit of a process",
			source: "VM, do_notify_sig",
			kind: "reachable",
			holds: ({ notes }) => notes.some(({ events }) => events.length > 1),
		},
		{
			id: "table-full",
			sentence: "VM's table is full and an event is lost",
			source: "VM, do_notify_sig",
			kind: "reachable",
			holds: ({ mishap }) => mishap === "the table is full",
		},
		{
			id: "not-notified-again",
			sentence: "a restarted server is not notified of what VM noted while it was dead",
			source: "VM, do_notify_sig",
			kind: "reachable",
			holds: ({ server, isNamedIpc, notes, isNotified }) =>
				server === "idle" && isNamedIpc && notes.length > 0 && !isNotified,
		},
		{
			id: "other-name-unheard",
			sentence: "a process sleeps on in semop, as its server is not named ipc and is never notified",
			source: "PM, vm_notify_sig_wrapper",
			kind: "reachable",
			holds: (state) => state.server === "idle" && !state.isNamedIpc && !state.isNotified && oversleeps(state, true),
		},
		{
			id: "place-for-the-gone",
			sentence: "a process waits for a unit that PM has gone on with after its exit",
			source: "IPC server, sem_process_vm_notify",
			kind: "reachable",
			holds: ({ mishap }) => mishap === "a place for a process that is gone",
		},
	],
};

function scope(name: string, bounds: WatchExitScope) {
	return { name, system: () => new WatchExitSystem(bounds) };
}
