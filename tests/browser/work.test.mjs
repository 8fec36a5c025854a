// Long work while it is underway, in each language, on a phone and at a desk: a file of 9,900 people is looked at, confirmed, and comes in piece
// by piece. Its page moves by itself, holds to what every page holds to, and its button ends the work; with script off it is loaded again
// by itself, and the button works as well.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { accessibilityFaults, desk, languages, listen, openBrowser, openPerson, phone, sidewaysScroll, smallTargets } from "./browser.mjs";
import { openCounty } from "./county.mjs";

const site = await openCounty();
const browser = await openBrowser();
const village = "510525106204";
const homes = 3300; // a file as large as one may be, so that there is time to look
const stop = "form[action$='/cancel'] button";

after(async () => {
	await browser.close();
	await site.close();
});

// Households of one village, as its template wants them; each file has other numbers and names, or it would bring in nothing new.
function file(number) {
	const lines = ["village,household,relation,name,number,phone"];
	for (let home = 1; home <= homes; home++)
		for (const [relation, name] of [["head", "户主"], ["spouse", "配偶"], ["child", "孩子"]])
			lines.push(`${village},${number}-${home},${relation},${name}${number}之${home},,`);
	return { name: `households-${number}.csv`, mimeType: "text/csv", buffer: Buffer.from(lines.join("\n") + "\n") };
}

// Brings a file in as a person does, up to the page of the work.
async function begin(context, number) {
	const page = await context.newPage();
	await page.goto(`${site.url}/places/${village}/households/import`);
	await page.setInputFiles("input[type=file]", file(number));
	await page.click("form:has(input[type=file]) button");
	await page.click("form:has(input[name=confirm]) button");
	await page.waitForURL(/\/jobs\//);
	return page;
}

const far = (page) => page.getAttribute("#job [role=progressbar]", "aria-valuenow", { timeout: 15000 }).then(Number);

async function faults(page) {
	const found = [];
	for (const window of [phone, desk]) {
		await page.setViewportSize(window);
		found.push(...(await sidewaysScroll(page)), ...(await smallTargets(page)));
	}
	await page.setViewportSize(phone);
	return [...found, ...(await accessibilityFaults(page))];
}

languages.forEach((language, which) => test(`underway, then stopped (${language})`, async () => {
	const context = await openPerson(browser, site.url, { token: site.tokens.cadre, language, worker: false });
	const page = await begin(context, which + 1), complaints = listen(page);
	let before = await far(page);
	for (; before === 0; before = await far(page)) // it waits for its turn
		await page.reload();
	assert.deepEqual(await faults(page), []);
	await page.waitForFunction((seen) => Number(document.querySelector("#job [role=progressbar]")?.getAttribute("aria-valuenow") ?? 0) > seen, before, { timeout: 15000 });
	await page.click(stop);
	await page.waitForURL(/done=stopped/);
	assert.equal(await page.locator(stop).count(), 0, "nothing to stop any more");
	assert.equal(await page.locator("a[href$='/file']").count(), 1, "what is left is a file");
	assert.deepEqual(complaints, []);
	await context.close();
}));

test("underway without script", async () => {
	const context = await openPerson(browser, site.url, { token: site.tokens.cadre, script: false });
	const page = await begin(context, 9);
	assert.match(await page.content(), /<noscript><meta http-equiv="refresh"/);
	await page.click(stop);
	await page.waitForURL(/done=stopped/);
	assert.equal(await page.locator(stop).count(), 0);
	await context.close();
});
