import { beforeAll, describe, expect, it } from "vitest";
import { compile } from "../../../impl/c/compile/compile.ts";
import { createCTarget } from "../../../impl/c/runtime/target.ts";
import type { Failure } from "../../../impl/failure.ts";
import { TargetFailure } from "../../../impl/failure.ts";
import type { Target } from "../../../impl/target.ts";
import { parseAction } from "../../../model/action.ts";
import { ACTED_ON } from "../../support/hostile.ts";
import { compiled, read } from "../../support/sources.ts";

const SCOPE = { users: 1, services: 1, slots: 4 };

/** Does not come back, or says too much: the mask says how. */
const HOSTILE = `
static int is_endless;
static char big[200000];
static unsigned fib(unsigned n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
static int ping(void);
static int pong(void) { return ping(); }
static int ping(void) { return pong(); }
typedef int (*again_t)(void *);
static int again(void *function) { return ((again_t)function)(function); }
static void hostile(unsigned mask)
{
	static void *const labels[] = { &&back, &&end };
	int written = 77;
	switch (mask) {
	case 0: is_endless = 1; break;
	case 1: if (fib(60) == 1) nothing(); break;
	case 2: ping(); break;
	case 3: again((void *)again); break;
	case 4: memset(big, 65, sizeof(big) - 1); panic("\\033[31m%s%2000000000d", big, 1);
	case 7: back: goto *labels[written == 1];
	default:
		printf("%20d %n %f %lld %.*d", 1, &written, 1.0, 1ll, 90000, 2);
		printf("%20d %n %f %lld %.*d", 1, &written, 1.0, 1ll, 1000000000, 2);
	}
	end: ;
}
`;

const { path, text } = read("examples/event-facility/facility.c");
const source = text
	.replace(
		"int do_proceventmask(void)\n{",
		`static void nothing(void) {}\n${HOSTILE}$&\n\thostile(m_in.m_lsys_pm_proceventmask.mask);`,
	)
	.replace(/(rollcall_nsubs\(void\)\n\{)/, "$1\n\twhile (is_endless) asm_free();")
	.replace("static void nothing", "static void asm_free(void) { static volatile int n; n = 1; }\nstatic void nothing");

let target: Target;
beforeAll(async () => {
	target = createCTarget(await compiled({ path, text: source }, SCOPE), SCOPE);
});

/** The failure of a mask, the same one each time that it is set. */
function failureOf(mask: string): Failure {
	const [first, second] = [1, 2].map(() => {
		target.reset();
		for (const action of ["spawn(s0)", mask]) {
			const parsed = parseAction(SCOPE, action);
			if ("error" in parsed) throw new Error(parsed.error);
			const outcome = target.apply(parsed);
			if (!outcome.ok) return outcome.failure;
		}
		throw new Error(`${mask} does not fail`);
	});
	expect(first).toEqual(second);
	return first ?? ({} as Failure);
}

describe("what does not come back", () => {
	it.each([
		["an exponential recursion", "setMask(s0, EXIT)", /does not end: 100001 iterations/],
		["a recursion of two functions", "setMask(s0, SIGNAL)", /a recursion does not end/],
		["a recursion by address", "setMask(s0, EXIT|SIGNAL)", /a recursion does not end/],
		["a computed goto", "unknownMask(s0, 0x7)", /does not end: 100001 iterations/],
		["a printf of a thousand million characters", "unknownMask(s0, 0xffffffff)", /does not end: 100001 iterations/],
	])("fails at the same place every time: %s", (_, mask, says) => {
		expect(failureOf(mask).text).toMatch(says);
	});

	it("is a failure of a view too", () => {
		target.reset();
		for (const text of ["spawn(s0)", "setMask(s0, 0)"]) {
			const action = parseAction(SCOPE, text);
			if ("error" in action) throw new Error(action.error);
			target.apply(action);
		}
		expect(() => target.view()).toThrow(TargetFailure);
	});
});

describe("what a source says", () => {
	it("is cut, and does nothing in a terminal", () => {
		const { kind, text } = failureOf("unknownMask(s0, 0x4)");
		expect(kind).toBe("panic");
		expect(text.length).toBeLessThan(520);
		expect(text).not.toMatch(ACTED_ON);
		expect(text).toMatch(/\(cut\)$/);
	});
});

describe("a source that is more than a part of PM is refused in one line", () => {
	it.each([
		["grows its memory", "static int f(void) { return __builtin_wasm_memory_grow(0, 100); }", /own memory\.grow/],
		[
			"has too much static data",
			"static volatile char giga[2u << 20]; static int f(void) { return giga[who_e]; }",
			/512 KiB are allowed/,
		],
		[
			"has more static data than clang has memory",
			"static volatile char giga[1u << 30]; static int f(void) { return giga[who_e]; }",
			/512 KiB are allowed$/,
		],
		[
			"computes with 128 bits",
			"static volatile __int128 wide = 3; static int f(void) { return (int)(wide * wide / 7 - 1); }",
			/computes with __int128 or long double, for which there are no functions here: use other types$/,
		],
		[
			"runs before PM",
			`__attribute__((constructor)) static void early(void) { panic("early"); } static int f(void) { return 0; }`,
			/constructor/,
		],
		[
			"is nested too deeply",
			`static int f(void) { return ${"(".repeat(3000)}0${")".repeat(3000)}; }`,
			/cannot be compiled: clang gives up/,
		],
	])("%s", async (_, code, says) => {
		const calling = text.replace("int do_proceventmask(void)\n{", `${code}\n$&\n\tif (f()) return 1;`);
		expect(calling).not.toBe(text);
		const result = await compile({ path, text: calling }, SCOPE);
		expect("error" in result && result.error).toMatch(says);
	});
});
