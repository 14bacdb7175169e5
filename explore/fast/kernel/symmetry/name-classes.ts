import type { Components } from "../../rows/components.ts";
import { orbitSize } from "../../rows/tuples.ts";

/** A class of components that differ in names only: its number, and how many they are. */
interface NameClass {
	readonly number: number;
	readonly ways: number;
}

/** Classes of components of the specification that differ in the names of users, or of services. */
export class NameClasses {
	readonly #components: Components;
	readonly #numbers = new Map<string, number>();
	readonly #users: (NameClass | undefined)[] = [];
	readonly #services: (NameClass | undefined)[] = [];

	constructor(components: Components) {
		this.#components = components;
	}

	/** Finds the class of a user component. */
	ofUsers(component: number): NameClass {
		this.#users[component] ??= this.#classOf("users", this.#components.users.locals(component));
		return this.#users[component];
	}

	/** Finds the class of a service component. */
	ofServices(component: number): NameClass {
		this.#services[component] ??= this.#classOf("services", this.#components.services.locals(component));
		return this.#services[component];
	}

	#classOf(kind: string, locals: Uint8Array): NameClass {
		const sorted = locals.toSorted();
		const key = `${kind} ${sorted.join()}`;
		const number = this.#numbers.get(key) ?? this.#numbers.size;
		this.#numbers.set(key, number);
		return { number, ways: orbitSize(sorted) };
	}
}
