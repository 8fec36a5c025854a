// What is printed, made into PDF by Chromium: the size of the paper, the number of pages, and that the codes on it open what they
// say. Pages come out of the demo county; PDFs are looked into with poppler, codes are read by zbar.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { openBrowser, openPerson } from "./browser.mjs";
import { openCounty, password } from "./county.mjs";

const site = await openCounty();
const browser = await openBrowser();
const folder = mkdtempSync(join(tmpdir(), "tongcun-paper-"));
const contexts = [];
let officer;

after(async () => {
	await Promise.all(contexts.map((context) => context.close()));
	await browser.close();
	await site.close();
	rmSync(folder, { recursive: true });
});

async function officerPage() {
	if (officer)
		return officer;
	const context = await openPerson(browser, site.url, { viewport: { width: 1280, height: 900 } });
	contexts.push(context);
	officer = await context.newPage();
	await officer.goto(site.url + "/sign-in");
	await officer.fill("input[name=login]", "county");
	await officer.fill("input[name=password]", password);
	await Promise.all([officer.waitForNavigation(), officer.locator("main form[action='/sign-in'] button").click()]);
	return officer;
}

// The first row of a list, with an ending.
async function firstOf(list, ending) {
	const page = await officerPage();
	await page.goto(site.url + list);
	const href = await page.locator("tbody th a").first().getAttribute("href");
	return href.split("?")[0] + ending;
}

async function print(path, name) {
	const page = await officerPage();
	const answer = await page.goto(site.url + path);
	assert.equal(answer.status(), 200, path);
	const file = join(folder, `${name}.pdf`);
	await page.pdf({ path: file, preferCSSPageSize: true });
	const said = execFileSync("pdfinfo", [file], { encoding: "utf8" });
	const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(said);
	const mm = (points) => Math.round((points * 25.4 * 10) / 72) / 10;
	return { file, pages: Number(/Pages:\s+(\d+)/.exec(said)[1]), width: mm(width), height: mm(height) };
}

// What the codes of the first page hold, read as a camera would from 300 dots an inch.
function codes(file) {
	const picture = file.replace(/\.pdf$/, "");
	execFileSync("pdftoppm", ["-r", "300", "-f", "1", "-l", "1", "-singlefile", "-png", file, picture]);
	const read = execFileSync("zbarimg", ["-q", "--raw", `${picture}.png`], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
	return read.trim().split("\n");
}

const words = (file) => execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
const near = (have, want, what) => assert.ok(Math.abs(have - want) < 0.6, `${what}: ${have} mm, not ${want}`);

async function check(path, name, { width, height, pages = 1 }) {
	const paper = await print(path, name);
	near(paper.width, width, `${name} is wide`);
	if (height)
		near(paper.height, height, `${name} is high`);
	assert.equal(paper.pages, pages, `${name} has its pages`);
	const opens = path.split("/").slice(0, 3).join("/");
	const read = codes(paper.file);
	assert.ok(read.some((code) => code.endsWith(opens)), `${name}'s code ${read} opens ${opens}`);
	assert.ok(words(paper.file).replace(/\s/g, "").includes(opens.split("/")[2]), `${name} has the short code in words`);
	return paper;
}

test("a household's card is the size of a card", async () => {
	await check(await firstOf("/households?place=510525", "/card"), "card", { width: 85.6, height: 54 });
});

test("a price board is one sheet of A4", async () => {
	const paper = await check(await firstOf("/sellers?place=510525&kind=household", "/board"), "board", { width: 210, height: 297 });
	assert.match(words(paper.file), /¥/);
});

test("a station's notice is one sheet of A4", async () => {
	await check(await firstOf("/stations?place=510525", "/notice"), "notice", { width: 210, height: 297 });
});

test("a receipt fits the roll of 58 mm and a slip goes into the box", async () => {
	const order = await firstOf("/orders/of?place=510525&period=2026&indicator=orders", "");
	await check(`${order}/receipt`, "receipt", { width: 58 });
	await check(`${order}/slip`, "slip", { width: 148, height: 210 });
});

test("a list is printed without what belongs to the screen", async () => {
	const paper = await print("/sellers?place=510525&as=print", "list");
	near(paper.width, 210, "the list is wide");
	assert.doesNotMatch(words(paper.file), /XLSX/);
	assert.match(words(paper.file), /合作社/);
});
