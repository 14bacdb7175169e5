/** Functions of the bridge that the instrumentation calls, and their parameters. */
const CALLED: Readonly<Record<string, string>> = {
	rollcall_iteration: "",
	rollcall_enter: "",
	rollcall_leave: "",
	rollcall_read: "ptr, i32, i32",
	rollcall_copied: "ptr, i32, i32",
	rollcall_written: "ptr, i32, i32",
	rollcall_moved: "ptr, i32, ptr, i32, i32",
	rollcall_selects: "ptr, i32, ptr, ptr, i32, ptr, i32",
	rollcall_anything: "",
	rollcall_at: "i32",
	rollcall_local: "ptr, i32",
	rollcall_local_left: "ptr, i32",
	rollcall_widened: "i32",
};

/** Declares the functions of the bridge that a program in LLVM's text form calls, where it does not yet. */
export function withDeclarations(ir: string): string {
	const lines = Object.entries(CALLED)
		.filter(([name]) => !new RegExp(`^(?:declare|define) .*@${name}\\(`, "m").test(ir))
		.map(([name, parameters]) => `declare void @${name}(${parameters})\n`);
	return `${ir}\n${lines.join("")}`;
}
