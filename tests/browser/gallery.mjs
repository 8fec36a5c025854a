// Pictures of every page at 360 and 1280 px in the three languages, and an index.html beside them:
//	node tests/browser/gallery.mjs [--only WORD] [FOLDER [LANGUAGE...]]
// For people to look at; beauty is not judged here, but a page that does not come, or complains, is named at the end and marked in the
// index. With --only the pages whose name or address holds the word. With TONGCUN_URL a county that is served already is used.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { desk, languages as all, layOut, listen, openBrowser, openPerson, phone } from "./browser.mjs";
import { openCounty } from "./county.mjs";
import { galleryPage } from "./gallery_page.mjs";
import { visits } from "./visits.mjs";

const args = process.argv.slice(2);
const only = args[0] === "--only" ? args.splice(0, 2)[1] : "";
const [folder = "build/gallery", ...chosen] = args;
const languages = chosen.length > 0 ? chosen : all;
const sizes = { 360: phone, 1280: desk };
const longest = 6000; // px; a longer page is cut
const patience = 30000; // ms for one page

const fileOf = (visit, width, language) => `${visit.name.replaceAll(/[^a-z0-9]+/g, "-")}.${width}.${language}.png`;

// Takes one picture; what was wrong with the page, a line each.
async function shoot(page, site, visit, path) {
	const faults = listen(page);
	const answer = await page.goto(site.url + visit.path, { timeout: patience });
	await layOut(page);
	const [width, height] = await page.evaluate(() => [innerWidth, document.documentElement.scrollHeight]);
	await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, longest) } });
	page.removeAllListeners();
	const status = answer.status() === visit.status ? [] : [`status ${answer.status()} instead of ${visit.status}`];
	return [...status, ...faults.filter((fault) => visit.status < 400 || !fault.startsWith("console: Failed to load resource"))];
}

// The pictures of one language and width; what failed.
async function shootAll(browser, site, pages, language, width) {
	const failed = [];
	for (const as of Object.keys(site.tokens)) {
		const mine = pages.filter((visit) => visit.as === as);
		if (mine.length === 0)
			continue;
		const context = await openPerson(browser, site.url, { token: site.tokens[as], language, viewport: sizes[width] });
		const page = await context.newPage();
		for (const visit of mine) {
			const faults = await shoot(page, site, visit, join(folder, fileOf(visit, width, language))).catch((error) => [error.message.split("\n")[0]]);
			if (faults.length > 0)
				failed.push({ visit, language, width, faults });
		}
		await context.close();
	}
	return failed;
}

function clear() {
	mkdirSync(folder, { recursive: true });
	for (const file of readdirSync(folder).filter((name) => name.endsWith(".png")))
		rmSync(join(folder, file));
}

const begun = performance.now();
console.log(process.env.TONGCUN_URL ? `using ${process.env.TONGCUN_URL}` : "making a demonstration county ...");
const site = await openCounty();
const browser = await openBrowser();
try {
	clear();
	const pages = (await visits(site)).filter((visit) => `${visit.name} ${visit.path}`.includes(only));
	const rounds = languages.flatMap((language) => Object.keys(sizes).map((width) => ({ language, width })));
	const failed = [];
	for (const [i, { language, width }] of rounds.entries()) {
		failed.push(...await shootAll(browser, site, pages, language, width));
		const seconds = ((performance.now() - begun) / 1000).toFixed(0);
		console.log(`${i + 1} of ${rounds.length}: ${pages.length} pages in ${language} at ${width} px, ${seconds} s`);
	}
	writeFileSync(join(folder, "index.html"), galleryPage({ pages, languages, widths: Object.keys(sizes), failed, fileOf }));
	for (const { visit, language, width, faults } of failed)
		console.log(`failed: ${visit.name} (${visit.as} ${visit.path}) in ${language} at ${width} px: ${faults.join("; ")}`);
	console.log(`${pages.length * rounds.length} pictures, ${failed.length} failed: ${join(folder, "index.html")}`);
	process.exitCode = failed.length > 0 || pages.length === 0 ? 1 : 0;
} finally {
	await browser.close();
	await site.close();
}
