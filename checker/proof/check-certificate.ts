import { specificationStep } from "../../lockstep/run.ts";
import { ACTION_KINDS, type Action, type ActionKind, alphabet } from "../../model/action.ts";
import { ACTIONS } from "../../model/action-table.ts";
import { decodeProcess, processCode } from "../../model/charts/table.ts";
import { isService, type Scope } from "../../model/scope.ts";
import { type Process, processOf, type Slot, type State } from "../../model/state.ts";
import { System } from "../../model/system.ts";
import { CLAIMS } from "../../properties/ledger.ts";
import { type Certificate, certifiedCharts } from "./certificate.ts";

// An independent check of certificates. Of the project it has the specification's step and the claims, which a certificate
// is about, and nothing of the search that found the invariant. docs/adr/025 says why its states are enough.

/** Obligation that a certificate has to meet: for the state at the start, or for the steps of one action kind. */
export interface Obligation {
	readonly name: "initially true" | "preserved" | "implies the claims";
	readonly kind: ActionKind | undefined;
	/** Number of states or steps that were checked. */
	readonly checked: number;
	/** The first that fails. */
	readonly failure: Failure | undefined;
}

/** A state, or a step from it, that fails an obligation. */
interface Failure {
	readonly scope: Scope;
	readonly state: State;
	readonly action: Action | undefined;
	/** The clause or the claim that is broken. */
	readonly reason: string;
}

/** Observations of the slots, of the processes or of the list of slots, by the id of the clause that says what they may be. */
const OBSERVATIONS: Readonly<Record<string, (scope: Scope, state: State) => readonly string[]>> = {
	subscriber: (scope, { slots, processes }) =>
		slots.map(({ service }) => `${isService(scope, service) ? "service" : "user"} ${processes[service]?.lifecycle}`),
	"same-subscriber": (_, { slots }) =>
		slots.map(({ service }) =>
			slots.filter((other) => other.service === service).length > 1 ? "several slots" : "one slot",
		),
	"wait-count": (_, state) =>
		state.slots.map((slot) => ["less", "equal", "more"][1 + Math.sign(slot.waiting - waitersOf(state, slot))] ?? ""),
	kept: (_, state) =>
		state.slots.map(
			(slot) => `${slot.mask === 0 ? "no mask" : "mask"}, ${waitersOf(state, slot) === 0 ? "none" : "some"}`,
		),
	slots: (scope, { slots }) => [slots.length > scope.slots ? "more" : "at most NR_SUBS"],
	waits: (_, { processes, slots }) =>
		processes.map(({ lifecycle, waitsFor }) => {
			const whom = slots.some(({ service }) => service === waitsFor) ? "a subscriber" : "another";
			return `${isInCall(lifecycle) ? "in a call" : "in no call"}, ${waitsFor === undefined ? "none" : whom}`;
		}),
};

function isInCall(lifecycle: Process["lifecycle"]): boolean {
	return lifecycle === "signalled" || lifecycle === "departing";
}

function waitersOf({ processes }: State, { service }: Slot): number {
	return processes.filter(({ waitsFor }) => waitsFor === service).length;
}

/** A state at a scope, and the processes whose actions are taken in it. */
interface Scene {
	readonly scope: Scope;
	readonly state: State;
	readonly actors: readonly number[];
}

/** A slot's mask, the state of its service, and the states of the processes that wait there, as codes of the charts. */
interface Place {
	readonly mask: number;
	readonly service: number;
	readonly waiting: readonly number[];
}

const { user: USER, service: SERVICE } = certifiedCharts();
const codeOf = (lifecycle: Process["lifecycle"], killed = false, told = false): number =>
	processCode(processOf(lifecycle, killed, told, undefined));
const [FREE, RUNNING, EXITING] = [codeOf("free"), codeOf("running"), codeOf("exiting")];
const SIGNALLED = [codeOf("signalled"), codeOf("signalled", true)];
const DEPARTING = [codeOf("departing"), codeOf("departing", false, true)];
/** The masks of known bits, and one without a known bit. */
const MASKS = [0, 1, 2, 3, 4];

