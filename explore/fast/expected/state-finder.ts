import { UnstableTarget } from "../../../impl/failure.ts";
import { rowOfEndpoint } from "../../../impl/lives.ts";
import type { Scope } from "../../../model/scope.ts";
import type { Components, FactoredState } from "../rows/components.ts";
import type { Encoding } from "../rows/encoding.ts";
import { NONE } from "../rows/rules.ts";
import { rowOf } from "./images.ts";

/** Finds the state of the specification whose image a target gives. */
export class StateFinder {
	readonly #scope: Scope;
	readonly #components: Components;
	/** The code by kind of process and by flags and pending signals. */
	readonly #codes: Readonly<Record<"user" | "service", ReadonlyMap<number, number>>>;
	readonly #place: Int8Array;
	readonly #mask: Int8Array;
	readonly #users: Uint8Array;
	readonly #services: Uint8Array;

	constructor(scope: Scope, components: Components) {
		this.#scope = scope;
		this.#components = components;
		const { user, service } = components.encodings;
		this.#codes = { user: codesOf(user, false), service: codesOf(service, true) };
		[this.#place, this.#mask] = [new Int8Array(scope.services), new Int8Array(scope.services)];
		[this.#users, this.#services] = [new Uint8Array(scope.users), new Uint8Array(scope.services)];
	}

	/** @throws RangeError where no state has this image */
	find(image: Int32Array, length: number): FactoredState {
		const { users, services } = this.#scope;
		this.#place.fill(NONE);
		this.#mask.fill(0);
		const slots = 3 * (users + services) + 2;
		for (let place = 0; slots + 3 * place < length; place++) {
			const service = rowOfEndpoint(image[slots + 3 * place] ?? 0) - users;
			this.#place[service] = place;
			this.#mask[service] = image[slots + 3 * place + 1] ?? 0;
		}
		for (let user = 0; user < users; user++) {
			this.#users[user] = this.#local("user", image, user, NONE, 0);
		}
		for (let service = 0; service < services; service++) {
			const [place, mask] = [this.#place[service] ?? NONE, this.#mask[service] ?? 0];
			this.#services[service] = this.#local("service", image, users + service, place, mask);
		}
		const components = this.#components;
		return { user: components.users.number(this.#users), service: components.services.number(this.#services) };
	}

	#local(kind: "user" | "service", image: Int32Array, process: number, place: number, mask: number): number {
		const [flags, signals, waits] = [
			image[3 * process] ?? 0,
			image[3 * process + 1] ?? 0,
			image[3 * process + 2] ?? NONE,
		];
		const code = this.#codes[kind].get(keyOf(flags, signals)) ?? NONE;
		const local = this.#components.encodings[kind].numberOf(code, waits, place, mask);
		if (local < 0) {
			throw new UnstableTarget(`no state has a process with flags ${flags}, eventsub ${waits}, place ${place}`);
		}
		return local;
	}
}

function codesOf(encoding: Encoding, isService: boolean): ReadonlyMap<number, number> {
	return new Map(
		encoding.locals.map(({ code }) => {
			const { flags, signals } = rowOf(code, isService);
			return [keyOf(flags, signals), code];
		}),
	);
}

function keyOf(flags: number, signals: number): number {
	return flags * 2 + (signals === 0 ? 0 : 1);
}
