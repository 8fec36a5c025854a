// Lists for officers with script: sorting and filtering fetch the table alone and keep the page, the address says what is shown, Back
// goes back, and no page about people stays in the browser's store. Without script the same links lead to whole pages.
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

async function officerPage(script) {
	const context = await openPerson(browser, site.url, { script, viewport: { width: 1280, height: 900 } });
	contexts.push(context);
	const page = await context.newPage();
	await page.goto(site.url + "/sign-in");
	await page.fill("input[name=login]", "county");
	await page.fill("input[name=password]", password);
	await Promise.all([page.waitForNavigation(), page.locator("main form[action='/sign-in'] button").click()]);
	return page;
}

const members = (page) => page.locator("tbody td[data-th]:nth-child(4)").allInnerTexts();
const isRising = (texts) => texts.map(Number).every((n, i, all) => i === 0 || all[i - 1] <= n);

test("with script a press on a heading fetches the table alone", async () => {
	const page = await officerPage(true);
	const refused = [];
	page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
	await page.goto(site.url + "/households?place=510525");
	await page.waitForFunction(() => globalThis.htmx); // it comes once the page is whole; until then the link leads to a whole page
	await page.evaluate(() => { globalThis.kept = true; });
	await page.click("#sort-members");
	await page.waitForSelector("th[aria-sort=ascending] #sort-members");
	assert.ok(await page.evaluate(() => globalThis.kept), "the page was not loaded anew");
	assert.match(page.url(), /sort=members/);
	assert.equal(await page.evaluate(() => document.activeElement.id), "sort-members", "the heading keeps the focus");
	assert.ok(isRising(await members(page)));
	await page.selectOption("#t-status", "monitored");
	await page.click("form.toolbar button");
	await page.waitForURL(/status=monitored/);
	assert.match(page.url(), /sort=members/, "a filter keeps the sorting");
	await page.goBack();
	await page.waitForSelector("main h1");
	assert.doesNotMatch(page.url(), /status=monitored/);
	assert.equal(await page.locator("#table").count(), 1);
	const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
	assert.doesNotMatch(stored, /<table|rowheader/, "no page is kept in the browser's store");
	assert.deepEqual(refused, [], "the content policy refused nothing");
});

test("without script the same links give whole pages", async () => {
	const page = await officerPage(false);
	await page.goto(site.url + "/households?place=510525");
	await Promise.all([page.waitForNavigation(), page.click("#sort-members")]);
	assert.ok(isRising(await members(page)));
	await page.selectOption("#t-status", "monitored");
	await Promise.all([page.waitForNavigation(), page.click("form.toolbar button")]);
	assert.match(page.url(), /status=monitored.*sort=members/);
	assert.equal(await page.locator("main h1").count(), 1);
});
