import { describe, expect, it } from "vitest";
import { PackedSystem } from "../../explore/models/packed-system.ts";
import { ProductImage } from "../../explore/models/product-image.ts";
import { Registers } from "../../explore/models/system-encoding.ts";
import { SystemModel } from "../../explore/models/system-model.ts";
import { search } from "../../explore/search.ts";
import { imageOf } from "../../impl/image.ts";
import type { State } from "../../model/state.ts";
import { System } from "../../model/system.ts";

describe("the image of a state of the specification", () => {
	it.each([
		{ users: 1, services: 2, slots: 4 },
		{ users: 1, services: 2, slots: 1 },
		{ users: 2, services: 1, slots: 4 },
		{ users: 2, services: 2, slots: 4, rows: "shared" },
	] as const)("is that of a target, and the state is read off it again, in every state at %o", async (scope) => {
		const images = new ProductImage(scope, new PackedSystem(scope).codes);
		const [state, read, image] = [new Registers(scope), new Registers(scope), new Int32Array(1024)];
		let states = 0;
		const holds = (one: State): boolean => {
			state.take(one);
			const length = images.write(state, image);
			expect(image.subarray(0, length)).toEqual(imageOf(scope, one));
			expect(images.read(image, length, read)).toBe(true);
			expect(read.state()).toEqual(state.state());
			states++;
			return true;
		};
		await search(new SystemModel(new System(scope)), [{ kind: "always", name: "image", holds }]);
		expect(states).toBeGreaterThan(800);
	});

	it("is that of no state where flags stand for no lifecycle, or a process waits behind the end of the list", () => {
		const scope = { users: 1, services: 1, slots: 4 };
		const images = new ProductImage(scope, new PackedSystem(scope).codes);
		const read = new Registers(scope);
		expect(images.read(Int32Array.from([0, 0, -1, 0, 0, -1, 0, 0]), 8, read)).toBe(true);
		expect(images.read(Int32Array.from([12_345, 0, -1, 0, 0, -1, 0, 0]), 8, read)).toBe(false);
		expect(images.read(Int32Array.from([0, 0, 0, 0, 0, -1, 0, 0]), 8, read)).toBe(false);
	});
});
