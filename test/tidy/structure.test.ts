import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

/** The folders from the bottom up: each imports from those before it only. */
const LAYERS = ["model", "impl", "properties", "lockstep", "explore", "coverage", "report", "checker", "cli"] as const;

const MOST_FILES = 14;
const MOST_LINES = 300;

const shipped = LAYERS.flatMap((layer) =>
	readdirSync(layer, { recursive: true, encoding: "utf8" }).map((file) => join(layer, file)),
).filter((file) => /\.(ts|c|h|js)$/.test(file));

/** The files that a file imports, those that are loaded when they are needed included. @param isRun without what is imported for types */
function importsOf(file: string, isRun = false): readonly string[] {
	const whole = readFileSync(file, "utf8");
	const text = isRun ? whole.replaceAll(/^(?:import|export) type [^;]*;$/gm, "") : whole;
	return Array.from(text.matchAll(/(?:from |import\()"(\.[^"]+)"/g), ([, path = ""]) =>
		normalize(join(dirname(file), path)),
	);
}

function layerOf(file: string): number {
	return LAYERS.findIndex((layer) => file.startsWith(`${layer}/`));
}

describe("the structure of the code", () => {
	it("imports from the folders below only", () => {
		const wrong = shipped.flatMap((file) =>
			importsOf(file)
				.filter((imported) => layerOf(imported) > layerOf(file) || layerOf(imported) < 0)
				.map((imported) => `${file} imports ${imported}`),
		);
		expect(wrong).toEqual([]);
	});

	it("has no import cycle", () => {
		const imports = new Map(shipped.map((file) => [file, importsOf(file)]));
		const done = new Set<string>();
		const visit = (file: string, path: readonly string[]): readonly string[] => {
			if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(" > ")];
			if (done.has(file)) return [];
			const found = (imports.get(file) ?? []).flatMap((next) => visit(next, [...path, file]));
			done.add(file);
			return found;
		};
		expect(shipped.flatMap((file) => visit(file, []))).toEqual([]);
	});

	it("has a check of certificates of under 250 lines, which runs nothing of any search", () => {
		const check = "checker/proof/check-certificate.ts";
		expect(readFileSync(check, "utf8").split("\n").length).toBeLessThan(250);
		const seen = new Set<string>();
		const visit = (file: string): void => {
			if (seen.has(file)) return;
			seen.add(file);
			for (const next of importsOf(file, true)) visit(next);
		};
		visit("cli/proof/check-certificate.ts");
		expect([...seen]).toContain(check);
		expect([...seen].filter((file) => file.startsWith("explore/"))).toEqual([]);
	});

	it("leaves the insides of an accelerator to that accelerator", () => {
		const isInside = (file: string): boolean => /^explore\/fast\/(kernel|rows)\/(?!index\.ts$)/.test(file);
		const wrong = shipped
			.filter((file) => !file.startsWith("explore/fast/"))
			.flatMap((file) =>
				importsOf(file)
					.filter(isInside)
					.map((imported) => `${file} imports ${imported}`),
			);
		expect(wrong).toEqual([]);
	});

	it(`has at most ${MOST_FILES} files in a folder`, () => {
		const counts = new Map<string, number>();
		for (const file of shipped) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
		expect([...counts].filter(([, count]) => count > MOST_FILES)).toEqual([]);
	});

	it(`has files of at most ${MOST_LINES} lines`, () => {
		const long = shipped.filter((file) => readFileSync(file, "utf8").split("\n").length - 1 > MOST_LINES);
		expect(long).toEqual([]);
	});
});
