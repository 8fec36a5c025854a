// Makes pages better where there is script; without it every one of them works.
// - Outbox: a form that the server says may wait (#outbox data-forms) is kept on the phone before it is sent, until the server's
//   receipt has been shown. Without network it waits, and is sent when a page is opened, when the network comes back, every
//   minute, and by "Send now". Its key is the one the server put into the form, so sending it again writes nothing twice.
// - Saved pages: the service worker (sw.js) shows them; the new one takes its place as soon as it is there.
"use strict";
{
	const patience = 30000, every = 60000, mostUsed = 200;
	const byId = (id) => document.getElementById(id);
	const bar = () => byId("outbox");
	const isLive = () => byId("saved")?.hidden !== false;
	const isForNobody = () => location.pathname === "/offline";
	const store = globalThis.localStorage;

	// ---- what waits: one item of the store each, so that two windows never lose each other's ----

	const read = (name, otherwise) => {
		try {
			return JSON.parse(store.getItem(name)) ?? otherwise;
		} catch {
			return otherwise;
		}
	};
	const write = (name, value) => store.setItem(name, JSON.stringify(value));
	const entries = () => Object.keys(store).filter((name) => name.startsWith("outbox ")).map((name) => read(name))
		.filter(Boolean).sort((a, b) => a.at - b.at);
	const keep = (entry) => write(`outbox ${entry.id}`, entry);
	const drop = (id) => store.removeItem(`outbox ${id}`);
	const person = () => isForNobody() ? read("person", "") : bar().dataset.person;
	const isMine = (entry) => entry.person === person();
	const waits = () => entries().filter((entry) => isMine(entry) && entry.state === "waits");

	// A page kept on the phone may be opened and its form sent more than once: each time is another deed. (A live page that is
	// gone back to is not: sent again, it is answered as the first time.)
	const used = () => read("used", []);
	function fresh(key) {
		const times = isLive() ? 0 : used().filter((one) => one === key).length;
		return times > 0 ? `${key}-${times + 1}` : key;
	}
	const usedUp = (key) => write("used", [...used(), key.slice(0, 32)].slice(-mostUsed));

	// ---- the bar on top ----

	function draw(said = "") {
		const box = bar();
		if (!box)
			return;
		const count = waits().length, mine = entries().filter(isMine);
		const [text, link, button] = box.children;
		const sent = mine.filter((entry) => entry.state === "sent").at(-1);
		const isRefused = mine.some((entry) => entry.state === "refused");
		text.textContent = said || (sent ? `${box.dataset.sent} ${sent.what}` : isRefused ? box.dataset.refused : "");
		link.href = sent && !said ? sent.location : "/offline";
		button.textContent = box.dataset.count.replace("{n}", count);
		button.hidden = count === 0;
		link.hidden = mine.length === 0;
		box.hidden = !text.textContent && mine.length === 0;
		if (box.hidden)
			return;
		byId("main").before(box);
		for (const entry of mine.filter((one) => one.state === "sent"))
			keep({ ...entry, shown: true });
	}

	function say(words) {
		draw(words);
		bar().scrollIntoView({ block: "nearest" });
	}

	// ---- sending ----

	// The answer, or nothing when there was none that decides: then it waits.
	async function post(entry) {
		const stop = new AbortController(), timer = setTimeout(() => stop.abort(), patience);
		try {
			const body = new URLSearchParams(entry.body);
			body.set("key", entry.key);
			const answer = await fetch(entry.action, { method: "POST", body, headers: { "X-Outbox": "1" }, redirect: "manual", signal: stop.signal });
			return [429, 502, 503, 504].includes(answer.status) ? undefined : answer;
		} catch {
			return undefined;
		} finally {
			clearTimeout(timer);
		}
	}

	// Who is signed in now, and the token for that session.
	async function ticket() {
		try {
			return await (await fetch("/offline/ticket", { cache: "no-store" })).json();
		} catch {
			return undefined;
		}
	}

	function withToken(entry, csrf) {
		const body = new URLSearchParams(entry.body);
		body.set("csrf", csrf);
		return { ...entry, body: body.toString() };
	}

	function delivered(entry, answer) {
		usedUp(entry.key);
		const sent = { ...entry, state: "sent", location: answer.headers.get("Location") ?? "/", sent: Date.now(), shown: false };
		keep(sent);
		return sent;
	}

	async function reasonOf(answer) {
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		const found = [...page.querySelectorAll(".problems li, main .error p")].map((e) => e.textContent.trim());
		return found[0] ?? page.title;
	}

	async function settle(entry, answer) {
		if (answer.status === 204)
			delivered(entry, answer);
		else if (answer.status !== 401)
			keep({ ...entry, state: "refused", reason: await reasonOf(answer) });
	}

	let isSending = false;
	async function sendAll(byHand) {
		if (isSending || waits().length === 0 || (!byHand && !navigator.onLine))
			return;
		isSending = true;
		if (byHand)
			say(bar().dataset.sending);
		const now = await ticket();
		let said = now ? "" : byHand ? bar().dataset.kept : "";
		for (const entry of now ? waits() : []) {
			if (entry.person !== now.person) {
				said = bar().dataset.sign;
				continue;
			}
			const answer = await post(withToken(entry, now.csrf));
			if (!answer)
				break;
			await settle(entry, answer);
		}
		isSending = false;
		draw(said);
		listWaiting();
	}

	// ---- a form that may wait ----

	function mayWait(form) {
		const path = new URL(form.getAttribute("action"), location).pathname;
		const paths = bar()?.dataset.forms.split(" ") ?? [];
		return form.enctype !== "multipart/form-data" &&
			paths.some((one) => one && new RegExp(`^${one.replace(/{[^}]*}/g, "[^/]+")}$`).test(path));
	}

	function entryOf(form, submitter) {
		const data = new FormData(form);
		if (submitter?.name)
			data.set(submitter.name, submitter.value);
		const key = form.hasAttribute("data-many") ? `${data.get("key").slice(0, 32)}-${Date.now().toString(36)}` : fresh(data.get("key"));
		if (data.has("written_at"))
			data.set("written_at", Date.now());
		return {
			id: key, key, action: form.getAttribute("action"), body: new URLSearchParams(data).toString(), page: location.pathname + location.search,
			what: [submitter?.textContent.trim(), document.title.split(" - ")[0]].filter(Boolean).join(" · "),
			at: Date.now(), person: bar().dataset.person, state: "waits",
		};
	}

	async function answered(entry, answer) {
		if (answer.status === 204) {
			location.assign(delivered(entry, answer).location);
		} else if (answer.status === 401) {
			location.assign(`/sign-in?next=${encodeURIComponent(entry.page)}`);
		} else {
			drop(entry.id);
			show(await answer.text());
		}
	}

	// The token in a page may be older than the session: once, another is asked for, if it is still the same person's.
	async function sendOne(entry) {
		const answer = await post(entry);
		if (answer?.status !== 403)
			return answer;
		const now = await ticket();
		if (now && now.person !== entry.person)
			return new Response("", { status: 401 });
		return now && post(withToken(entry, now.csrf));
	}

	// A form that is sent many times, each a deed of its own (a conductor takes voucher after voucher): empty again but for what stays.
	function ready(form) {
		const first = form.querySelector("input:not([type=hidden])");
		first.value = "";
		first.focus();
	}

	async function submitted(form, submitter) {
		const entry = entryOf(form, submitter);
		try {
			keep(entry);
		} catch {
			form.submit(); // no room on this phone
			return;
		}
		if (form.dataset.entry && form.dataset.entry !== entry.id)
			drop(form.dataset.entry);
		form.dataset.busy = "1";
		say(bar().dataset.sending);
		const answer = navigator.onLine && await sendOne(entry);
		delete form.dataset.busy;
		if (answer) {
			await answered(entry, answer);
			return;
		}
		if (form.hasAttribute("data-many"))
			ready(form);
		say(bar().dataset.kept);
	}

	document.addEventListener("submit", (event) => {
		const form = event.target, submitter = event.submitter;
		if (form.method !== "post" || event.defaultPrevented || !bar())
			return;
		const waits = mayWait(form);
		if (!waits && navigator.onLine)
			return;
		event.preventDefault();
		if (!waits)
			say(bar().dataset.away);
		else if (!form.dataset.busy)
			submitted(form, submitter);
	});

	// ---- opening what waits: its page, filled in as it was ----

	function fill(form, values) {
		for (const field of form.elements) {
			if (!field.name || field.type === "hidden" || field.type === "file")
				continue;
			if (field.type === "radio" || field.type === "checkbox")
				field.checked = values.getAll(field.name).includes(field.value);
			else if (values.has(field.name) && "value" in field)
				field.value = values.get(field.name);
		}
	}

	// Of several forms to one door (the lines of a cart) the one about the same thing.
	function isAbout(form, values) {
		const own = [...form.elements].filter((field) => field.type === "hidden" && !["csrf", "key", "version"].includes(field.name));
		return own.every((field) => values.get(field.name) === field.value);
	}

	function reopen() {
		const id = location.hash.startsWith("#entry-") && decodeURIComponent(location.hash.slice(7));
		const entry = id && read(`outbox ${id}`);
		if (!entry || !isMine(entry))
			return;
		const values = new URLSearchParams(entry.body);
		const forms = [...document.forms].filter((form) => form.getAttribute("action") === entry.action);
		const form = forms.find((one) => isAbout(one, values)) ?? forms[0];
		if (!form)
			return;
		fill(form, values);
		form.dataset.entry = id;
		if (entry.state === "waits")
			form.elements.namedItem("key").value = entry.key;
		form.scrollIntoView();
	}

	// ---- the page of what waits and what can be read ----

	// As the server writes it in the language of the page, which browsers do not know for Tibetan.
	function moment(ms) {
		const at = new Date(ms), as = (options) => at.toLocaleString("en-GB", options);
		const parts = { y: at.getFullYear(), m: at.getMonth() + 1, n: as({ month: "long" }), d: at.getDate(), t: as({ timeStyle: "short" }) };
		return byId("readable").dataset.moment.replace(/\{(\w)\}/g, (_, part) => parts[part]);
	}

	function list(section, rows) {
		const items = section.querySelector("ul");
		items.replaceChildren(...rows);
		items.hidden = rows.length === 0;
		section.querySelector("[data-none]").hidden = rows.length > 0;
	}

	function rowOf(section) {
		return section.querySelector("template").content.firstElementChild.cloneNode(true);
	}

	function waitingRow(section, entry) {
		const row = rowOf(section), words = section.dataset, [title, meta] = row.querySelectorAll("b, .meta");
		const [open, away] = row.querySelectorAll("a, button");
		title.textContent = isMine(entry) ? entry.what : words.other;
		meta.textContent = [moment(entry.at), isMine(entry) && words[entry.state], isMine(entry) && entry.reason].filter(Boolean).join(" · ");
		open.hidden = !isMine(entry);
		open.href = entry.state === "sent" ? entry.location : `${entry.page}#entry-${encodeURIComponent(entry.id)}`;
		away.addEventListener("click", () => {
			if (away.textContent !== words.sure) {
				away.textContent = words.sure;
				return;
			}
			drop(entry.id);
			draw();
			listWaiting();
		});
		return row;
	}

	function listWaiting() {
		const section = byId("waiting");
		if (section)
			list(section, entries().map((entry) => waitingRow(section, entry)));
	}

	async function listReadable() {
		const section = byId("readable");
		if (!section || !globalThis.caches)
			return;
		const rows = [];
		for (const name of (await caches.keys()).filter((one) => one.startsWith("pages "))) {
			const cache = await caches.open(name);
			for (const request of await cache.keys()) {
				const saved = await cache.match(request), row = rowOf(section);
				row.firstElementChild.href = request.url;
				row.querySelector("b").textContent = new DOMParser().parseFromString(await saved.text(), "text/html").title.split(" - ")[0];
				row.querySelector(".meta").textContent = moment(Number(saved.headers.get("X-Saved")));
				rows.unshift(row);
			}
		}
		list(section, rows);
	}

	// ---- another page in the place of this one ----

	function show(html) {
		const page = new DOMParser().parseFromString(html, "text/html");
		document.title = page.title;
		document.documentElement.dataset.size = page.documentElement.dataset.size;
		document.body.replaceWith(page.body);
		scrollTo(0, 0);
		(document.querySelector(".problems") ?? byId("main")).focus();
		draw();
	}

	let isUntouched = true;
	for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"])
		addEventListener(kind, () => { isUntouched = false; }, { once: true, passive: true });

	// The bar keeps its place, so that nothing under a finger moves.
	function showFresh(html) {
		show(html);
		const saved = byId("saved");
		saved.hidden = false;
		saved.children[0].textContent = saved.dataset.now;
		saved.children[1].remove();
	}

	function freshCame(html) {
		const saved = byId("saved");
		if (isLive())
			return;
		if (isUntouched) {
			showFresh(html);
			return;
		}
		saved.children[0].textContent = saved.dataset.fresh;
		saved.children[1].textContent = saved.dataset.show;
		saved.children[1].addEventListener("click", (event) => {
			event.preventDefault();
			showFresh(html);
		}, { once: true });
	}

	// ---- the service worker, and what it wants kept ----

	// A stylesheet that came inside the page is a file on the next.
	function keepStyles() {
		for (const style of document.querySelectorAll("style[data-from]"))
			fetch(style.dataset.from).catch(() => {});
	}

	function keepGround() {
		const language = document.documentElement.lang;
		if (!navigator.serviceWorker)
			return;
		navigator.serviceWorker.register("/sw.js");
		if (!navigator.serviceWorker.controller)
			navigator.serviceWorker.ready.then((worker) => worker.active.postMessage({ keep: location.href }));
		if (read("language", "") === language || !isLive())
			return;
		const wasAnother = read("language", "") !== "";
		write("language", language);
		if (wasAnother)
			caches.open("files").then((cache) => cache.add("/offline")).catch(() => {});
	}

	function begin() {
		if (!bar())
			return;
		if (isLive() && !isForNobody())
			write("person", bar().dataset.person);
		for (const entry of entries())
			if (entry.state === "sent" && isMine(entry) && (entry.shown || (isLive() && entry.location === location.pathname + location.search)))
				drop(entry.id);
		draw();
		reopen();
		listWaiting();
		listReadable();
		sendAll();
	}

	document.addEventListener("click", (event) => {
		if (event.target.closest("#outbox button"))
			sendAll(true);
	});
	navigator.serviceWorker?.addEventListener("message", (event) => freshCame(event.data.html));
	navigator.serviceWorker?.startMessages();
	addEventListener("online", () => sendAll());
	// Lists are fetched alone by htmx. It comes once the page is whole: earlier it would keep a weak link from the page, and between a
	// page's being read and its being whole it does not look for its lists.
	const bringTables = () => {
		const script = document.createElement("script");
		script.src = document.querySelector("meta[name=htmx-config]")?.dataset.from ?? "";
		if (script.src)
			document.head.append(script);
	};

	addEventListener("load", bringTables);
	addEventListener("load", keepGround);
	addEventListener("load", () => setTimeout(keepStyles, 1000));
	setInterval(sendAll, every);
	try {
		begin();
	} catch {
		// A browser that keeps nothing: the pages work as they are.
	}
}
