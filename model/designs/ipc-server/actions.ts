/** Actions that name a process: of the process itself, of PM and of VFS. */
const PROCESS_KINDS = [
	"semget",
	"down",
	"up",
	"remove",
	"signal",
	"exit",
	"notice",
	"vfsReply",
	"acknowledge",
	"clear",
	"spawn",
] as const;
const SERVER_KINDS = ["receive", "pmAnswer", "crash", "removeSubscriber", "restart"] as const;

/**
 * An action of the model of the IPC server.
 *
 * `notice`: PM learns that the message of a delayed process has been received. `acknowledge`: PM receives a reply about the
 * process. `receive`: the server receives a message. `pmAnswer`: PM answers the server's call.
 */
export type IpcAction = OfProcess<(typeof PROCESS_KINDS)[number]> | OfServer<(typeof SERVER_KINDS)[number]>;

/** One type for each kind. */
type OfProcess<Kind> = Kind extends string ? { readonly kind: Kind; readonly process: number } : never;
type OfServer<Kind> = Kind extends string ? { readonly kind: Kind } : never;

/** Every action of so many processes. */
export function ipcAlphabet(processes: number): readonly IpcAction[] {
	const all = Array.from({ length: processes }, (_, process) => PROCESS_KINDS.map((kind) => ({ kind, process })));
	return [...all.flat(), ...SERVER_KINDS.map((kind) => ({ kind }))];
}

/** An action as people read it. */
export function formatIpcAction(action: IpcAction): string {
	return "process" in action ? `${action.kind}(p${action.process})` : action.kind;
}
