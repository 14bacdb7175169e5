import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rowLayout } from "../compile/fields.ts";
import { bridgeKey, bridgePlan, compileBridge, PARTS, PREBUILT } from "./bridge.ts";

// The end of `npm run build`: compiles the bridge, unless it is there. The first source that somebody runs does not wait for it then.

const plan = bridgePlan(rowLayout([]));
const names = PARTS.map((part) => bridgeKey(plan, part));
if (!names.every((name) => existsSync(join(PREBUILT, name)))) {
	const bridge = await compileBridge(plan);
	await mkdir(PREBUILT, { recursive: true });
	for (const name of await readdir(PREBUILT)) await rm(join(PREBUILT, name));
	for (const part of PARTS) {
		const path = join(PREBUILT, bridgeKey(plan, part));
		await writeFile(`${path}.new`, bridge[part]);
		await rename(`${path}.new`, path);
	}
}
