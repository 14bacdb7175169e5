import { expect, test } from "vitest";
import { parseView, viewArgs } from "../../../impl/c/compile/views.ts";

test("a view names the list and the members of an entry", () => {
	const parsed = parseView("subs=table.entries, nsubs=table.count,endpt=who.ep,slots=MAX");
	expect(parsed).toEqual({
		view: { subs: "table.entries", nsubs: "table.count", endpt: "who.ep", slots: "MAX" },
	});
	expect("view" in parsed && viewArgs(parsed.view)).toEqual([
		"-DROLLCALL_SUBS=table.entries",
		"-DROLLCALL_NSUBS=table.count",
		"-DROLLCALL_SLOTS=MAX",
		"-DROLLCALL_ENDPT(i)=(ROLLCALL_SUBS)[i].who.ep",
	]);
});

test("a view of arrays side by side says where the place goes", () => {
	const parsed = parseView("nsubs=count,endpt=ep[i],mask=masks[i],waiting=waits[i]");
	expect("view" in parsed && viewArgs(parsed.view)).toEqual([
		"-DROLLCALL_NO_SUBS",
		"-DROLLCALL_ENDPT_ARRAY=ep",
		"-DROLLCALL_MASK_ARRAY=masks",
		"-DROLLCALL_WAITING_ARRAY=waits",
		"-DROLLCALL_NSUBS=count",
		"-DROLLCALL_ENDPT(i)=(ep[i])",
		"-DROLLCALL_MASK(i)=(masks[i])",
		"-DROLLCALL_WAITING(i)=(waits[i])",
	]);
});

test.each([
	["sub=x", 'expected subs, nsubs, endpt, mask, waiting, nested, slots, found "sub"'],
	["subs=a,subs=b", "expected each once, found subs twice"],
	["subs", 'expected subs=NAME with a name or an expression of C, found "subs"'],
	["subs=a;system", 'expected subs=NAME with a name or an expression of C, found "subs=a;system"'],
	["subs=a\nb", 'expected subs=NAME with a name or an expression of C, found "subs=a\nb"'],
])("%j is no view", (text, error) => {
	expect(parseView(text)).toEqual({ error });
});
