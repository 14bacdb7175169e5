import { type Action, EVENTS, maskSetBy } from "../../model/action.ts";
import { isService, nrProcs, processName, type Scope } from "../../model/scope.ts";
import { eventOf } from "../../model/state.ts";
import type { Liveness } from "../../properties/claim.ts";
import type { Fairness } from "../liveness.ts";
import type { WithHistory } from "./history-model.ts";

/** Subjects of a claim about liveness: every process, or every service. */
export function subjectsOf(scope: Scope, of: Liveness["of"]): readonly number[] {
	const all = Array.from({ length: nrProcs(scope) }, (_, process) => process);
	return of === "processes" ? all : all.filter((process) => isService(scope, process));
}

/** Numbers of the actions by which services subscribe or change their masks. */
export function subscriptionsIn(alphabet: readonly Action[]): ReadonlySet<number> {
	// A mask with unknown bits alone is a subscription as well.
	const isSubscription = (action: Action): boolean => (maskSetBy(action) ?? 0) !== 0;
	return new Set([...alphabet.entries()].flatMap(([number, action]) => (isSubscription(action) ? [number] : [])));
}

/** Fairness of VFS for each process, and of each service for each question that it can be asked. */
export function fairnessOf(scope: Scope, alphabet: readonly Action[]): readonly Fairness<WithHistory>[] {
	const numbered = [...alphabet.entries()];
	const numbers = (wanted: (action: Action) => boolean): ReadonlySet<number> =>
		new Set(numbered.filter(([, action]) => wanted(action)).map(([number]) => number));
	const processes = Array.from({ length: nrProcs(scope) }, (_, process) => process);
	const vfs = processes.map((process) => ({
		name: `VFS replies about ${processName(scope, process)}`,
		actions: numbers((action) => action.kind === "vfsReply" && action.process === process),
	}));
	const replies = subjectsOf(scope, "services").flatMap((service) =>
		processes.flatMap((process) =>
			EVENTS.map((event) => ({
				name: `${processName(scope, service)} replies about ${processName(scope, process)}, or dies`,
				actions: numbers(
					(action) =>
						(action.kind === "reply" &&
							action.process === service &&
							action.about === process &&
							action.event === event) ||
						(action.kind === "exit" && action.process === service),
				),
				isDue: ({ observed, history }: WithHistory): boolean => {
					const subject = observed.processes[process];
					return (
						(((history[process]?.pending ?? 0) >> service) & 1) === 1 &&
						subject !== undefined &&
						eventOf(subject) === event
					);
				},
			})),
		),
	);
	return [...vfs, ...replies];
}
