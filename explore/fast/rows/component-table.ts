import { Tuples } from "./tuples.ts";

/** Components of states by the number of their local states: each is made when it is first asked for. */
export abstract class ComponentTable<Component> {
	protected readonly tuples: Tuples;
	readonly #components: (Component | undefined)[] = [];
	/** Components that were asked for. */
	#made = 0;
	readonly #bytesPerComponent: number;
	/** Processes of a component. */
	readonly count: number;

	/**
	 * @param locals different local states that a process can have
	 * @param symmetry whether components that differ in the order of their processes only are one
	 * @param bytesPerComponent memory that a component takes, as measured: a few small objects
	 */
	constructor(count: number, locals: number, symmetry: boolean, bytesPerComponent: number) {
		this.count = count;
		this.tuples = new Tuples(count, locals, symmetry);
		this.#bytesPerComponent = bytesPerComponent;
	}

	/** Works out the moves of processes in these local states. */
	protected abstract make(locals: Uint8Array): Component;

	/** The memory that they take, in bytes. */
	get bytes(): number {
		return this.tuples.bytes + this.#made * this.#bytesPerComponent;
	}

	component(number: number): Component {
		const known = this.#components[number];
		if (known) return known;
		const component = this.make(this.tuples.tuple(number));
		this.#components[number] = component;
		this.#made++;
		return component;
	}

	/** The local states of a component's processes. */
	locals(number: number): Uint8Array {
		return this.tuples.tuple(number);
	}

	/** The number of the component with these local states. */
	number(locals: Uint8Array): number {
		return this.tuples.number(locals);
	}
}
