import type { Scope } from "../model/scope.ts";
import { CLAIMS, type Claim } from "../properties/ledger.ts";
import { isDecided, overall } from "../properties/verdict.ts";
import type { ClaimsResult } from "../report/results.ts";
import { type LedgerEntry, type LedgerReport, ledgerJson } from "../report/text/ledger.ts";
import { type CheckOptions, type ClaimOptions, limitsFor } from "./options.ts";
import type { VerifyOptions } from "./verification/plan.ts";
import { ownSmallScopes, smallScopes } from "./verification/searches.ts";
import { runVerify } from "./verify.ts";

/** Options of `claims`. */
export interface ClaimsOptions
	extends Pick<CheckOptions, "target" | "signal" | "onProgress" | "onWarning">,
		ClaimOptions {
	readonly limits?: VerifyOptions["limits"];
	/** Search larger scopes too, which takes minutes. */
	readonly isDeep?: boolean | undefined;
}

/** The most states of a search of the target past violations, and of one for a single claim, in a deep run. */
const DEEP_STATES = 1_000_000;

function deepOwnScopes(slots: number): readonly Scope[] {
	return [...ownSmallScopes(slots), { users: 2, services: 2, slots }];
}

/** Scopes that a deep run searches after the small ones. */
const DEEP: readonly Pick<Scope, "users" | "services">[] = [
	{ users: 3, services: 1 },
	{ users: 2, services: 2 },
	{ users: 1, services: 3 },
	{ users: 3, services: 2 },
	{ users: 2, services: 3 },
];

/**
 * Decides every claim of the ledger by complete searches; the one random interleaving beside them decides none.
 *
 * @throws UsageError where the options do not fit, or the source cannot be compiled
 */
export async function claims(options: ClaimsOptions = {}): Promise<ClaimsResult> {
	return ledgerJson(await runClaims(options));
}

/**
 * Claims that are checked where some are asked for: all that steps decide. What lies past violations of the others is decided only where
 * these are checked too, so that a claim by itself has the verdict that it has in the ledger.
 */
function checkedWith(asked: readonly Claim[]): readonly Claim[] {
	if (asked.every(({ check }) => !check)) return asked;
	const more = CLAIMS.filter(({ check, id }) => check && asked.every((claim) => claim.id !== id));
	return [...asked, ...more];
}

/** Decides claims as `claims` does. @returns more than its data: what printing takes */
export async function runClaims({ isDeep = false, ...options }: ClaimsOptions = {}): Promise<LedgerReport> {
	const { claims: asked = CLAIMS } = options;
	const scopes = (slots: number): readonly Scope[] => [
		...smallScopes(slots),
		...(isDeep ? DEEP.map((scope) => ({ ...scope, slots })) : []),
	];
	const { opened, verification } = await runVerify({
		...options,
		claims: checkedWith(asked),
		limits: limitsFor("claims", options.limits),
		runs: 1,
		scopes,
		...(isDeep ? { statesPast: DEEP_STATES, ownStates: DEEP_STATES, ownScopes: deepOwnScopes } : {}),
	});
	const { judgement, findings, lassos, witnesses } = verification;
	const own = `npx rollcall claims${opened.words}${isDeep ? " --deep" : ""} --only`;
	const verdicts = judgement.claims.filter(({ claim }) => asked.some(({ id }) => id === claim.id));
	const entries = verdicts.map((one): LedgerEntry => {
		const { id } = one.claim;
		const leading = findings.filter(({ group }) => group.leads);
		const trace = [...leading, ...lassos, ...witnesses].find(({ claim }) => claim.id === id);
		const isRefuted = one.basis.kind === "violation" && one.basis.refuted !== undefined;
		const command = isRefuted ? `npx rollcall claims --witness ${id}` : (trace?.replay ?? `${own} ${id}`);
		return { ...one, random: undefined, command: isDecided(one.verdict) ? command : undefined };
	});
	const verdict = overall(verdicts);
	return { target: opened.description, verdict, scopes: judgement.scopes, entries, lassos, own, isDeep };
}
