// Campaigns: the export as 360Giving against the standard, and a conductor who takes vouchers with no network.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { giving, givingOurs } from "../exports/validators.mjs";
import { openBrowser, openPerson } from "./browser.mjs";
import { ask, openCounty } from "./county.mjs";
import { openLink } from "./link.mjs";

const site = await openCounty();
const { items: [campaign] } = await ask(site, "/campaigns");

after(() => site.close());

test("the export is valid 360Giving, to the fen", async () => {
	const answer = await fetch(`${site.url}/campaigns/360giving.json`);
	const data = await answer.json();
	assert.equal(answer.status, 200);
	assert.equal(giving(data), "");
	assert.equal(givingOurs(data), "");
	const [grant] = data.grants;
	assert.equal(Math.round(grant.amountAwarded * 100), campaign.issued_fen + campaign.settled_fen);
	assert.equal(Math.round(grant.amountDisbursed * 100), campaign.settled_fen);
});

test("a conductor takes vouchers with no network, each once, and is told of the one taken before", async () => {
	const { items } = await ask(site, `/campaigns/${campaign.id}/sheet`, site.tokens.officer);
	const [first, second] = items.map((item) => item.code);
	const before = (await ask(site, `/campaigns/${campaign.id}`)).rides;
	const browser = await openBrowser(), link = await openLink(site.url);
	const context = await openPerson(browser, link.url, { token: site.tokens.conductor });
	const page = await context.newPage();
	try {
		await page.goto(`${link.url}/rides`);
		await page.evaluate(() => navigator.serviceWorker.ready);
		await page.waitForFunction(() => navigator.serviceWorker.controller);
		await page.reload();
		await context.setOffline(true);
		for (const code of [first, second, first]) {
			await page.fill("#f-code", code);
			await page.fill("#f-line", "3路");
			await page.click("main form button.full");
			await page.waitForFunction(() => document.querySelector("#f-code").value === "");
		}
		const kept = () => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("outbox ")).map((name) => JSON.parse(localStorage[name])));
		assert.equal((await kept()).length, 3);
		assert.equal((await ask(site, `/campaigns/${campaign.id}`)).rides, before);
		await context.setOffline(false);
		for (let turn = 0; turn < 100 && (await kept()).some((entry) => entry.state === "waits"); turn++)
			await new Promise((resolve) => setTimeout(resolve, 200));
		assert.deepEqual((await kept()).map((entry) => entry.state).sort(), ["refused", "sent", "sent"]);
		assert.match((await kept()).find((entry) => entry.state === "refused").reason, /已经用过/);
		assert.equal((await ask(site, `/campaigns/${campaign.id}`)).rides, before + 2);
	} finally {
		await context.close();
		await browser.close();
		await link.close();
	}
});
