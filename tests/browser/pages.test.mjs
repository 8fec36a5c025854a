// Every main page on a phone of 360 px in the three languages: nothing for axe-core to find, nothing beyond the edge, no
// complaint of the browser, a title, and targets a thumb can hit.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
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

async function look(context, visit, language) {
	const page = await context.newPage();
	const faults = visit.status ? [] : listen(page);
	try {
		const answer = await page.goto(site.url + visit.path);
		assert.equal(answer.status(), visit.status ?? 200, visit.path);
		assert.match(await page.title(), /\S/, "a title");
		assert.equal(await page.getAttribute("html", "lang"), language);
		faults.push(...(await sidewaysScroll(page)), ...(await smallTargets(page)), ...(await accessibilityFaults(page)));
		assert.deepEqual(faults, []);
	} finally {
		await page.close();
	}
}

for (const language of languages) {
	test(language, { concurrency: 2 }, async (t) => {
		const contexts = {};
		for (const who of Object.keys(site.tokens))
			contexts[who] = await openPerson(browser, site.url, { token: site.tokens[who], language });
		await Promise.all(pages.map((visit) => t.test(`${visit.name} (${language})`, () => look(contexts[visit.as], visit, language))));
		await Promise.all(Object.values(contexts).map((context) => context.close()));
	});
}
