import { existsSync } from "node:fs";
import { type Scope, scopeName } from "../model/scope.ts";
import {
	type Counted,
	type Counts,
	commands,
	core,
	type Explored,
	explore,
	rumur,
	SOURCE,
	scaled,
	spin,
	verify,
	xstateGraph,
} from "./contenders.ts";
import type { Contest } from "./contest.ts";

/** The other model checkers that are installed. */
export interface Installed {
	readonly spin: boolean;
	readonly rumur: boolean;
}

const ROUNDS = 3;
/** Words of a command by which one thread searches. */
const ALONE = ["--workers", "1"];
const SMALL: Scope = { users: 2, services: 2, slots: 4 };

const raw: Counted<Counts> = ({ states, transitions }) => `${states} states, ${transitions} transitions`;
const canonical = (states: number): string => `${states} canonical states`;
const product: Counted<Explored> = ({ product: found }) =>
	raw({ states: found?.pairs ?? 0, transitions: found?.transitions ?? 0 });

/** All contests, in the order in which they are held. */
export function contests(installed: Installed, record: string): readonly Contest[] {
	return [
		...specifications(installed),
		...(installed.spin && existsSync(SOURCE) ? sources() : []),
		steps(),
		...recordings(record),
		{
			title: `specification at ${scopeName(SMALL)}, @xstate/graph`,
			contenders: () => [explore("rollcall", SMALL, [], raw), xstateGraph(SMALL, raw)],
			rounds: 1,
		},
	];
}

/** The specification, by all that can search it in some minutes. */
function specifications(installed: Installed): readonly Contest[] {
	const scopes: readonly { readonly scope: Scope; readonly isSmall: boolean }[] = [
		{ scope: SMALL, isSmall: true },
		{ scope: { users: 2, services: 3, slots: 4 }, isSmall: true },
		{ scope: { users: 4, services: 2, slots: 4 }, isSmall: false },
	];
	return scopes.flatMap(({ scope, isSmall }): readonly Contest[] => [
		{
			title: `specification at ${scopeName(scope)}`,
			contenders: () => [
				explore("rollcall", scope, ALONE, raw),
				explore("rollcall --no-symmetry", scope, ["--no-symmetry", ...ALONE], raw),
				core("plain core", scope, [], raw),
				...(isSmall ? [core("plain core, no symmetry", scope, ["--no-symmetry"], raw)] : []),
				...(installed.spin ? [spin("world", scope, raw)] : []),
				...(installed.rumur && isSmall ? [rumur(scope, "off", raw)] : []),
			],
			rounds: 2,
		},
		canonicalStates(scope, installed.spin, installed.rumur && isSmall),
	]);
}

/** The same up to renaming users among themselves and services among themselves. */
function canonicalStates(scope: Scope, withSpin: boolean, withRumur: boolean): Contest {
	const ours: Counted<Explored> = ({ canonicalStates: states }) => canonical(states);
	const theirs: Counted<Counts> = ({ states }) => canonical(states);
	return {
		title: `specification at ${scopeName(scope)}, canonical states`,
		contenders: () => [
			explore("rollcall", scope, ALONE, ours),
			core("plain core", scope, [], ours),
			...(scope === SMALL ? [core("plain core, in plain data", scope, ["--model", "plain"], ours)] : []),
			...(withSpin ? [spin("world-canonical", scope, theirs)] : []),
			...(withRumur ? [rumur(scope, "exhaustive", theirs)] : []),
		],
		rounds: ROUNDS,
	};
}

/** The seed's event.c in product with the specification; the plain core has all memory as the state. */
function sources(): readonly Contest[] {
	const searches = [
		{ scope: SMALL, what: "all memory", words: ["--all-memory"], memory: "all" },
		{ scope: { users: 2, services: 3, slots: 4 }, what: "memory that can be read", words: [], memory: "readable" },
	] as const;
	return searches.map(({ scope, what, words, memory }) => ({
		title: `real event.c beside the specification at ${scopeName(scope)}, ${what}`,
		contenders: () => [
			explore("rollcall --workers 1", scope, ["--source", SOURCE, ...words, ...ALONE], product),
			explore("rollcall --workers 2", scope, ["--source", SOURCE, ...words, "--workers", "2"], product),
			...(memory === "all" ? [core("plain core", scope, ["--source", SOURCE], raw)] : []),
			spin("event-c", scope, raw, memory),
		],
		rounds: ROUNDS,
		warmUp: true,
	}));
}

function steps(): Contest {
	const words = ["--revision", "clear-waiting", ...ALONE];
	return {
		title: `steps of the repaired mirror beside the specification at ${scopeName(SMALL)}`,
		contenders: () => [
			scaled(
				explore("rollcall explore, complete", SMALL, words, () => ""),
				915_348,
			),
			commands(SMALL, 2_000, 1),
		],
		rounds: ROUNDS,
	};
}

/** The cost of recording: whole processes of the same run, with --coverage and without. */
function recordings(record: string): readonly Contest[] {
	const targets = [
		{ what: "mirror", words: ["--target", "mirror"] },
		...(existsSync(SOURCE) ? [{ what: "real event.c", words: ["--source", SOURCE] }] : []),
	];
	const scopes: readonly Scope[] = [
		{ users: 3, services: 5, slots: 4 },
		{ users: 1, services: 2, slots: 4 },
	];
	return scopes.flatMap((scope) =>
		targets.map(({ what, words }) => ({
			title: `recording of verify on the ${what} at ${scopeName(scope)}, processor time`,
			contenders: () => [
				verify("not recorded", scope, words),
				verify("recorded", scope, [...words, "--coverage", record]),
			],
			rounds: 5,
			warmUp: true,
		})),
	);
}
