import { cacheKey, readCached, writeCached } from "../../impl/cache.ts";
import type { Recipe } from "../../impl/recipe.ts";
import { areInLedger, type Claim } from "../../properties/ledger.ts";
import type { OpenedTarget } from "../open-target.ts";
import { bytesOf, dataOf } from "./plain-data.ts";
import { toolDigest } from "./tool.ts";

/** Part of a verification whose result depends on what is named here, and on nothing else but the code. */
export interface Part<Result> {
	/** Name of the part, as in "search". */
	readonly name: string;
	/** The claims that it decides. */
	readonly claims: readonly Claim[];
	/** The targets that it runs; none for what is about the specification, or about designs. */
	readonly recipes: readonly Recipe[];
	/** Everything else that its result depends on, as JSON. */
	readonly inputs: unknown;
	/** True if no limit and no interruption kept the result from being complete. */
	readonly isComplete: (result: Result) => boolean;
}

/** An entry of the cache. */
interface Entry<Result> {
	readonly result: Result;
	/** True if the signedness of plain `char` has mattered. */
	readonly widensChars: boolean;
}

/**
 * Complete results of earlier runs with the same code: the tool's, the target's and our own C's, to the byte. A result that
 * a limit or an interruption has cut short is not kept.
 */
export class EarlierResults {
	readonly #opened: Pick<OpenedTarget, "target" | "charCheck"> | undefined;
	readonly #isUsed: boolean;
	#reused = 0;

	/**
	 * @param opened undefined for parts that run no target
	 * @param isUsed false to find everything anew; what is found is kept all the same
	 */
	constructor(opened: Pick<OpenedTarget, "target" | "charCheck"> | undefined, isUsed: boolean) {
		this.#opened = opened;
		this.#isUsed = isUsed;
	}

	/** Number of parts that an earlier run has done. */
	get reused(): number {
		return this.#reused;
	}

	/** Takes the result of a part from an earlier run, or finds it. */
	async resultOf<Result>(part: Part<Result>, find: () => Promise<Result>): Promise<Result> {
		const earlier = await this.find(part);
		if (earlier !== undefined) return earlier;
		const result = await find();
		await this.keep(part, result);
		return result;
	}

	/** Result of a part in an earlier run; undefined where there is none, or everything is to be found anew. */
	async find<Result>(part: Part<Result>): Promise<Result | undefined> {
		if (!this.#isUsed || !hasKey(part)) return undefined;
		const bytes = await readCached("result", keyOf(part));
		if (!bytes) return undefined;
		// Sealed: it is what a run of the same code has written.
		const { result, widensChars } = dataOf(bytes) as Entry<Result>;
		this.#reused += 1;
		if (widensChars) this.#opened?.target.noteWidening();
		return result;
	}

	/** Keeps the result of a part for later runs, if it is complete. */
	async keep<Result>(part: Part<Result>, result: Result): Promise<void> {
		if (!hasKey(part) || !part.isComplete(result)) return;
		// What runs no target says nothing of its chars, and is taken by runs on others.
		const widensChars = part.recipes.length > 0 && this.#opened?.charCheck() === "signed only";
		const entry: Entry<Result> = { result, widensChars };
		await writeCached("result", keyOf(part), bytesOf(entry));
	}
}

type Identity = Pick<Part<unknown>, "name" | "claims" | "recipes" | "inputs">;

/** False where a claim is a caller's own: no key can name its check. */
function hasKey({ claims }: Identity): boolean {
	return areInLedger(claims);
}

function keyOf({ name, claims, recipes, inputs }: Identity): string {
	return cacheKey([toolDigest(), name, claims.map(textOf), recipes.map(identityOf), inputs]);
}

/** Everything that a claim consists of, its functions as text. */
function textOf(claim: Claim): string {
	return JSON.stringify(claim, (_, value: unknown) => (typeof value === "function" ? String(value) : value));
}

/** The code of a target, in a few words. */
function identityOf(recipe: Recipe): unknown {
	const { kind, scope } = recipe;
	return kind === "mirror"
		? { kind, scope, revision: recipe.revision }
		: { kind, scope, module: recipe.compiled.sha256 };
}
