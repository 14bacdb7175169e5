import { clearLine, cursorTo } from "node:readline";
import type { CheckProgress } from "../../checker/options.ts";
import { scopeName } from "../../model/scope.ts";
import { counted, grouped } from "../../report/text/numbers.ts";

const INTERVAL_MS = 100;

/** A terminal, as far as a line of progress needs one. */
type Terminal = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number | undefined };

/** A line on standard error with the progress of a check; silent where standard error is no terminal. */
export class ProgressLine {
	readonly #terminal: Terminal;
	#last = 0;
	#isShown = false;
	/** The phase that runs, and the time when it began. */
	#phase = "";
	#began = 0;

	constructor(terminal: Terminal = process.stderr) {
		this.#terminal = terminal;
	}

	/** Shows the progress of a check. */
	readonly show = (progress: CheckProgress): void => {
		const { isTTY = false, columns = 80 } = this.#terminal;
		if (!isTTY) return;
		const phase = phaseOf(progress);
		const now = performance.now();
		if (phase !== this.#phase) [this.#phase, this.#began] = [phase, now];
		if (now - this.#last < INTERVAL_MS) return;
		this.#last = now;
		this.clear();
		// One column less: some terminals wrap a line that fills the last column, which could not be cleared then.
		this.#terminal.write(fitting(progressTexts(progress, now - this.#began), columns - 1));
		this.#isShown = true;
	};

	/** Clears the line. */
	clear(): void {
		if (!this.#isShown) return;
		cursorTo(this.#terminal, 0);
		clearLine(this.#terminal, 0);
		this.#isShown = false;
	}
}

/** Name of what runs, by which it is told from what ran before. */
function phaseOf(progress: CheckProgress): string {
	if (progress.phase === "search") return searchText(progress);
	if (progress.phase === "design") return designText(progress);
	return "scope" in progress ? `${progress.phase} ${scopeName(progress.scope)}` : progress.phase;
}

function searchText({ purpose, scope }: Extract<CheckProgress, { readonly phase: "search" }>): string {
	return `search${purpose === undefined ? "" : ` ${purpose}`} at ${scopeName(scope)}`;
}

function designText({ design, at }: Extract<CheckProgress, { readonly phase: "design" }>): string {
	return `search of the design ${design} at ${at}`;
}

/** As many of some texts as fit in a line, from the first on; of the first as much as fits. */
function fitting([first = "", ...others]: readonly string[], width: number): string {
	let line = first.slice(0, width);
	for (const text of others) {
		if (`${line}, ${text}`.length > width) break;
		line += `, ${text}`;
	}
	return line;
}

/** Time that a phase has to have run before it is estimated, in milliseconds: what is measured in less is no basis. */
const LEAST_MS = 1000;

/** The time left where a part of a phase took so long; none where that is too little to tell. */
function leftText(about: string, ms: number, done: number, of: number): readonly string[] {
	return ms < LEAST_MS || done === 0 ? [] : [`${about}${Math.ceil((ms / 1000 / done) * (of - done))} s left`];
}

/** A share: of a small one, its tenths of a percent too. */
function percentText(share: number): string {
	return `${share < 0.1 ? (100 * share).toFixed(1) : Math.floor(100 * share)} %`;
}

/** The number of things done in a second; none in the first one. */
function rateText(done: number, what: string, ms: number): readonly string[] {
	return ms < LEAST_MS ? [] : [`${grouped(Math.round((1000 * done) / ms))} ${what}/s`];
}

/** The progress of a check, the most important first. @param ms since its phase began */
function progressTexts(progress: CheckProgress, ms: number): readonly string[] {
	switch (progress.phase) {
		case "search": {
			const { stored, of = 0, frontier, depth, bytes } = progress;
			// A target may have more states than the specification, by whose number the time is estimated.
			const isKnown = of > stored && stored > 0;
			return [
				`${searchText(progress)}: ${isKnown ? `${grouped(stored)} of ~` : ""}${counted(isKnown ? of : stored, "state")}`,
				...(isKnown ? leftText("about ", ms, stored, of) : []),
				`${grouped(frontier)} on the frontier`,
				`depth ${depth}`,
				...rateText(stored, "states", ms),
				`${grouped(Math.ceil(bytes / 2 ** 20))} MiB`,
			];
		}
		case "design": {
			const { stored, frontier, depth } = progress;
			return [
				`${designText(progress)}: ${counted(stored, "state")}`,
				`${grouped(frontier)} on the frontier`,
				`depth ${depth}`,
			];
		}
		case "random": {
			const { runs, of, actions, findings } = progress;
			return [
				`${grouped(runs)} of ${counted(of, "interleaving")}`,
				counted(findings, "finding"),
				...leftText("", ms, runs, of),
				counted(actions, "action"),
				...rateText(actions, "actions", ms),
			];
		}
		case "abstraction":
			return [`abstraction: ${grouped(progress.done)} of ${counted(progress.of, "state")} reached`];
		case "kept":
			return [`${grouped(progress.done)} of ${counted(progress.of, "kept finding")} tried`];
		case "jobs": {
			const { done, of, failed } = progress;
			return [
				`${grouped(done)} of ${counted(of, "job")}`,
				...(failed > 0 ? [`${grouped(failed)} without a result`] : []),
			];
		}
		case "induction": {
			const { earlier, done, of } = progress;
			return [
				`induction: ${percentText(done / of)}`,
				...leftText("about ", ms, done - earlier, of - earlier),
				...(earlier > 0 ? [`${percentText(earlier / of)} by an earlier run`] : []),
			];
		}
		case "graph":
			return [`complete search of the ${progress.of} at ${scopeName(progress.scope)}`];
	}
}
