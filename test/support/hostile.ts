import fc from "fast-check";

/** What means something to a shell, a browser, a parser, a terminal or a runner. */
const FRAGMENTS = [
	"$(touch owned)",
	"`touch owned`",
	"; touch owned",
	"$HOME",
	"'",
	'"',
	"\\",
	"'\\''",
	"-rf",
	"|",
	"&",
	"\n",
	"\r\n",
	"\n::error::x",
	"::set-output name=a::b",
	"##[error]x",
	"%0A",
	"\u001b[31m",
	"\u001b]0;title\u0007",
	"\u009b2J",
	"\u0000",
	"\u202e",
	"\u2028",
	"\ufeff",
	"\ufffe",
	"</script><script>alert(1)</script>",
	"<!--",
	"-->",
	"]]>",
	"<img src=x onerror=alert(1)>",
	"&lt;",
	"**",
	"__",
	"[a](javascript:alert(1))",
	"](http://example.org)",
	"<http://example.org>",
	"https://example.org",
	"www.example.org",
	"@everyone",
	"#1",
	"| a | b |",
	"\n# heading",
	"\n```\n",
	"~~~",
	"%%{init: {}}%%",
	"%%",
	"end",
	"{0}",
	"{{",
	"*/",
	"/*",
	"//",
	"??/",
	"\t",
	"a b",
	"?",
	"..",
	"ünïcödé",
	"😀",
	"end_of_record",
	"SF:x",
];

/** Text with parts that mean something to the programs that read reports. */
export const hostileText: fc.Arbitrary<string> = fc
	.array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 6 })
	.map((parts) => parts.join(""));

/** Hostile text that can be a path or an argument: without NUL. */
export const hostileWord: fc.Arbitrary<string> = hostileText.map((text) => text.replaceAll("\u0000", ""));

/** Text that has a character which a terminal or an editor acts on. */
export const ACTED_ON = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** Text without halves of surrogate pairs, which UTF-8 has none of. */
export function wellFormed(text: string): string {
	return text.replace(/\p{Cs}/gu, "\ufffd");
}
