// Every main page in the three languages, opened once in each. On a phone of 360 px: nothing for axe-core to find, nothing beyond the
// edge, no complaint of the browser, a title, and targets a thumb can hit. Then with letters twice as large; in Tibetan, whose words are the
// longest, in 320 px too, and in Chinese in the large mode with its targets of 60 px.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { accessibilityFaults, languages, layOut, listen, openBrowser, openPerson, phone, sidewaysScroll, smallTargets } from "./browser.mjs";
import { openCounty } from "./county.mjs";
import { visits } from "./visits.mjs";

const site = await openCounty();
const browser = await openBrowser();
const pages = await visits(site);
const atOnce = 2; // pages looked at beside each other: while one waits for the browser, the other works

after(async () => {
	await browser.close();
	await site.close();
});

const label = (what, faults) => faults.map((fault) => `${what}: ${fault}`);

// The same page in another window or size, and back as it was.
async function narrow(page) {
	await page.setViewportSize({ width: 320, height: 640 });
	const faults = await sidewaysScroll(page);
	await page.setViewportSize(phone);
	return label("320 px", faults);
}

// What the server writes for who reads large letters (words.test.mjs asks it for it).
async function large(page) {
	await page.evaluate(() => { document.documentElement.dataset.size = "large"; });
	const faults = [...(await smallTargets(page, 60)), ...(await sidewaysScroll(page))];
	await page.evaluate(() => { document.documentElement.dataset.size = "normal"; });
	return label("large mode", faults);
}

// Letters twice as large as the browser's are: as people set them, not as a page zooms.
async function twice(page) {
	const session = await page.context().newCDPSession(page);
	await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
	assert.match(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), /^3[26]px$/); // Tibetan stands an eighth larger
	const faults = await sidewaysScroll(page);
	faults.push(...(await page.evaluate(() => [...document.querySelectorAll("main a, main button:not(.hide), main label, main h1, main h2, .tabs a")]
		.filter((e) => e.checkVisibility() && (getComputedStyle(e).overflow === "hidden" || e.parentElement.matches(".tabs")) && e.clientWidth > 1 &&
			(e.scrollHeight > e.clientHeight + 4 || (e.parentElement.matches(".tabs") && e.scrollWidth > e.clientWidth)))
		.map((e) => `cut off: ${e.localName}.${e.className} ${e.textContent.trim().slice(0, 20)}`))));
	await session.send("Page.setFontSizes", { fontSizes: { standard: 16, fixed: 13 } });
	await session.detach();
	return label("letters twice as large", faults);
}

const besides = { bo: [narrow, twice], "zh-CN": [large, twice], en: [twice] };

async function look(page, visit, language) {
	const faults = visit.status === 200 ? listen(page) : [];
	try {
		const answer = await page.goto(site.url + visit.path);
		assert.equal(answer.status(), visit.status, visit.path);
		assert.match(await page.title(), /\S/, "a title");
		assert.equal(await page.getAttribute("html", "lang"), language);
		await layOut(page);
		faults.push(...(await sidewaysScroll(page)), ...(await smallTargets(page)), ...(await accessibilityFaults(page)));
		for (const more of besides[language])
			faults.push(...(await more(page)));
	} finally {
		page.removeAllListeners();
	}
	assert.deepEqual(faults, []);
}

// Pages of the browser that are used again, one context for who signed in and a language, since a new one costs more than most looks.
const free = {}, contexts = {};

async function take(as, language) {
	const key = `${as} ${language}`;
	contexts[key] ??= openPerson(browser, site.url, { token: site.tokens[as], language, worker: false });
	return free[key]?.pop() ?? (await contexts[key]).newPage();
}

function giveBack(page, as, language) {
	(free[`${as} ${language}`] ??= []).push(page);
}

for (const language of languages) {
	test(language, { concurrency: atOnce }, async (t) => {
		await Promise.all(pages.map((visit) => t.test(`${visit.name} (${language})`, async () => {
			const page = await take(visit.as, language);
			await look(page, visit, language);
			giveBack(page, visit.as, language);
		})));
		await Promise.all(Object.entries(contexts).map(async ([key, context]) => key.endsWith(language) && (await context).close()));
	});
}