/** Every slot, with up to two processes that wait for each event: two stand for several. */
const PLACES: readonly Place[] = MASKS.flatMap((mask) =>
	[RUNNING, EXITING].flatMap((service) =>
		[0, 1, 2].flatMap((signals) =>
			[0, 1, 2].map((exits) => {
				return { mask, service, waiting: [...SIGNALLED.slice(0, signals), ...DEPARTING.slice(0, exits)] };
			}),
		),
	),
);
/** Slots of a service that does not act, and those of them where no more processes wait than have to. */
const OTHERS = PLACES.filter(({ waiting, service }) => service === RUNNING && waiting.length < 2);
const BARE = OTHERS.filter(({ mask, waiting }) => waiting.length === (mask === 0 ? 1 : 0));
const PAIRS = BARE.flatMap((one) => BARE.map((other) => [one, other] as const));

/** The scene of some slots, one more user and one more service. @param acting place whose service acts; else the others do */
function sceneOf(places: readonly Place[], user: number, service: number, free: number, acting?: number): Scene {
	const waiting = places.flatMap((place, at) => place.waiting.map((code) => ({ code, at })));
	const first = waiting.length + 1;
	const subscribers = places.map((place, at) => ({ code: place.service, at }));
	const rows = [...waiting, { code: user, at: places.length - 1 }, ...subscribers, { code: service, at: 0 }];
	const processes = rows.map(({ code, at }) => {
		const { lifecycle, killed, told } = decodeProcess(code);
		return processOf(lifecycle, killed, told, isInCall(lifecycle) ? first + Math.max(0, at) : undefined);
	});
	const slots = places.map(({ mask }, at) => {
		return { service: first + at, mask, waiting: processes.filter(({ waitsFor }) => waitsFor === first + at).length };
	});
	const others = [...processes.keys()].filter((process) => process < first || process >= first + places.length);
	return {
		scope: { users: first, services: places.length + 1, slots: places.length + free },
		state: { processes, slots },
		actors: acting === undefined ? others : [first + acting],
	};
}

/** Scenes that stand for states of any number of processes and slots: a certificate admits some of them. */
function* scenes(): Generator<Scene> {
	yield* smallest();
	for (const acting of PLACES) {
		yield sceneOf([acting], FREE, FREE, 1, 0);
		for (const other of OTHERS) {
			yield sceneOf([acting, other], FREE, FREE, 0, 0);
			yield sceneOf([other, acting], FREE, FREE, 1, 1);
		}
		if (acting.mask % 3 !== 0 || acting.waiting.length !== 2) continue;
		for (const [one, other] of PAIRS) {
			yield sceneOf([acting, one, other], FREE, FREE, 1, 0);
			yield sceneOf([one, acting, other], FREE, FREE, 1, 1);
			yield sceneOf([one, other, acting], FREE, FREE, 1, 2);
		}
	}
	for (const places of [[], ...OTHERS.map((one) => [one]), ...PAIRS]) {
		for (const code of USER.codes) yield sceneOf(places, code, FREE, 1);
		for (const code of SERVICE.codes) yield sceneOf(places, FREE, code, 1);
		if (places.length > 0) yield sceneOf(places, FREE, RUNNING, 0);
	}
}

/** Every combination of the fields of one user, one service and two slots, whether or not it makes sense. */
function* smallest(): Generator<Scene> {
	const rows = ({ codes }: typeof USER): readonly Process[] =>
		codes.flatMap((code) => {
			const { lifecycle, killed, told } = decodeProcess(code);
			return [undefined, 0, 1].map((waitsFor) => processOf(lifecycle, killed, told, waitsFor));
		});
	const single = [0, 1].flatMap((service) =>
		[0, 3].flatMap((mask) => [0, 1].map((waiting) => ({ service, mask, waiting }))),
	);
	const lists = [[], ...single.map((one) => [one]), ...single.flatMap((one) => single.map((other) => [one, other]))];
	const all = rows(USER).flatMap((user) => rows(SERVICE).map((service) => [user, service]));
	for (const state of all.flatMap((one) => lists.map((slots) => ({ processes: one, slots })))) {
		for (const slots of [0, 2]) yield { scope: { users: 1, services: 1, slots }, state, actors: [0, 1] };
	}
}

