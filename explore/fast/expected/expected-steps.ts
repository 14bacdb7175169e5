import type { ResultRecord } from "../../../impl/result.ts";
import type { Action } from "../../../model/action.ts";
import type { Scope } from "../../../model/scope.ts";
import type { State } from "../../../model/state.ts";
import type { Claim } from "../../../properties/ledger.ts";
import { Components, type FactoredState } from "../rows/components.ts";
import { decode } from "../rows/encoding.ts";
import type { Effect } from "../rows/labels.ts";
import { NONE } from "../rows/rules.ts";
import type { RemovalMove, ServiceComponent } from "../rows/service-component.ts";
import type { UserComponent, Waiter } from "../rows/users.ts";
import { matches, waitingInstead } from "./images.ts";
import { askedOf, ServiceStepTable } from "./service-steps.ts";
import { StateFinder } from "./state-finder.ts";
import { StepList } from "./step-list.ts";
import { type ReplyAbout, SECTIONS, type Section, type Subscriptions, type WaitingUsers } from "./steps.ts";
import { UserStepTable } from "./user-steps.ts";

/** The oracle of a search: the steps of the specification from a state, with their results, as integers. */
export class ExpectedSteps extends StepList {
	readonly components: Components;
	readonly alphabet: readonly Action[];
	/** The state that the steps start from. */
	#state: FactoredState = { user: NONE, service: NONE };
	readonly #workers: number;
	readonly #scope: Scope;
	readonly #users: UserStepTable;
	readonly #services: ServiceStepTable;
	readonly #finder: StateFinder;
	/** The number of the result of a refused reply. */
	readonly refused: number;
	readonly #silent: number;
	/** Results of a user's advance, see `#advanceResult`; undefined where not worked out yet. */
	readonly #advanceResults: (number | undefined)[] = [];

	/**
	 * @param workers workers that share the search
	 * @param claims those with a local check are evaluated on the specification
	 * @param symmetry true where states that differ in names only have to be the same worker's
	 */
	constructor(scope: Scope, workers: number, claims: readonly Claim[], symmetry = false) {
		const components = new Components(scope, { symmetry: false, labelled: true }, undefined, claims);
		super(components.labels.alphabet.length);
		this.#workers = workers;
		this.#scope = scope;
		this.components = components;
		this.alphabet = components.labels.alphabet;
		this.#finder = new StateFinder(scope, components);
		this.refused = components.labels.result("SUSPEND", [], true);
		this.#silent = components.labels.result(undefined);
		this.#users = new UserStepTable(components);
		this.#services = new ServiceStepTable(components, { workers, symmetry }, this.refused);
	}

	/** The memory that is taken, in bytes. */
	get bytes(): number {
		const { users, services } = this.components;
		return users.bytes + services.bytes + this.#users.bytes + this.#services.bytes;
	}

	/** The result of a number. */
	record(result: number): ResultRecord {
		const record = this.components.labels.results[result];
		if (!record) throw new RangeError(`there is no result ${result}`);
		return record;
	}

	/** True if a step leads to another state of the specification. */
	changes(step: number): boolean {
		return this.changesUsers(step) || this.changesServices(step);
	}

	changesUsers(step: number): boolean {
		return this.usersAfter(step) !== this.#state.user;
	}

	changesServices(step: number): boolean {
		return this.servicesAfter(step) !== this.#state.service;
	}

	/** The worker that keeps the states with a service component. */
	owner(services: number): number {
		return this.#workers === 1 ? 0 : this.#services.owner(services);
	}

	/** The replies about users of the services of a component. */
	replies(services: number): readonly ReplyAbout[] {
		return this.#services.of(services).replies.flat();
	}

	/** The reply that each user awaits; less than 0 for none. */
	awaitedReplies(users: number): Int32Array {
		return this.#users.of(users).awaited;
	}

	/** Evaluates the claims on a state. @returns the number of steps from it @throws SpecificationViolated */
	visit(state: FactoredState): number {
		const { users, services } = this.components;
		this.components.observePlaces(state);
		return users.component(state.user).enabled + services.component(state.service).enabled;
	}

