// Runs the files of page tests two beside each other, the longest first, and says what each took:
//	node tests/browser/run.mjs [NAME...]
// where NAME stands for NAME.test.mjs; without one all of them. One demonstration county is made, and every file begins with a copy of it.
// What is judged by time has the processors first: the others are nicer, and work while it waits; what goes by the clock comes last, alone.
// What failed is told whole; the last line counts.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeCounty } from "./county.mjs";
import { watchProcessor } from "./processor.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const longest = ["budgets", "pages", "offline", "tasks", "hands"]; // the others follow in the order of their names
const alone = ["lighthouse"];
const beside = 2;
const mostSeconds = 300; // two processors with nothing else to do

const wanted = process.argv.slice(2);
const all = readdirSync(here).filter((file) => file.endsWith(".test.mjs")).map((file) => file.replace(".test.mjs", "")).sort();
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);
const queue = [...longest, ...all.filter((name) => ![...longest, ...alone].includes(name))].filter(isWanted);

function run(name, county) {
	const begun = performance.now();
	const child = spawn("nice", ["-n", ["budgets", ...alone].includes(name) ? "0" : "10", "node", "--test", "--test-reporter=spec", join(here, `${name}.test.mjs`)], {
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, TONGCUN_PAGES: county },
	});
	const processor = watchProcessor(child.pid);
	let said = "";
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", (bytes) => { said += bytes; });
	return new Promise((resolve) => child.on("close", (status) =>
		resolve({ name, status, said, clock: (performance.now() - begun) / 1000, processor: processor.stop() })));
}

const countOf = (said, what) => Number(said.match(new RegExp(`^ℹ ${what} (\\d+)$`, "m"))?.[1] ?? 0);

function tell({ said, status, ...done }) {
	const passed = countOf(said, "pass"), missed = countOf(said, "fail") + countOf(said, "cancelled");
	const failed = missed > 0 || (status === 0 && passed > 0) ? missed : 1; // it died before it counted
	if (failed > 0)
		console.log(passed > 0 && said.includes("failing tests:") ? said.slice(said.indexOf("✖ failing tests:")) : said);
	return { ...done, passed, failed };
}

const begun = performance.now();
const folder = mkdtempSync(join(tmpdir(), "tongcun-pages-"));
const done = [];
try {
	const county = join(folder, "data");
	if (!process.env.TONGCUN_URL)
		makeCounty(county);
	await Promise.all(Array.from({ length: beside }, async () => {
		for (let name = queue.shift(); name; name = queue.shift())
			done.push(tell(await run(name, county)));
	}));
	for (const name of alone.filter(isWanted))
		done.push(tell(await run(name, county)));
} finally {
	rmSync(folder, { recursive: true });
}
const total = (what) => done.reduce((sum, one) => sum + one[what], 0);
for (const { name, clock, processor, passed } of done)
	console.log(`${name}: ${passed} checks, ${clock.toFixed(0)} s by the clock, ${processor.toFixed(0)} s of processor`);
const of = (name) => done.find((one) => one.name === name);
if (of("pages"))
	console.log(`pages with findings of axe-core, beyond the edge, or with targets too small, each in zh-CN, bo and en: ${of("pages").failed}/0`);
if (of("tasks"))
	console.log(`tasks that cannot be done without script, of ${of("tasks").passed + of("tasks").failed}: ${of("tasks").failed}/0`);
const clock = (performance.now() - begun) / 1000;
console.log(`all checks of pages: ${clock.toFixed(0)} s by the clock, ${total("processor").toFixed(0)} s of processor; at most ${mostSeconds} s on two free processors`);
console.log(`${total("passed")} passed, ${total("failed")} failed`);
process.exitCode = total("failed") > 0 ? 1 : 0;