/** Actions of the actors of a scene. Replies are about one process of each state. */
function actionsOf({ state: { processes, slots }, actors }: Scene, all: readonly Action[]): readonly Action[] {
	return all.filter((action) => {
		if (!actors.includes(action.process)) return false;
		if (!ACTIONS[action.kind].isCounted && slots.length > 1) return false;
		if (!("about" in action)) return true;
		const about = processes[action.about];
		return about !== undefined && processes.indexOf(about) === action.about;
	});
}

/** True if the obligation was checked at some state or step, and met at each. */
export function isMet({ checked, failure }: Pick<Obligation, "checked" | "failure">): boolean {
	return checked > 0 && failure === undefined;
}

/**
 * Checks the obligations of a certificate: initially true, preserved by every step, implies the claims at every step.
 *
 * @param isOverAtFailure end with the first failure
 */
export function checkCertificate({ claims, invariant }: Certificate, isOverAtFailure = false): readonly Obligation[] {
	const implied = CLAIMS.filter(({ id }) => claims.some((claim) => claim.id === id));
	const brokenClause = (scope: Scope, state: State): string | undefined =>
		invariant.find(({ id, allows }) => OBSERVATIONS[id]?.(scope, state).some((value) => !allows.includes(value)))?.id;
	const results = new Results();
	const known = new Map<string, { readonly system: System; readonly all: readonly Action[] }>();
	for (const scene of scenes()) {
		const { scope, state } = scene;
		const key = Object.values(scope).join();
		const { system, all } = known.get(key) ?? { system: new System(scope, certifiedCharts()), all: alphabet(scope) };
		const start = { scope, state: system.initial, action: undefined };
		if (!known.has(key)) results.note("initially true", start, () => brokenClause(scope, start.state));
		known.set(key, { system, all });
		if (brokenClause(scope, state) !== undefined) continue;
		if (isOverAtFailure && results.obligations.some(({ failure }) => failure)) break;
		for (const action of actionsOf(scene, all)) {
			if (!system.isEnabled(state, action)) continue;
			const at = { scope, state, action };
			results.note("preserved", at, () => brokenClause(scope, system.step(state, action).state));
			results.note("implies the claims", at, () => {
				const step = specificationStep(scope, state, action, system.step(state, action));
				return implied.find(({ check }) => typeof check?.(step) === "object")?.id;
			});
		}
	}
	return results.obligations;
}

class Results {
	readonly #results = new Map<string, Obligation>(
		[
			{ name: "initially true" as const, kind: undefined },
			...ACTION_KINDS.map((kind) => ({ name: "preserved" as const, kind })),
			...ACTION_KINDS.map((kind) => ({ name: "implies the claims" as const, kind })),
		].map(({ name, kind }) => [`${name} ${kind}`, { name, kind, checked: 0, failure: undefined }]),
	);

	/** @param broken finds the clause or claim that is broken */
	note(name: Obligation["name"], at: Omit<Failure, "reason">, broken: () => string | undefined): void {
		const kind = at.action?.kind;
		const { checked = 0, failure } = this.#results.get(`${name} ${kind}`) ?? {};
		const reason = failure ? undefined : attempt(broken);
		const next = failure ?? (reason === undefined ? undefined : { ...at, reason });
		this.#results.set(`${name} ${kind}`, { name, kind, checked: checked + 1, failure: next });
	}

	get obligations(): readonly Obligation[] {
		return [...this.#results.values()];
	}
}

/** A step that cannot be taken fails like one that breaks something. */
function attempt(broken: () => string | undefined): string | undefined {
	try {
		return broken();
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}
