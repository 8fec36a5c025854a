// Weak links: pages to read and writes that wait while the network is cut, in a real Chromium with its service worker and its store.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { openBrowser, openPerson } from "./browser.mjs";
import { ask, openCounty, password } from "./county.mjs";
import { openLink } from "./link.mjs";

const site = await openCounty();
const browser = await openBrowser();
const village = "510525106204";
const goods = await ask(site, `/shelf?place=${village}`);
const product = goods.items.find((item) => item.title.startsWith("脆红李尝鲜装"));
const { variants: [variant] } = await ask(site, `/products/${product.id}`);
const productPath = `/products/${product.id}`;
const link = await openLink(site.url);
const contexts = [];

after(async () => {
	await Promise.all(contexts.map((context) => context.close()));
	await browser.close();
	await link.close();
	await site.close();
});

// A page of one person over the bad link, its service worker at work.
async function open(who, path) {
	link.way = "good";
	const context = await openPerson(browser, link.url, { token: site.tokens[who] ?? "" });
	contexts.push(context);
	const page = await context.newPage();
	await page.goto(link.url + path);
	await page.evaluate(() => navigator.serviceWorker.ready);
	await page.waitForFunction(() => navigator.serviceWorker.controller);
	await page.reload();
	await savedCopy(page, path);
	return page;
}

const go = (page, path) => page.goto(link.url + path);
const waiting = (page) => page.locator("#outbox button");
const said = (page) => page.locator("#outbox b").textContent();
const entries = (page) => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("outbox ")).map((name) => JSON.parse(localStorage[name])));
const savedPages = (page) => page.evaluate(async () => {
	const names = (await caches.keys()).filter((name) => name.startsWith("pages "));
	return Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname))).then((lists) => lists.flat());
});
const inCart = async (who) => (await ask(site, "/cart", site.tokens[who])).items.find((item) => item.variant === variant.id || item.variant_id === variant.id)?.pieces ?? 0;

async function until(holds, what) {
	for (let turn = 0; turn < 600; turn++) {
		if (await holds())
			return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	assert.fail(what);
}
const savedCopy = (page, path) => until(async () => (await savedPages(page)).includes(new URL(path, link.url).pathname), `${path} was not kept`);

async function put(page, pieces) {
	await page.fill("input[name=pieces]", String(pieces));
	await page.click("button[name=then][value=cart]");
}

test("script and service worker are as small as promised, and files that never change are kept for a year", async () => {
	const page = await (await fetch(`${site.url}/`)).text();
	const script = page.match(/\/static\/app\.[0-9a-f]{8}\.js/)[0];
	for (const [path, most] of [["/sw.js", 4096], [script, 6144]]) {
		const body = Buffer.from(await (await fetch(site.url + path)).arrayBuffer());
		assert.ok(brotliCompressSync(body).length < most, `${path}: ${brotliCompressSync(body).length} of ${most} bytes`);
	}
	assert.equal((await fetch(site.url + script)).headers.get("cache-control"), "public, max-age=31536000, immutable");
	assert.equal((await fetch(`${site.url}/sw.js`)).headers.get("cache-control"), "no-cache");
});

test("the last pages can be read without network, with the time they were saved", async () => {
	const page = await open("nobody", productPath);
	link.way = "down";
	await page.reload();
	assert.match(await page.textContent("#saved"), /\d月\d+日 \d\d:\d\d存下的/);
	assert.match(await page.textContent("main h1"), /脆红李/);
	assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("main h1")).fontWeight), "800", "with its looks");
	await go(page, "/places/51");
	assert.equal(await page.textContent("main h1"), "没有网络");
	await page.click(`#readable a[href$='${productPath}']`);
	await page.locator("#saved").waitFor();
	link.way = "good";
	await page.click("#saved a");
	await page.locator("#saved").waitFor({ state: "hidden" });
});

test("a slow page is shown as it was saved, and the new one takes its place", async () => {
	const page = await open("buyer", "/cart");
	const before = await inCart("buyer");
	link.delay = 2000;
	await go(page, "/cart");
	assert.equal(await page.locator("#saved").isVisible(), true);
	await page.locator("#saved", { hasText: "已是最新" }).waitFor();
	link.delay = 0;
	assert.equal(await inCart("buyer"), before);
});

