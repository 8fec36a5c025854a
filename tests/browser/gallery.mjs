// Pictures of every page at 360 and 1280 px in the three languages, and an index.html beside them:
//	node tests/browser/gallery.mjs [FOLDER [LANGUAGE...]]
// For people to look at; nothing is judged here. With TONGCUN_URL a county that is served already is used.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { desk, languages as all, layOut, openBrowser, openPerson, phone } from "./browser.mjs";
import { openCounty } from "./county.mjs";
import { visits } from "./visits.mjs";

const [folder = "build/gallery", ...chosen] = process.argv.slice(2);
const languages = chosen.length > 0 ? chosen : all;
const sizes = { 360: phone, 1280: desk };
const longest = 6000; // px; a longer page is cut

const fileOf = (visit, width, language) => `${visit.name.replaceAll(/[^a-z0-9]+/g, "-")}.${width}.${language}.png`;
const text = (words) => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

async function shoot(page, site, visit, path) {
	await page.goto(site.url + visit.path);
	await layOut(page);
	const [width, height] = await page.evaluate(() => [innerWidth, document.documentElement.scrollHeight]);
	await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, longest) } });
}

function index(pages) {
	const rows = pages.map((visit) => `<section><h2>${text(visit.name)} <small>${text(visit.as)} ${text(visit.path)}</small></h2>
${Object.keys(sizes).map((width) => `<div>${languages.map((language) =>
		`<a href="${fileOf(visit, width, language)}"><img src="${fileOf(visit, width, language)}" width="${width === "360" ? 240 : 420}" alt="${text(visit.name)}, ${width} px, ${language}" loading="lazy"></a>`).join("\n")}</div>`).join("\n")}
</section>`);
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tongcun: every page</title>
<style>body { font-family: sans-serif; margin: 24px } div { display: flex; gap: 12px; align-items: flex-start; margin-bottom: 12px } img { border: 1px solid #d9d1c3; height: auto } small { color: #5c534c; font-weight: 400 }</style>
</head><body><h1>Tongcun: every page</h1>
${rows.join("\n")}
</body></html>
`;
}

const site = await openCounty();
const browser = await openBrowser();
try {
	mkdirSync(folder, { recursive: true });
	const pages = await visits(site);
	for (const language of languages) {
		for (const [width, viewport] of Object.entries(sizes)) {
			for (const as of Object.keys(site.tokens)) {
				const context = await openPerson(browser, site.url, { token: site.tokens[as], language, viewport });
				const page = await context.newPage();
				for (const visit of pages.filter((one) => one.as === as))
					await shoot(page, site, visit, join(folder, fileOf(visit, width, language)));
				await context.close();
			}
		}
	}
	writeFileSync(join(folder, "index.html"), index(pages));
	console.log(`${pages.length * languages.length * Object.keys(sizes).length} pictures: ${join(folder, "index.html")}`);
} finally {
	await browser.close();
	await site.close();
}
