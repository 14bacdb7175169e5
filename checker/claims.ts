import type { Scope } from "../model/scope.ts";
import { isDecided } from "../properties/verdict.ts";
import type { ClaimsResult } from "../report/results.ts";
import { type LedgerEntry, type LedgerReport, ledgerJson } from "../report/text/ledger.ts";
import { type CheckOptions, type ClaimOptions, limitsFor } from "./options.ts";
import type { VerifyOptions } from "./verification/plan.ts";
import { smallScopes } from "./verification/searches.ts";
import { runVerify } from "./verify.ts";

/** Options of `claims`. */
export interface ClaimsOptions
	extends Pick<CheckOptions, "target" | "signal" | "onProgress" | "onWarning">,
		ClaimOptions {
	readonly limits?: VerifyOptions["limits"];
	/** Search larger scopes too, which takes minutes. */
	readonly isDeep?: boolean | undefined;
}

/** Scopes that a deep run searches after the small ones. */
const DEEP: readonly Pick<Scope, "users" | "services">[] = [
	{ users: 3, services: 1 },
	{ users: 2, services: 2 },
	{ users: 1, services: 3 },
];

/**
 * Decides every claim of the ledger by complete searches; the one random interleaving beside them decides none.
 *
 * @throws UsageError where the options do not fit, or the source cannot be compiled
 */
export async function claims(options: ClaimsOptions = {}): Promise<ClaimsResult> {
	return ledgerJson(await runClaims(options));
}

/** Decides claims as `claims` does. @returns more than its data: what printing takes */
export async function runClaims({ isDeep = false, ...options }: ClaimsOptions = {}): Promise<LedgerReport> {
	const scopes = (slots: number): readonly Scope[] => [
		...smallScopes(slots),
		...(isDeep ? DEEP.map((scope) => ({ ...scope, slots })) : []),
	];
	const { opened, verification } = await runVerify({
		...options,
		limits: limitsFor("claims", options.limits),
		runs: 1,
		scopes,
	});
	const { judgement, findings, lassos, witnesses } = verification;
	const deep = isDeep ? " --deep" : "";
	const entries = judgement.claims.map((one): LedgerEntry => {
		const { id } = one.claim;
		const leading = findings.filter(({ group }) => group.leads);
		const trace = [...leading, ...lassos, ...witnesses].find(({ claim }) => claim.id === id);
		const command = trace?.replay ?? `npx rollcall claims${opened.words}${deep} --only ${id}`;
		return { ...one, random: undefined, command: isDecided(one.verdict) ? command : undefined };
	});
	return { target: opened.description, verdict: judgement.verdict, scopes: judgement.scopes, entries, lassos };
}
