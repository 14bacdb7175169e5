import type { Claim } from "../../../properties/claim.ts";
import type { LocalCheck, LocalStep } from "../../../properties/local.ts";
import { SpecificationViolated } from "../../specification/specification-violated.ts";

/** Adds up counts by claim id. */
export function sumByClaim(counts: Iterable<readonly [string, number]>): Map<string, number> {
	const sums = new Map<string, number>();
	for (const [claim, count] of counts) sums.set(claim, (sums.get(claim) ?? 0) + count);
	return sums;
}

/** A claim's check of one kind of observation, and how often that exercised it. */
interface Monitor<Kind extends LocalStep["kind"]> {
	readonly claim: string;
	readonly check: NonNullable<LocalCheck[Kind]>;
	exercised: number;
}

/**
 * The local checks of claims, evaluated where the integers that the search works with are made: once for every component
 * of a state, and every move of a component, that is reached.
 */
export class Monitors {
	readonly #byKind: { readonly [Kind in LocalStep["kind"]]: readonly Monitor<Kind>[] };

	constructor(claims: readonly Claim[]) {
		const of = <Kind extends LocalStep["kind"]>(kind: Kind): readonly Monitor<Kind>[] =>
			claims.flatMap(({ id, local }) => {
				const check = local?.[kind];
				return check ? [{ claim: id, check, exercised: 0 }] : [];
			});
		this.#byKind = {
			process: of("process"),
			slot: of("slot"),
			subscribers: of("subscribers"),
			place: of("place"),
			choice: of("choice"),
			resumption: of("resumption"),
			removal: of("removal"),
			subscription: of("subscription"),
			refusal: of("refusal"),
		};
	}

	/** Evaluates the claims on one observation. @throws SpecificationViolated where one does not hold */
	observe<Kind extends LocalStep["kind"]>(kind: Kind, step: Extract<LocalStep, { readonly kind: Kind }>): void {
		const monitors: readonly Monitor<Kind>[] = this.#byKind[kind];
		for (const monitor of monitors) {
			const result = monitor.check(step);
			if (result === "holds") monitor.exercised++;
			else if (result !== "idle") throw new SpecificationViolated(monitor.claim, result.detail);
		}
	}

	/** Number of observations that exercised each claim, by claim id. */
	get exercised(): ReadonlyMap<string, number> {
		const all: readonly { readonly claim: string; readonly exercised: number }[] = Object.values(this.#byKind).flat();
		return sumByClaim(all.map(({ claim, exercised }) => [claim, exercised]));
	}
}
