// Every page that a person of each role can reach in a county that is served: whoever signs in follows the links from where they begin, the
// visits of tests/browser/visits.mjs and all doors without a hole in their path are tried. Gives found, a Map of door to its addresses
// [{ as, path }], with what else is needed to ask them again.
import { readFileSync } from "node:fs";
import { logins, password } from "../browser/county.mjs";
import { visits } from "../browser/visits.mjs";

const addressesOfDoor = 4, pagesOfPerson = 240;
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


// doorsFile: what `tongcun doors` prints.
export async function walk(url, doorsFile) {
	const tokens = { nobody: "" };
	const found = new Map();

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

	await signIn();
	const order = await visits({ url, tokens });
	for (const { as, path, status } of order)
		if (status === 200 && (await get(as, path)).status === 200)
			note(as, path);
	for (const { as, path } of longLists)
		if ((await get(as, path)).status === 200)
			note(as, path), found.get(doorOf(path)).unshift(found.get(doorOf(path)).pop());
	for (const door of doors.filter(({ holes, name }) => holes === 0 && !isFile(name)))
		for (const as of Object.keys(tokens))
			if (!found.has(door.name) && (await get(as, door.name.slice(4))).status === 200)
				note(as, door.name.slice(4));
	for (const [as, first] of Object.entries(starts))
		await follow(as, [...first, ...order.filter((visit) => visit.as === as && visit.status === 200).map(({ path }) => path)]);

	return { found, doors, get, isFile, doorOf, addressesOfDoor };
}
