// Every main page on a phone of 360 px in the three languages: nothing for axe-core to find, nothing beyond the edge, no
// complaint of the browser, a title, and targets a thumb can hit.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { accessibilityFaults, languages, listen, openBrowser, openPerson, sidewaysScroll, smallTargets } from "./browser.mjs";
import { openCounty } from "./county.mjs";
import { visits } from "./visits.mjs";

const site = await openCounty();
const browser = await openBrowser();
const pages = await visits(site);

after(async () => {
	await browser.close();
	await site.close();
});

// Pages of the browser that are used again, since a new one costs more than most looks.
class Pages {
	free = [];
	constructor(context) {
		this.context = context;
	}
	async take() {
		return this.free.pop() ?? this.context.newPage();
	}
}

async function look(shelf, visit, language) {
	const page = await shelf.take();
	const faults = visit.status === 200 ? listen(page) : [];
	const answer = await page.goto(site.url + visit.path);
	assert.equal(answer.status(), visit.status, visit.path);
	assert.match(await page.title(), /\S/, "a title");
	assert.equal(await page.getAttribute("html", "lang"), language);
	faults.push(...(await sidewaysScroll(page)), ...(await smallTargets(page)), ...(await accessibilityFaults(page)));
	assert.deepEqual(faults, []);
	page.removeAllListeners();
	shelf.free.push(page);
}

for (const language of languages) {
	test(language, { concurrency: 2 }, async (t) => {
		const shelves = {};
		for (const who of Object.keys(site.tokens))
			shelves[who] = new Pages(await openPerson(browser, site.url, { token: site.tokens[who], language }));
		await Promise.all(pages.map((visit) => t.test(`${visit.name} (${language})`, () => look(shelves[visit.as], visit, language))));
		await Promise.all(Object.values(shelves).map((shelf) => shelf.context.close()));
	});
}
