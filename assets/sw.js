// The service worker: the pages of ours that were opened last can be read when there is no network, with the time they were
// saved; files that never change are answered from the phone. It writes nothing and holds nothing back: what is posted goes
// straight to the network.
// - The server says of each page whose it is and whether it may be kept (header X-Page). Pages of another session are thrown away
//   as soon as one page says so, and whenever somebody signs in or out here.
// - A page that takes longer than `patience` is shown as it was saved, and the page's script gets the new one when it comes; not
//   after something was written: then only the live page will do, as long as there is a network.
const files = "files", pictures = "pictures", writes = "/offline/written";
const ground = ["/static/look.css", "/static/app.js", "/static/icons.svg", "/static/favicon.svg", "/offline"];
const patience = 250, hopeless = 30000, mostPages = 40, mostPictures = 80, oldest = 14 * 86400000;
const people = /^\/(sign-in|sign-out|join|serve)/;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const isPages = (name) => name.startsWith("pages ");
const savedAt = (response) => Number(response.headers.get("X-Saved"));

// What a notice or a language adds to an address is no other page.
function addressOf(request) {
	const url = new URL(request.url);
	for (const name of ["done", "lang", "pictures"])
		url.searchParams.delete(name);
	url.hash = "";
	return url.href;
}

async function dropPages(but) {
	for (const name of await caches.keys())
		if (isPages(name) && name !== but)
			await caches.delete(name);
}

async function trim(cache, most) {
	const kept = await cache.keys();
	for (const request of kept.slice(0, Math.max(0, kept.length - most)))
		await cache.delete(request);
}

// Keeps a page if it may be kept; gives its text, or nothing.
async function keep(request, response) {
	const [whose, may] = (response.headers.get("X-Page") ?? "").split(" ");
	if (!whose)
		return;
	await dropPages(`pages ${whose}`);
	if (may !== "keep" || response.status !== 200)
		return;
	const html = await response.text();
	const headers = { "Content-Type": "text/html; charset=utf-8", "X-Saved": Date.now() };
	headers["Content-Security-Policy"] = response.headers.get("Content-Security-Policy");
	const cache = await caches.open(`pages ${whose}`);
	await cache.put(addressOf(request), new Response(html, { headers }));
	await trim(cache, mostPages);
	return html;
}

async function find(request) {
	for (const name of await caches.keys()) {
		const found = isPages(name) && await (await caches.open(name)).match(addressOf(request));
		if (found && savedAt(found) > Date.now() - oldest)
			return found;
	}
}

// The saved page with its bar, which stands hidden in every page.
async function marked(saved) {
	const html = await saved.text(), at = new Date(savedAt(saved)), language = /<html lang="([^"]*)/.exec(html)[1];
	const two = (number) => String(number).padStart(2, "0");
	const parts = {
		"{d}": at.getDate(), "{m}": at.getMonth() + 1, "{M}": at.toLocaleString(language, { month: "long" }),
		"{t}": `${two(at.getHours())}:${two(at.getMinutes())}`,
	};
	const shown = html.replace(/(id="saved"[^>]*) hidden>(.*?)<\/b>/s, (all, tag, words) =>
		`${tag}>${words.replace(/{[dmMt]}/g, (part) => parts[part])}</b>`);
	return new Response(shown, { headers: saved.headers });
}

async function offline() {
	return (await caches.match("/offline")) ?? Response.error();
}

async function page(event) {
	const { request } = event;
	const saved = await find(request);
	const live = fetch(request);
	const kept = live.then((response) => keep(request, response.clone())).catch(() => {});
	event.waitUntil(kept);
	if (!saved)
		return live.catch(offline);
	const written = await caches.match(writes);
	const isStale = written && savedAt(written) >= savedAt(saved);
	const first = await Promise.race([live.catch(() => {}), wait(isStale ? hopeless : patience)]);
	if (first)
		return first;
	event.waitUntil(kept.then(async (html) => {
		const client = html && await self.clients.get(event.resultingClientId);
		client?.postMessage({ html });
	}));
	return marked(saved);
}

async function file(request) {
	const found = await caches.match(request, { ignoreVary: true });
	if (found)
		return found;
	const response = await fetch(request);
	if (response.status === 200) {
		const cache = await caches.open(pictures);
		await cache.put(request, response.clone());
		await trim(cache, mostPictures);
	}
	return response;
}

async function wrote(path) {
	const cache = await caches.open(files);
	await cache.put(writes, new Response("", { headers: { "X-Saved": Date.now() } }));
	if (people.test(path))
		await dropPages();
}

async function install() {
	const cache = await caches.open(files);
	await cache.addAll(ground);
	await self.skipWaiting();
}

async function activate() {
	const cache = await caches.open(files);
	for (const request of await cache.keys())
		if (!ground.includes(new URL(request.url).pathname))
			await cache.delete(request);
	await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
// A page that was open before there was a service worker asks to be kept, too.
self.addEventListener("message", (event) => {
	const request = new Request(event.data.keep);
	event.waitUntil(fetch(request).then((response) => keep(request, response)).catch(() => {}));
});
self.addEventListener("fetch", (event) => {
	const { request } = event, { origin, pathname } = new URL(request.url);
	if (origin !== self.location.origin)
		return;
	if (request.method === "POST")
		event.waitUntil(wrote(pathname));
	else if (request.method === "GET" && /^\/(static|pictures)\//.test(pathname))
		event.respondWith(file(request));
	else if (request.method === "GET" && request.mode === "navigate")
		event.respondWith(page(event));
});
