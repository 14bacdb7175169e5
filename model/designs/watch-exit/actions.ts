/** Actions that name a process: of the process itself, of PM and of VFS. */
const PROCESS_KINDS = ["semget", "down", "signal", "exit", "notice", "vfsReply", "clear", "spawn"] as const;
const SERVER_KINDS = ["receive", "vmAnswer", "crash", "restart", "restartRenamed"] as const;

/**
 * An action of the model of the older scheme.
 *
 * `receive`: the server receives the notification, or a request. `vmAnswer`: VM answers the server's call, and the server
 * serves the request. `restartRenamed`: the server starts again under another name.
 */
export type WatchExitAction = OfProcess<(typeof PROCESS_KINDS)[number]> | OfServer<(typeof SERVER_KINDS)[number]>;

/** One type for each kind. */
type OfProcess<Kind> = Kind extends string ? { readonly kind: Kind; readonly process: number } : never;
type OfServer<Kind> = Kind extends string ? { readonly kind: Kind } : never;

/** Every action of so many processes. */
export function watchExitAlphabet(processes: number): readonly WatchExitAction[] {
	const all = Array.from({ length: processes }, (_, process) => PROCESS_KINDS.map((kind) => ({ kind, process })));
	return [...all.flat(), ...SERVER_KINDS.map((kind) => ({ kind }))];
}

/** An action as people read it. */
export function formatWatchExitAction(action: WatchExitAction): string {
	return "process" in action ? `${action.kind}(p${action.process})` : action.kind;
}