test("what is sent three times is written once", async () => {
	const page = await open("buyer", productPath);
	const before = await inCart("buyer"), sent = link.count("POST /cart");
	link.way = "mute";
	await put(page, 2);
	await until(async () => (await said(page)).includes("已存在这部手机上"), "it does not say that it waits");
	assert.match(await waiting(page).textContent(), /1/);
	for (let turn = 2; turn <= 3; turn++) {
		await waiting(page).click();
		await until(() => link.count("POST /cart") - sent >= turn, `number ${turn} did not arrive`); // Chromium may ask twice itself
		await until(async () => !(await said(page)).includes("正在"), "still sending");
	}
	assert.equal((await entries(page))[0].state, "waits", "it is kept until the server's receipt is here");
	assert.equal(await inCart("buyer"), before + 2, "written once");
	link.way = "good";
	await waiting(page).click();
	await until(async () => (await said(page)).includes("已送出"), "no receipt");
	assert.ok(link.count("POST /cart") - sent >= 4);
	assert.equal(await inCart("buyer"), before + 2, "still once");
	await page.reload();
	assert.deepEqual(await entries(page), [], "the receipt was shown");
});

test("without network it waits, is changed, is sent when the network comes back", async () => {
	const page = await open("buyer", productPath);
	const before = await inCart("buyer");
	await page.context().setOffline(true);
	await put(page, 1);
	await page.reload();
	assert.equal(await page.locator("#saved").isVisible(), true);
	await put(page, 3);
	assert.equal((await entries(page)).length, 1, "the same form again is the same deed, changed");
	await go(page, "/offline");
	await page.click("#waiting a");
	assert.equal(await page.inputValue("input[name=pieces]"), "3", "opened as it was written");
	await put(page, 4);
	assert.equal((await entries(page)).length, 1);
	await page.context().setOffline(false);
	await until(async () => (await inCart("buyer")) === before + 4, "it was not sent by itself");
	await page.context().setOffline(true);
	await page.reload();
	await put(page, 1);
	await page.context().setOffline(false);
	await until(async () => (await inCart("buyer")) === before + 5, "a kept page used again is another deed");
});

test("an entry can be dropped", async () => {
	const page = await open("buyer", productPath);
	const before = await inCart("buyer");
	await page.context().setOffline(true);
	await put(page, 1);
	await go(page, "/offline");
	await page.click("#waiting button");
	assert.match(await page.textContent("#waiting button"), /真的/);
	await page.click("#waiting button");
	assert.equal(await page.locator("#waiting li").count(), 0);
	await page.context().setOffline(false);
	await go(page, "/cart");
	assert.equal(await inCart("buyer"), before);
});

test("what is refused is told, opened, mended and sent", async () => {
	const page = await open("cadre", "/me/details");
	await page.context().setOffline(true);
	const phone = await page.inputValue("input[name=phone]");
	await page.fill("input[name=phone]", "12");
	await page.click("main form[action='/me/details'] button");
	await waiting(page).waitFor();
	await page.context().setOffline(false);
	await until(async () => (await entries(page))[0].state === "refused", "not refused");
	await go(page, "/offline");
	assert.match(await page.textContent("#waiting .meta"), /没有收下/);
	await page.click("#waiting a");
	assert.equal(await page.inputValue("input[name=phone]"), "12");
	await page.fill("input[name=phone]", phone || "13900000001");
	await page.click("main form[action='/me/details'] button");
	await page.waitForURL(/done=/);
	assert.deepEqual(await entries(page), []);
});

test("what is wrong is shown at its field at once when there is a network", async () => {
	const page = await open("cadre", "/me/details");
	await page.fill("input[name=phone]", "12");
	await page.click("main form[action='/me/details'] button");
	await page.locator(".problems").waitFor();
	assert.equal(await page.evaluate(() => document.activeElement.className), "problems");
	assert.equal(await page.inputValue("input[name=phone]"), "12");
	assert.deepEqual(await entries(page), []);
});

async function signOut(page) {
	await go(page, "/me");
	await page.click("main form[action='/sign-out'] button");
	await page.waitForURL((url) => url.pathname !== "/me");
}