	/** The users that steps of section "both" start from. */
	waitingUsers(users: number): WaitingUsers {
		const { publishing, waiting, last } = this.components.users.component(users);
		return { users: [...publishing, ...waiting], last, sets: this.#users.of(users).sets };
	}

	/** The services that steps of section "both" start from. */
	subscriptions(services: number): Subscriptions {
		return this.#services.subscriptions(services);
	}

	/** The wait counts of an image after a step, if nothing else differs from what is expected; else undefined. */
	waitingInstead(step: number, found: Int32Array, length: number): readonly number[] | undefined {
		const expected = {
			ours: this.usersImage(this.usersAfter(step)),
			theirs: this.servicesImage(this.servicesAfter(step)),
		};
		return waitingInstead(this.#scope, expected, found, length);
	}

	/** True if an image is what is expected after a step. */
	matches(step: number, found: Int32Array, length: number): boolean {
		const expected = {
			ours: this.usersImage(this.usersAfter(step)),
			theirs: this.servicesImage(this.servicesAfter(step)),
		};
		return matches(this.#scope, expected, found, length);
	}

	/** Flags, pending signals and eventsub of each user; then by place the users that wait there. */
	usersImage(users: number): Int32Array {
		this.#users.of(users);
		return this.#users.images.at(users);
	}

	/** The same of each service; then nested, the number of slots, and endpoint, mask and waiting services of each. */
	servicesImage(services: number): Int32Array {
		return this.#services.image(services);
	}

	/** The state whose image a target gives. */
	find(image: Int32Array, length: number): FactoredState {
		return this.#finder.find(image, length);
	}

	/** A factored state in plain data. */
	state({ user, service }: FactoredState): State {
		const { users, services, encodings } = this.components;
		return decode(this.#scope, encodings, [...users.locals(user), ...services.locals(service)]);
	}

	/** Loads the steps of all sections in their order, or of one section. @throws SpecificationViolated */
	load(state: FactoredState, section?: Section): void {
		const { users, services } = this.components;
		const [ours, theirs] = [users.component(state.user), services.component(state.service)];
		this.#state = state;
		this.length = 0;
		for (const one of section === undefined ? SECTIONS : [section]) this.#load(one, state, ours, theirs);
	}

	#load(section: Section, state: FactoredState, ours: UserComponent, theirs: ServiceComponent): void {
		switch (section) {
			case "services":
				this.#pushServices(state, theirs);
				return;
			case "counted":
				this.#pushCounted(state, ours, theirs);
				return;
			case "users":
				this.#pushUsers(state, ours);
				return;
			case "refused":
				this.#pushRefused(state);
				return;
			case "both":
				this.#pushPublished(state, ours, theirs);
				this.#pushAwaited(state, ours, theirs);
				this.#pushRemovals(state, ours, theirs);
				return;
		}
	}

	/** Pushes steps of services that do not depend on or change the users. */
	#pushServices({ user, service }: FactoredState, { own, ownActions, ownResults }: ServiceComponent): void {
		for (let i = 0; i < own.length; i++) {
			this.push(ownActions[i] ?? NONE, user, own[i] ?? NONE, ownResults[i] ?? NONE);
		}
		const { idleStart, idleEnd } = this.#services.of(service);
		const { words } = this.#services.idle;
		for (let at = idleStart; at < idleEnd; at += 2) {
			this.push(words[at] ?? NONE, user, service, words[at + 1] ?? NONE);
		}
	}

	/** Pushes steps of users that do not depend on or change the services. */
	#pushUsers({ user, service }: FactoredState, ours: UserComponent): void {
		for (let i = 0; i < ours.own.length; i++) {
			this.push(ours.ownActions[i] ?? NONE, ours.own[i] ?? NONE, service, this.#silent);
		}
		const { idle } = this.#users.of(user);
		for (let i = 0; i < idle.length; i += 2) this.push(idle[i] ?? NONE, user, service, idle[i + 1] ?? NONE);
	}

	#pushRefused({ user, service }: FactoredState): void {
		const awaitedBy = this.awaitedReplies(user);
		for (const { action, about, awaited } of this.replies(service)) {
			if (awaitedBy[about] !== awaited) this.push(action, user, service, this.refused);
		}
	}

	#pushPublished({ user, service }: FactoredState, ours: UserComponent, theirs: ServiceComponent): void {
		const { users, labels } = this.components;
		const { order } = this.#services.of(service);
		for (const waiter of ours.publishing) {
			const asked = theirs.first[waiter.event] ?? NONE;
			const result = this.#advanceResult(waiter, asked, order, undefined);
			this.push(labels.action("vfsReply", waiter.position), users.advance(user, waiter, asked), service, result);
		}
	}

