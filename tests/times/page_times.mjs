// How long the server takes for every page that a person of each role can reach, by its own /metrics, in a county that is served
// already (walk.mjs). A few addresses of each door are asked again when warm.
// The statistic is the median, out of the door's histogram. Pages that record a look wait for the disk: there what the commits
// took is taken off the mean. On a machine that others keep busy (more work than processors) the clock says little: there the time
// that the process had a processor counts, all of it, a request. The last line is "N passed, N failed".
// usage: page_times.mjs URL PID DOORS (what `tongcun doors` prints)
import { readdirSync, readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { walk } from "./walk.mjs";

const [url, pid, doorsFile] = process.argv.slice(2);

const busy = loadavg()[0] > cpus().length;
const budget = { page: 5, totals: busy ? 1.5 : 1, memory: 64 }; // a processor that others share does less in a millisecond
const warm = 2, asked = 11, tries = 4;
let passed = 0, failed = 0;

function check(name, good, words) {
	if (good)
		passed++;
	else
		failed++;
	console.log(`${good ? "ok    " : "failed"} ${name}: ${words}`);
}

// ---- figures ----

async function figures() {
	const lines = (await (await fetch(`${url}/metrics`)).text()).split("\n"), all = { doors: {} };
	for (const line of lines) {
		const [, name, labels, value] = line.match(/^(\w+)(?:\{(.*)\})? (\S+)$/) ?? [];
		const door = labels?.match(/door="([^"]*)"/)?.[1], bound = labels?.match(/le="([^"]*)"/)?.[1];
		if (!name)
			continue;
		const to = door ? all.doors[door] ??= { buckets: [] } : all;
		if (bound)
			to.buckets.push([bound === "+Inf" ? Infinity : bound * 1000, +value]);
		else
			to[name] = +value;
	}
	return all;
}

// Where the median lies within its bucket is not known: as if the bucket were filled evenly.
function median(before, after) {
	const counts = after.map(([bound, count], i) => [bound, count - (before?.[i]?.[1] ?? 0)]);
	const half = counts.at(-1)[1] / 2;
	let from = 0, below = 0;
	for (const [bound, count] of counts) {
		if (count >= half)
			return bound === Infinity ? from : from + (bound - from) * (half - below) / (count - below);
		[from, below] = [bound, count];
	}
}

// Milliseconds that all threads of the process had a processor.
function processorTime() {
	const threads = readdirSync(`/proc/${pid}/task`);
	return threads.reduce((sum, thread) => sum + readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0] / 1e6, 0);
}

async function measureOnce(as, path) {
	const door = doorOf(path);
	for (let i = 0; i < warm; i++)
		await get(as, path);
	const before = await figures(), began = processorTime();
	for (let i = 0; i < asked; i++)
		await get(as, path);
	const processor = (processorTime() - began) / asked;
	const after = await figures(), a = before.doors[door] ?? {}, b = after.doors[door];
	const count = b.tongcun_request_seconds_count - (a.tongcun_request_seconds_count ?? 0);
	const mean = (b.tongcun_request_seconds_sum - (a.tongcun_request_seconds_sum ?? 0)) / count * 1000;
	const commits = after.tongcun_commands_total - before.tongcun_commands_total;
	if (busy)
		return { time: processor, mean };
	if (commits < asked)
		return { time: median(a.buckets, b.buckets), mean };
	const waited = (after.tongcun_commit_seconds_total - before.tongcun_commit_seconds_total) / count * 1000;
	return { time: mean - waited, mean, waited };
}

// Others may be at work on the machine: a figure over the budget is taken again.
async function measure(as, path, most) {
	let best;
	for (let i = 0; i < tries && !(best?.time <= most); i++) {
		const one = await measureOnce(as, path);
		if (!best || one.time < best.time)
			best = one;
	}
	return { as, path, ...best };
}

const show = (ms) => ms.toFixed(2).padStart(7);

async function holdPages() {
	const measured = [], files = [];
	for (const [door, list] of found) {
		const [some, whole] = [list.filter(({ path }) => !isFile(door, path)), list.filter(({ path }) => isFile(door, path))];
		for (const { as, path } of some.slice(0, addressesOfDoor))
			measured.push({ door, ...await measure(as, path, budget.page) });
		for (const { as, path } of whole.slice(0, 1))
			files.push({ door, ...await measure(as, path, Infinity) });
	}
	measured.sort((a, b) => b.time - a.time);
	const late = measured.filter(({ time }) => !(time <= budget.page));
	console.log(`${measured.length} addresses of ${new Set(measured.map(({ door }) => door)).size} doors; the slowest, in ms${busy ? " of processor (the machine is busy)" : ""}:`);
	for (const { time, as, path, waited } of measured.slice(0, Math.max(12, late.length)))
		console.log(`${show(time)}  ${path} (${as}${waited ? `; and ${waited.toFixed(2)} of waiting for the disk` : ""})`);
	for (const { time, as, path } of files.sort((a, b) => b.time - a.time).slice(0, 4))
		console.log(`${show(time)}  ${path} (${as}; a file, not held to the budget of pages)`);
	check("server time of a warm page", late.length === 0, `at most ${measured[0].time.toFixed(2)} ms of ${budget.page} ms`);
}

const { found, doors, get, isFile, doorOf, addressesOfDoor } = await walk(url, doorsFile);
const missing = doors.filter(({ name }) => !isFile(name) && !found.has(name));
if (missing.length > 0)
	console.log(`nobody came to ${missing.map(({ name }) => name).join(", ")}: the demo has nothing there`);
check("pages that somebody reached", missing.length * 5 < doors.length, `${doors.length - missing.length} doors of ${doors.length}`);
await holdPages();
// Of a year that is over: this year's come with those of the same days a year before, and are held to the budget of pages.
const totals = await measure("nobody", `/api/v1/figures/51?period=${new Date().getFullYear() - 1}`, budget.totals);
check("a province's totals of a year", totals.time <= budget.totals, `${totals.time.toFixed(2)} ms of ${budget.totals} ms`);
const memory = readFileSync(`/proc/${pid}/status`, "utf8").match(/VmHWM:\s+(\d+)/)[1] / 1024;
check("memory of the serving process", memory < budget.memory, `at most ${memory.toFixed(1)} MB of ${budget.memory} MB`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
