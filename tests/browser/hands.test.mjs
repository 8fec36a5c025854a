// The keyboard alone, with a focus that is seen at every stop.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openBrowser, openPerson } from "./browser.mjs";
import { openCounty, password } from "./county.mjs";

const site = await openCounty();
const browser = await openBrowser();
const contexts = [];

after(async () => {
	await Promise.all(contexts.map((context) => context.close()));
	await browser.close();
	await site.close();
});

async function person(who, path) {
	const context = await openPerson(browser, site.url, { token: site.tokens[who] ?? "" });
	contexts.push(context);
	const page = await context.newPage();
	await page.goto(site.url + path);
	return page;
}

// Where the focus is: what it stands on, and whether it is seen.
const focused = (page) => page.evaluate(() => {
	const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
	const around = e.closest("label") ?? e;
	return {
		what: `${e.localName}[name=${e.getAttribute("name")}] ${(e.innerText || e.value || "").trim().slice(0, 30)}`,
		isSeen: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || getComputedStyle(around).outlineStyle !== "none",
		isOnScreen: box.bottom > 0 && box.top < innerHeight,
	};
});

// Presses Tab until the focus stands on the control; on the way every stop must be seen.
async function tabTo(page, selector) {
	for (let step = 0; step < 150; step++) {
		await page.keyboard.press("Tab");
		const at = await focused(page);
		if (at.what.startsWith("body"))
			continue; // round the page once
		assert.ok(at.isSeen, `the focus is not seen: ${at.what}`);
		assert.ok(at.isOnScreen, `the focus is off the screen: ${at.what}`);
		if (await page.evaluate((one) => document.activeElement.matches(one), selector))
			return;
	}
	assert.fail(`${selector} cannot be reached by Tab`);
}

async function enter(page) {
	const next = page.waitForNavigation();
	await page.keyboard.press("Enter");
	await next;
}

const pathOf = (page) => new URL(page.url()).pathname;

test("by keyboard: the first stop leads past the head", async () => {
	const page = await person("nobody", "/shelf");
	await page.keyboard.press("Tab");
	assert.match((await focused(page)).what, /^a/);
	await page.keyboard.press("Enter");
	assert.equal(await page.evaluate(() => document.activeElement.id), "main");
});

test("by keyboard: sign in", async () => {
	const page = await person("nobody", "/sign-in");
	await tabTo(page, "main input[name=login]");
	await page.keyboard.type("buyer2");
	await tabTo(page, "main input[name=password]");
	await page.keyboard.type("wrong");
	await enter(page);
	assert.match(await page.textContent("main"), /\S/);
	assert.equal(pathOf(page), "/sign-in");
	await page.goto(`${site.url}/sign-in`);
	await tabTo(page, "main input[name=login]");
	await page.keyboard.type("buyer");
	await tabTo(page, "main input[name=password]");
	await page.keyboard.type(password);
	await tabTo(page, "main form[action='/sign-in'] button");
	await enter(page);
	assert.notEqual(pathOf(page), "/sign-in");
});

test("by keyboard: search, buy, choose where to and how to pay", async () => {
	const page = await person("buyer", "/shelf");
	await tabTo(page, "input[name=q]");
	await page.keyboard.type("脆红李尝鲜装");
	await enter(page);
	await tabTo(page, "main a[href^='/products/']");
	await enter(page);
	await tabTo(page, "button[name=then][value=checkout]");
	await enter(page);
	assert.equal(pathOf(page), "/checkout");
	await tabTo(page, "main input[name=station]");
	await page.keyboard.press("Space");
	await tabTo(page, "main input[name=payment]");
	await page.keyboard.press("Space");
	await tabTo(page, "main form[action='/orders'] button");
	await page.keyboard.press("Enter");
	await page.waitForURL((url) => url.pathname !== "/checkout");
	assert.doesNotMatch(await page.textContent("body"), /请检查/);
});

test("by keyboard: a villager says what the household needs", async () => {
	const page = await person("buyer", "/needs/new");
	await tabTo(page, "main input[name=way]");
	await page.keyboard.press("Space");
	await tabTo(page, "main input[name=title]");
	await page.keyboard.type("过冬的棉被");
	await tabTo(page, "main input[name=wanted]");
	await page.keyboard.type("2");
	await tabTo(page, "main input[name=unit]");
	await page.keyboard.type("床");
	await tabTo(page, "main [name=topic]");
	await page.keyboard.press("ArrowDown");
	await tabTo(page, "main form[action='/needs'] button.full");
	await enter(page);
	assert.match(pathOf(page), /^\/needs\/\d/, await page.locator(".problems").allTextContents().then(String));
});

test("by keyboard: figures of help, and down into a book", async () => {
	const page = await person("officer", "/figures/510525");
	await tabTo(page, "main nav a[href*='indicator=measures']");
	await enter(page);
	assert.equal(new URL(page.url()).searchParams.get("indicator"), "measures");
	await page.goto(`${site.url}/books/510525`);
	await tabTo(page, "main table a[href*='/books/510525']");
	await enter(page);
	assert.match(pathOf(page), /^\/books\/510525\d+$/);
});

test("by keyboard: an officer goes from the county into a township and takes the figures along", async () => {
	const page = await person("officer", "/figures/510525");
	await tabTo(page, "main .fold.push summary");
	await page.keyboard.press("Enter");
	await tabTo(page, "main a[href*='as=csv']");
	await tabTo(page, "main table a[href*='/figures/510525']");
	await enter(page);
	assert.notEqual(pathOf(page), "/figures/510525");
});

test("by keyboard: a mistake is told first, and leads to its field", async () => {
	const page = await person("buyer", "/me/details");
	await tabTo(page, "main input[name=phone]");
	await page.keyboard.press("Control+A");
	await page.keyboard.type("12");
	await tabTo(page, "main form[action='/me/details'] button");
	await page.keyboard.press("Enter");
	await page.locator(".problems").waitFor();
	await tabTo(page, ".problems a");
	await page.keyboard.press("Enter");
	await page.waitForFunction(() => document.activeElement.name === "phone");
});