	/** The reply that each user in an event call waits for. */
	#pushAwaited({ user, service }: FactoredState, ours: UserComponent, theirs: ServiceComponent): void {
		const { users, labels } = this.components;
		const { order, callers } = this.#services.of(service);
		for (const waiter of ours.waiting) {
			const { place, event, position } = waiter;
			const process = callers[place] ?? NONE;
			if (process === NONE) continue;
			const action = labels.reply(process, position, event);
			const replier = theirs.repliers[place];
			if (replier?.lastReply && replier.pending + (ours.pending[place] ?? 0) === 1) {
				const { to, removal, label } = replier.lastReply;
				const result = this.#advanceResult(waiter, removal.asked[event] ?? NONE, label.order, "SUSPEND");
				this.push(action, users.removed(user, removal), to, result);
			} else {
				const asked = theirs.behind[event]?.[place] ?? NONE;
				const result = this.#advanceResult(waiter, asked, order, "SUSPEND");
				this.push(action, users.advance(user, waiter, asked), service, result);
			}
		}
	}

	/** Removals, and unsubscriptions without one, where the users stay as they are. */
	#pushCounted({ user, service }: FactoredState, ours: UserComponent, theirs: ServiceComponent): void {
		for (const { place, stays, to, label } of theirs.conditional) {
			if ((ours.pending[place] ?? 0) > 0) this.push(label.action, user, stays, label.result);
			else if (ours.last < place) this.push(label.action, user, to, label.result);
		}
		for (const [index, move] of theirs.removals.entries()) {
			if (ours.last >= move.removal.place) continue;
			this.push(move.label.action, user, move.to, this.#removalResult(user, service, ours, move, index));
		}
	}

	/** Removals where users wait for the subscriber or for one behind it. */
	#pushRemovals({ user, service }: FactoredState, ours: UserComponent, theirs: ServiceComponent): void {
		const { users } = this.components;
		for (const { place, to, removal, label } of theirs.conditional) {
			if (ours.last <= place || (ours.pending[place] ?? 0) > 0) continue;
			this.push(label.action, users.removed(user, removal), to, label.result);
		}
		for (const [index, move] of theirs.removals.entries()) {
			if (ours.last < move.removal.place) continue;
			const result = this.#removalResult(user, service, ours, move, index);
			this.push(move.label.action, users.removed(user, move.removal), move.to, result);
		}
	}

	/** The result of a step by which one user advances. */
	#advanceResult(
		{ position, event }: Waiter,
		asked: number,
		order: readonly number[],
		code: "SUSPEND" | undefined,
	): number {
		const to = asked === NONE ? NONE : (order[asked] ?? NONE);
		const index = ((position * 2 + (code === undefined ? 0 : 1)) * 2 + event - 1) * 64 + to + 1;
		this.#advanceResults[index] ??= this.components.labels.result(code, [{ process: position, event, asked: to }]);
		return this.#advanceResults[index];
	}

	/** The result of a subscriber's death: the users that waited for it come first, in the order of the process table. */
	#removalResult(user: number, service: number, ours: UserComponent, move: RemovalMove, index: number): number {
		const { removal, label } = move;
		const known = this.#services.of(service).removalResults[index];
		const set = this.#users.of(user).sets[removal.place] ?? 0;
		const result = known?.[set];
		if (known === undefined || result !== undefined) return result ?? NONE;
		const effects = ours.waiting.flatMap((waiter): Effect[] => {
			if (waiter.place !== removal.place) return [];
			return [{ process: waiter.position, event: waiter.event, asked: askedOf(removal, waiter.event, label.order) }];
		});
		const made = this.components.labels.result(label.code, [...effects, ...label.effects]);
		known[set] = made;
		return made;
	}
}
