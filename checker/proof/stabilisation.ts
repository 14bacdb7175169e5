import { behavioursOf } from "../../explore/product/abstract-behaviours.ts";
import type { Scope } from "../../model/scope.ts";
import type { Claim } from "../../properties/ledger.ts";
import type { Stabilisation } from "../../report/text/proof/stabilisation.ts";
import type { OpenedTarget } from "../open-target.ts";
import { type CheckOptions, limitsOf } from "../options.ts";

/** Numbers of users and services. */
type Size = Pick<Scope, "users" | "services">;

/** Options of the search for abstract behaviours. */
export interface StabilisationOptions extends Pick<CheckOptions, "signal"> {
	/** Sizes that are searched, in their order; some small ones if left out. */
	readonly sizes?: readonly Size[] | undefined;
}

/** Numbers of users and services, in the order in which they grow: with one service, a compiled source has nothing new behind five users. */
const SIZES: readonly Size[] = [
	...[1, 2, 3, 4, 5].map((users) => ({ users, services: 1 })),
	...[0, 1, 2].map((users) => ({ users, services: 2 })),
	{ users: 0, services: 3 },
	{ users: 6, services: 1 },
];

/** The most product states of a scope, and the most time for all of them. */
const [MOST_STATES, MOST_MS] = [200_000, 60_000];

/** Searches growing scopes of a target for abstract behaviours that no smaller one has. */
export async function stabilisation(
	opened: OpenedTarget,
	claims: readonly Claim[],
	{ signal, sizes: wanted = SIZES }: StabilisationOptions,
): Promise<Stabilisation> {
	const started = performance.now();
	const known = new Set<string>();
	const sizes: Stabilisation["sizes"][number][] = [];
	for (const size of wanted) {
		const timeMs = MOST_MS - (performance.now() - started);
		if (timeMs <= 0 || signal?.aborted) break;
		const scope: Scope = { ...size, slots: opened.target.scope.slots };
		const target = await opened.forSearch(scope);
		const { keys, states, stoppedBy } = await behavioursOf(
			target,
			claims,
			limitsOf({ states: MOST_STATES, timeMs }),
			signal,
		);
		const fresh = [...keys].filter((key) => !known.has(key));
		for (const key of fresh) known.add(key);
		sizes.push({ scope, states, behaviours: keys.size, fresh: fresh.length, stoppedBy });
	}
	return { sizes };
}
