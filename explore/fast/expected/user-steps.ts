import { EVENTS, MASKS } from "../../../model/action.ts";
import { nrProcs } from "../../../model/scope.ts";
import type { ReturnCode } from "../../../model/state.ts";
import { Interner } from "../interner.ts";
import type { Components } from "../rows/components.ts";
import { NONE } from "../rows/rules.ts";
import { CODES_OF_USERS, type UserComponent } from "../rows/users.ts";
import { Images, imageOfRows } from "./images.ts";
import { awaitedReply } from "./steps.ts";

/** The steps of a user component that do not depend on the services, in addition to its own moves. */
interface UserSteps {
	/** Calls that change nothing: action and result, one after the other. */
	readonly idle: readonly number[];
	/** The reply that each user awaits, by position: see `awaitedReply`; NONE if it is in no event call. */
	readonly awaited: Int32Array;
	/** The set of users that wait at a place and their events, as a number; 0 for the empty one. */
	readonly sets: Int32Array;
}

/** Memory that a component takes here, in bytes, as measured. */
const BYTES_PER_COMPONENT = 40;

/** Steps and images of user components, each worked out once. */
export class UserStepTable {
	/** The words of `Target.image` that show the users, then by place the users that wait there. */
	readonly images: Images;
	readonly #components: Components;
	readonly #known: (UserSteps | undefined)[] = [];
	#made = 0;
	readonly #steps = new Interner<UserSteps>();
	readonly #sets = new Map([["", 0]]);

	constructor(components: Components) {
		this.#components = components;
		this.images = new Images(3 * components.scope.users + components.users.places);
	}

	get bytes(): number {
		return this.#made * BYTES_PER_COMPONENT + this.images.words.byteLength;
	}

	of(user: number): UserSteps {
		const known = this.#known[user];
		if (known) return known;
		const { users, encodings } = this.#components;
		const [ours, locals] = [users.component(user), users.locals(user)];
		const awaited = new Int32Array(locals.length).fill(NONE);
		for (const { position, place, event } of ours.waiting) awaited[position] = awaitedReply(place, event);
		const callers = [...locals.keys()].filter((position) => this.#components.canCall("user", locals[position] ?? NONE));
		const made = this.#steps.of(`${awaited};${callers}`, () => ({
			awaited,
			sets: Int32Array.from(ours.pending, (_, place) => this.#setAt(ours, place)),
			idle: callers.flatMap((position) => this.#calls(position, CODES_OF_USERS.setMask, CODES_OF_USERS.reply)),
		}));
		this.images.put(user, [...imageOfRows(locals, encodings.user, false), ...ours.pending]);
		this.#known[user] = made;
		this.#made++;
		return made;
	}

	/** Lists every call of a user. @param ofSetMask the code that setMask returns @param ofReply the code that reply returns */
	#calls(user: number, ofSetMask: ReturnCode, ofReply: ReturnCode): number[] {
		const { labels, scope } = this.#components;
		const processes = [...Array(nrProcs(scope)).keys()];
		return [
			...MASKS.flatMap((mask) => [labels.setMask(user, mask), labels.result(ofSetMask)]),
			...processes.flatMap((about) =>
				EVENTS.flatMap((event) => [labels.reply(user, about, event), labels.result(ofReply)]),
			),
		];
	}

	/** The number of the set of users that wait at a place. */
	#setAt({ waiting }: UserComponent, place: number): number {
		const here = waiting.filter((waiter) => waiter.place === place);
		const key = here.map(({ position, event }) => `${position} ${event}`).join();
		const known = this.#sets.get(key) ?? this.#sets.size;
		this.#sets.set(key, known);
		return known;
	}
}
