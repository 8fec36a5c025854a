// How long the server takes for every page that a person of each role can reach, by its own /metrics, in a county that is served
// already. Whoever signs in follows the links from where they begin; a few addresses of each door are asked again when warm.
// The statistic is the median, out of the door's histogram. Pages that record a look wait for the disk: there what the commits
// took is taken off the mean. On a machine that others keep busy (more work than processors) the clock says little: there the time
// that the process had a processor counts, all of it, a request. The last line is "N passed, N failed".
// usage: page_times.mjs URL PID DOORS (what `tongcun doors` prints)
import { readdirSync, readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { logins, password } from "../browser/county.mjs";
import { visits } from "../browser/visits.mjs";

const [url, pid, doorsFile] = process.argv.slice(2);

const busy = loadavg()[0] > cpus().length;
const budget = { page: 5, totals: busy ? 1.5 : 1, memory: 64 }; // a processor that others share does less in a millisecond
const warm = 2, asked = 11, tries = 4, addressesOfDoor = 4, pagesOfPerson = 240;
const people = { ...logins, household: "household", township: "township", city: "city", province: "province" };
const starts = {
	nobody: ["/", "/shelf", "/places", "/ledger", "/figures"], buyer: ["/me", "/orders", "/cart"], coop: ["/desk", "/desk/orders"],
	household: ["/desk", "/me/household"], operator: ["/counter", "/counter/parcels", "/serve"], cadre: ["/households", "/people"],
	township: ["/figures"], officer: ["/figures", "/sellers?place=510525"], city: ["/figures"], province: ["/figures"],
	auditor: ["/ledger", "/figures"], admin: ["/people", "/figures"],
};
// What no link leads to: lists over much land and long times.
const longLists = [
	["admin", "/figures?period=2026"], ["admin", "/orders/of?place=&period=YEAR&indicator=bought_fen"],
	["admin", "/orders/of?place=51&period=YEAR&indicator=served"], ["officer", "/orders/of?place=510525&period=YEAR&indicator=orders"],
	["coop", "/desk/orders?state=delivered"], ["coop", "/desk/orders?state=completed"], ["coop", "/desk/slips?state=paid"],
	["coop", "/desk/slips?state=delivered"],
].map(([as, path]) => ({ as, path: path.replace("YEAR", new Date().getFullYear()) }));

const tokens = { nobody: "" };
let passed = 0, failed = 0;

function check(name, good, words) {
	if (good)
		passed++;
	else
		failed++;
	console.log(`${good ? "ok    " : "failed"} ${name}: ${words}`);
}

async function signIn() {
	for (const [who, login] of Object.entries(people)) {
		const answer = await fetch(`${url}/api/v1/sign-in`, {
			method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ login, password }),
		});
		if (answer.status === 429) // ten a minute from one address
			await new Promise((over) => setTimeout(over, 7000));
		tokens[who] = answer.ok ? (await answer.json()).token : await signInAgain(login);
	}
}

async function signInAgain(login) {
	const answer = await fetch(`${url}/api/v1/sign-in`, {
		method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ login, password }),
	});
	return (await answer.json()).token;
}

async function get(as, path) {
	const headers = { "Accept-Encoding": "br" };
	if (tokens[as])
		headers.Cookie = `session=${tokens[as]}`;
	const answer = await fetch(url + path, { headers, redirect: "manual" });
	return { status: answer.status, html: answer.headers.get("content-type")?.startsWith("text/html"), body: await answer.text() };
}

// ---- doors ----

const doors = readFileSync(doorsFile, "utf8").split("\n").map((line) => line.match(/^GET +(\S+)/)?.[1]).filter(Boolean)
	.map((path) => ({ name: `GET ${path}`, pattern: new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "[^/]+")}$`),
		holes: (path.match(/\{/g) ?? []).length }))
	.sort((a, b) => a.holes - b.holes);
const doorOf = (path) => doors.find((door) => door.pattern.test(path.split("?")[0].replace(/^\/api\/v1(?=\/)/, "")))?.name;
const isFile = (door, path = "") => /\.(csv|xlsx|json|xml)$|^GET \/pictures\/|\/go$|\/file$/.test(door) || /[?&]as=(csv|xlsx|print)/.test(path);

// ---- following links ----

const found = new Map(); // door -> [{ as, path }]

function note(as, path) {
	const list = found.get(doorOf(path)) ?? [];
	found.set(doorOf(path), list);
	if (list.length < addressesOfDoor || !list.some((known) => known.as === as))
		list.push({ as, path });
}

async function follow(as, first) {
	const seen = new Set(first), waiting = [...first], times = {};
	for (let asked = 0; waiting.length > 0 && asked < pagesOfPerson; asked++) {
		const path = waiting.shift();
		const answer = await get(as, path);
		if (answer.status !== 200)
			continue;
		note(as, path);
		if (!answer.html)
			continue;
		for (const [, link] of answer.body.matchAll(/href="(\/[^"#]*|\?[^"#]*)"/g)) {
			const next = (link.startsWith("?") ? path.split("?")[0] + link : link).replaceAll("&amp;", "&");
			const door = doorOf(next);
			if (!door || seen.has(next) || (times[door] ?? 0) >= 3 || next.includes("lang="))
				continue;
			times[door] = (times[door] ?? 0) + 1;
			seen.add(next);
			waiting.push(next);
		}
	}
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

const { order } = await (async () => {
	await signIn();
	const list = await visits({ url, tokens });
	for (const { as, path, status } of list)
		if (status === 200 && (await get(as, path)).status === 200)
			note(as, path);
	for (const { as, path } of longLists)
		if ((await get(as, path)).status === 200)
			note(as, path), found.get(doorOf(path)).unshift(found.get(doorOf(path)).pop());
	return { order: list };
})();
for (const door of doors.filter(({ holes, name }) => holes === 0 && !isFile(name)))
	for (const as of Object.keys(tokens))
		if (!found.has(door.name) && (await get(as, door.name.slice(4))).status === 200)
			note(as, door.name.slice(4));
for (const [as, first] of Object.entries(starts))
	await follow(as, [...first, ...order.filter((visit) => visit.as === as && visit.status === 200).map(({ path }) => path)]);

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
