// Makes the pictures: viewer.png, the page of finding 001 at its last step, in Chromium; and the charts that the guide to the
// protocol shows, drawn by `rollcall model`. Run with `npm run images`.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch } from "puppeteer-core";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const SIZE = { width: 1200, height: 1240 };
const STEPS =
	"spawn(s0) setMask(s0, EXIT) spawn(s1) setMask(s1, SIGNAL) spawn(u0) signal(u0) vfsReply(u0) setMask(s0, 0) setMask(s0, EXIT)";

const folder = mkdtempSync(join(tmpdir(), "rollcall-images-"));

/** Runs the command as built. */
function rollcall(...words) {
	const { status, stderr, stdout } = spawnSync(process.execPath, ["dist/cli/main.js", ...words], {
		cwd: fileURLToPath(new URL("../..", import.meta.url)),
		encoding: "utf8",
	});
	if (status === null || status > 1) throw new Error(`rollcall ${words.join(" ")}: ${stderr}`);
	return stdout;
}

/** Writes the page of finding 001. */
function writePage() {
	const scope = ["--users", "1", "--services", "2", "--slots", "4"];
	rollcall("verify", ...scope, "--interleaving", STEPS, "--no-store", "--out", folder);
	const finding = readdirSync(folder).find((file) => file.startsWith("waiting-balances"));
	if (finding === undefined) throw new Error("finding 001 is not violated");
	const page = join(folder, "viewer.html");
	rollcall("report", join(folder, finding), "--format", "html", "--out", page);
	return page;
}

for (const chart of ["process", "slot", "announced-process", "ipc-server"]) {
	const picture = fileURLToPath(new URL(`${chart}.svg`, import.meta.url));
	writeFileSync(picture, rollcall("model", "--format", "svg", "--chart", chart));
}

const browser = await launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
await page.setViewport(SIZE);
await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
await page.goto(pathToFileURL(writePage()).href);
await page.keyboard.press("End");
await page.screenshot({ path: fileURLToPath(new URL("viewer.png", import.meta.url)) });
await browser.close();
rmSync(folder, { recursive: true });
