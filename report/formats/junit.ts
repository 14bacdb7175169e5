import { create } from "xmlbuilder2";
import { xmlText } from "../escape/xml.ts";
import { interleavingText, loopText, type Story, titleOf } from "../explain/explanation.ts";
import { replayCommand } from "./replay-command.ts";

/** One test of a JUnit report: a claim put to a target. */
export interface JunitCase {
	/** The target. */
	readonly classname: string;
	readonly name: string;
	/** In seconds. */
	readonly time: number;
	readonly properties?: Readonly<Record<string, string>>;
	readonly outcome: JunitOutcome;
}

/** `failure`: a claim is violated. `error`: the tool broke. `skipped`: unknown, and why. */
type JunitOutcome =
	| { readonly kind: "passed" }
	| { readonly kind: "skipped"; readonly message: string }
	| {
			readonly kind: "failure" | "error";
			readonly message: string;
			readonly type: string;
			/** The full text. */
			readonly text: string;
	  };

/** All tests of one run on one target. */
export interface JunitSuite {
	readonly name: string;
	/** ISO 8601. */
	readonly timestamp: string;
	readonly hostname: string;
	readonly cases: readonly JunitCase[];
}

/**
 * The test that a counterexample fails.
 *
 * @param seconds how long it took
 * @param file the counterexample's; undefined where it is kept in none
 */
export function violatedCase(story: Story, seconds: number, file: string | undefined): JunitCase {
	const { claim, subject, why, replayed, counterexample } = story;
	const title = titleOf(story);
	const loop = loopText(story);
	const type = loop === undefined ? "InvariantViolation" : "LivenessViolation";
	const text = [
		title,
		...[...why, ...replayed].map((sentence) => sentence.replaceAll("`", "")),
		replayCommand(story),
	].join("\n");
	return {
		classname: subject.name,
		name: `${claim.id}: ${claim.sentence}`,
		time: seconds,
		properties: {
			...(file === undefined ? {} : { trace: file }),
			interleaving: interleavingText(story),
			...(loop === undefined ? {} : { loop }),
			minimality: counterexample.minimality,
		},
		outcome: { kind: "failure", message: title, type, text },
	};
}

/** A JUnit report, in the shape that Vitest's has. */
export function junitXml(suite: JunitSuite): string {
	const { name, timestamp, hostname, cases } = suite;
	const count = (kind: JunitOutcome["kind"]): number => cases.filter(({ outcome }) => outcome.kind === kind).length;
	const counts = { tests: cases.length, failures: count("failure"), errors: count("error") };
	const time = seconds(cases.reduce((sum, one) => sum + one.time, 0));
	const root = create({ version: "1.0", encoding: "UTF-8", invalidCharReplacement: "" });
	const suites = root.ele("testsuites", { name: "rollcall", ...counts, time });
	const element = suites.ele("testsuite", {
		...attributes({ name, timestamp, hostname }),
		...{ ...counts, skipped: count("skipped"), time },
	});
	for (const one of cases) {
		const test = element.ele(
			"testcase",
			attributes({ classname: one.classname, name: one.name, time: seconds(one.time) }),
		);
		const properties = Object.entries(one.properties ?? {});
		if (properties.length > 0) {
			const list = test.ele("properties");
			for (const [name, value] of properties) list.ele("property", attributes({ name, value }));
		}
		const { outcome } = one;
		if (outcome.kind === "skipped") test.ele("skipped", attributes({ message: outcome.message }));
		else if (outcome.kind !== "passed")
			test.ele(outcome.kind, attributes({ message: outcome.message, type: outcome.type })).txt(xmlText(outcome.text));
	}
	return `${root.end({ prettyPrint: true, indent: "  " })}\n`;
}

function attributes(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
	return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, xmlText(text)]));
}

function seconds(time: number): string {
	return time.toFixed(3);
}
