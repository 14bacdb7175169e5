import { type Action, type ActionKind, formatAction } from "../../../model/action.ts";
import { type Scope, scopeName } from "../../../model/scope.ts";
import type { State } from "../../../model/state.ts";
import type { CertificateResult } from "../../results-of-proofs.ts";
import { heading, verdictMark } from "../layout/colours.ts";
import { plainTable } from "../layout/table.ts";
import { wrapped } from "../layout/width.ts";
import { grouped } from "../numbers.ts";
import { processStates, slotsText } from "../trace.ts";

/** An obligation of a certificate as it was checked. */
interface CheckedObligation {
	readonly name: string;
	/** Undefined for the state at the start. */
	readonly kind: ActionKind | undefined;
	readonly checked: number;
	readonly failure:
		| {
				readonly scope: Scope;
				readonly state: State;
				readonly action: Action | undefined;
				readonly reason: string;
		  }
		| undefined;
}

/** A certificate that was checked. */
export interface CertificateReport {
	readonly file: string;
	/** True if every obligation was checked and is met. */
	readonly isValid: boolean;
	readonly claims: readonly string[];
	readonly obligations: readonly CheckedObligation[];
}

/** A certificate that was checked, for a terminal: a line for each obligation and action kind. */
export function certificateText({ file, isValid, claims, obligations }: CertificateReport): string {
	const rows = obligations.map(({ name, kind, checked, failure }) => [
		verdictMark(failure ? "violated" : checked > 0 ? "holds" : "unknown"),
		name,
		kind ?? "",
		grouped(checked),
	]);
	const words = isValid
		? `valid: the invariant implies ${claims.length} claims for any number of processes and slots: ${claims.join(", ")}`
		: "not valid";
	return [
		`${plainTable([heading("", "obligation", "action", "checked"), ...rows])}\n`,
		...obligations.map(({ name, failure }) => (failure ? failureText(name, failure) : "")),
		wrapped(`${file}: ${words}`, 2),
	].join("");
}

function failureText(name: string, failure: NonNullable<CheckedObligation["failure"]>): string {
	const { scope, state, action, reason } = failure;
	const from = `${processStates(scope, state, () => true)}; slots: ${slotsText(scope, state)}`;
	const step = action ? `${formatAction(scope, action)} from ` : "";
	const fails = `obligation "${name}" fails (${reason})`;
	return wrapped(`${verdictMark("violated")} ${fails}: ${step}${from}, at ${scopeName(scope)}`, 2);
}

/** A certificate that was checked, for `--json`. */
export function certificateJson({ file, isValid, claims, obligations }: CertificateReport): CertificateResult {
	return {
		...{ format: "rollcall-check-certificate", version: 1, file, valid: isValid, claims },
		obligations: obligations.map(({ name, kind, checked, failure }) => ({
			...{ obligation: name, action: kind ?? null, checked },
			...(failure ? { breaks: failure.reason } : {}),
		})),
	};
}