async function signIn(page, login) {
	await go(page, "/sign-in");
	await page.fill("main input[name=login]", login);
	await page.fill("main input[name=password]", password);
	await page.click("main form[action='/sign-in'] button");
	await page.waitForURL((url) => url.pathname !== "/sign-in");
}

test("nothing is lost by signing out, and nothing is sent for anybody else", async () => {
	const page = await open("buyer", productPath);
	const before = await inCart("buyer"), others = await inCart("cadre");
	await page.context().setOffline(true);
	await put(page, 1);
	await waiting(page).waitFor();
	await page.context().clearCookies({ name: "session" });
	await page.context().setOffline(false);
	await page.waitForTimeout(300);
	assert.equal((await entries(page))[0].state, "waits");
	await waiting(page).click();
	await until(async () => (await said(page)).includes("请先登录"), "it does not say why it waits");

	await signIn(page, "cadre");
	await go(page, "/offline");
	assert.match(await page.textContent("#waiting li"), /别人写的/);
	assert.doesNotMatch(await page.textContent("#waiting li"), /脆红李/, "nobody reads what another wrote");
	assert.equal(await inCart("buyer"), before);
	assert.equal(await inCart("cadre"), others);

	await signOut(page);
	await signIn(page, "buyer");
	await until(async () => (await inCart("buyer")) === before + 1, "it was not sent after signing in again");
	assert.equal(await inCart("cadre"), others);
});

test("pages of one person are gone when another signs in, or when the person signs out", async () => {
	const page = await open("auditor", "/orders"); // its session ends here: nobody else uses it
	await signOut(page);
	assert.ok(!(await savedPages(page)).includes("/orders"));
	await signIn(page, "coop");
	await go(page, "/me");
	await savedCopy(page, "/me");
	assert.ok(!(await savedPages(page)).includes("/orders"));
	link.way = "down";
	await go(page, "/orders");
	assert.equal(await page.textContent("main h1"), "没有网络");
	link.way = "good";
	await signOut(page);
	assert.ok(!(await savedPages(page)).includes("/me"));
	link.way = "down";
	await go(page, "/me");
	assert.equal(await page.textContent("main h1"), "没有网络");
});

test("pages of money are never kept, and money waits for nobody", async () => {
	const placed = await fetch(`${site.url}/api/v1/orders`, {
		method: "POST",
		headers: { "Content-Type": "application/json", Authorization: `Bearer ${site.tokens.buyer}` },
		body: JSON.stringify({
			receiver: "徐博文", phone: "13900001234", place: village, address: "2 组 7 号", station: "", payment: "gateway",
			lines: [{ variant: variant.id, pieces: 1 }],
		}),
	});
	const { pay, orders: [order] } = await placed.json();
	const page = await open("buyer", "/orders");
	await go(page, pay.replace("/go", ""));
	await go(page, `/orders/${order.id}`);
	await page.waitForLoadState("networkidle");
	await page.context().setOffline(true);
	const posts = () => link.arrived.filter((line) => line.startsWith("POST ")).length; // the worker itself may ask for its own files
	const arrived = posts();
	await page.click("main form[action$='/withdraw'] button");
	assert.match(await said(page), /什么也没有送出/);
	assert.deepEqual(await entries(page), []);
	await go(page, pay.replace("/go", ""));
	assert.equal(await page.textContent("main h1"), "没有网络");
	await go(page, "/checkout");
	assert.equal(await page.textContent("main h1"), "没有网络");
	assert.equal(posts(), arrived);
	const names = await savedPages(page);
	assert.ok(names.every((path) => !/payments|checkout|till|money|ledger/.test(path)), names.join(" "));
});

test("the server takes nothing late that may not wait", async () => {
	const page = await open("buyer", "/me");
	const status = await page.evaluate(async () => {
		const { csrf } = await (await fetch("/offline/ticket")).json();
		const answer = await fetch("/me/sessions/end-others", { method: "POST", headers: { "X-Outbox": "1" }, body: new URLSearchParams({ csrf, key: "0123456789" }) });
		return answer.status;
	});
	assert.equal(status, 403);
});
