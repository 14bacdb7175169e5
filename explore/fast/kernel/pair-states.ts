import type { FactoredState } from "../rows/components.ts";

/** The states of the specification that pairs have, by their numbers of users and of the rest. */
export class PairStates {
	readonly #users: (number | undefined)[] = [];
	readonly #services: (number | undefined)[] = [];
	readonly #hasOwnView: boolean;

	/** @param hasOwnView set where the source defines its own view, which need not be of users and the rest apart */
	constructor(hasOwnView: boolean) {
		this.#hasOwnView = hasOwnView;
	}

	get bytes(): number {
		return 8 * (this.#users.length + this.#services.length);
	}

	/** @param load gives the state where it is not known yet */
	of(users: number, rest: number, load: () => FactoredState): FactoredState {
		const [user, service] = [this.#users[users], this.#services[rest]];
		if (user !== undefined && service !== undefined) return { user, service };
		const state = load();
		if (this.#hasOwnView) return state;
		this.#users[users] = state.user;
		this.#services[rest] = state.service;
		return state;
	}
}
