// What people come for, done from beginning to end with script switched off in the browser, on a phone of 360 px: a newcomer
// buys plums and pays; the station serves a villager who pays in cash; the co-operative packs and ships, and lists goods with a
// picture; a box goes back and the money with it; an officer opens the figures and takes them home. The steps follow each other:
// what one buys, the next one packs.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after } from "node:test";
import { deflateSync } from "node:zlib";
import { openBrowser, openPerson } from "./browser.mjs";
import { openCounty, password } from "./county.mjs";

const site = await openCounty();
const browser = await openBrowser();
const contexts = [];
const plums = "脆红李尝鲜装";
const newcomer = "赵春来";
const newPassword = "lizi-hao-chi-9";
const bought = {};

// A PNG of one grey (RFC 2083): wide enough to be shown large.
function picture() {
	const side = 64;
	const chunk = (type, data) => {
		const head = Buffer.alloc(8), tail = Buffer.alloc(4);
		head.writeUInt32BE(data.length, 0);
		head.write(type, 4, "latin1");
		tail.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), data])), 0);
		return Buffer.concat([head, data, tail]);
	};
	const header = Buffer.alloc(13);
	header.writeUInt32BE(side, 0);
	header.writeUInt32BE(side, 4);
	header[8] = 8; // bits of a grey
	const rows = Buffer.alloc(side * (side + 1), 0x90);
	for (let row = 0; row < side; row++)
		rows[row * (side + 1)] = 0; // no filter
	const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	return Buffer.concat([magic, chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

// CRC-32 as PNG has it (RFC 2083, annex 15).
function crc32(bytes) {
	let crc = 0xffffffff;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++)
			crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	}
	return (crc ^ 0xffffffff) >>> 0;
}

after(async () => {
	await Promise.all(contexts.map((context) => context.close()));
	await browser.close();
	await site.close();
});

async function open(path, language = "zh-CN") {
	const context = await openPerson(browser, site.url, { script: false, language });
	contexts.push(context);
	const page = await context.newPage();
	await page.goto(site.url + path);
	return page;
}

const pathOf = (page) => new URL(page.url()).pathname;

// Presses a control of the page and waits for the next page. A person goes there first: what lies far down is only laid out then.
async function press(page, selector) {
	const control = page.locator(selector).first();
	await control.click({ trial: true });
	const answer = page.waitForNavigation();
	await control.click();
	await answer;
}

async function signIn(login, secret = password) {
	const page = await open("/sign-in");
	await page.fill("input[name=login]", login);
	await page.fill("input[name=password]", secret);
	await press(page, "main form[action='/sign-in'] button");
	return page;
}

async function findPlums(page, pieces) {
	await page.fill("header input[name=q]", plums);
	await press(page, "header form[role=search] button");
	await press(page, `main a:has-text("${plums}")`);
	await page.fill("input[name=pieces]", String(pieces));
}

// The payment company tells the shop in its own time; the page is opened again until it has.
async function waitUntil(page, holds) {
	for (let turn = 0; turn < 50; turn++) {
		if (await holds())
			return;
		await page.waitForTimeout(100);
		await page.reload();
	}
	assert.fail(`${page.url()} did not come to what was waited for`);
}

test("a newcomer finds plums, joins, orders and pays", async () => {
	const page = await open("/");
	await findPlums(page, 2);
	await press(page, "button[name=then][value=cart]");
	assert.equal(pathOf(page), "/cart");
	assert.match(await page.textContent("main"), new RegExp(plums));

	await press(page, "main a[href='/checkout']");
	assert.equal(pathOf(page), "/sign-in");
	await press(page, "main a[href^='/join']");
	await page.fill("main input[name=where]", "红坝");
	await press(page, "main form[role=search] button");
	await press(page, "main a[href*='place=510525106204']");
	await page.fill("input[name=name]", newcomer);
	await page.fill("input[name=login]", "chunlai");
	await page.fill("input[name=password]", newPassword);
	await page.fill("input[name=phone]", "13900001234");
	await press(page, "main form[action='/join'] button");
	assert.equal(pathOf(page), "/checkout", "joining leads back to the order");

	assert.match(await page.textContent("main"), /石宝镇/, "the home is the first address");
	await page.locator("label:has(input[name=station])", { hasText: "红坝服务站" }).click();
	await page.fill("input[name=receiver]", newcomer);
	await page.fill("input[name=phone]", "13900001234");
	await page.locator("label:has(input[name=payment][value=gateway])").click();
	await press(page, "main form[action='/orders'] button");

	assert.notEqual(new URL(page.url()).host, new URL(site.url).host, "the payment company's own page");
	await press(page, "button:has-text('确认付款')");
	assert.equal(new URL(page.url()).host, new URL(site.url).host);
	await waitUntil(page, async () => (await page.locator("main a[href$='/receipt']").count()) > 0);
	await press(page, "main a[href^='/orders/']");
	bought.order = pathOf(page);
	assert.match(await page.textContent("main .code"), /^\s*\d{4}-\d\s*$/, "a code to pick it up with");
	assert.match(await page.textContent("main .cord [aria-current=step]"), /已付款/);
});

test("the station serves a villager who pays in cash", async () => {
	const page = await signIn("operator");
	await page.goto(`${site.url}/counter`);
	await page.fill("main input[name=q]", "陈光明");
	await press(page, "main form[action='/serve'] button");
	await press(page, "main form[method=post][action='/serve'] button");
	assert.match(await page.textContent(".serving"), /陈光明/, "whom it serves stands on every page");

	await page.goto(`${site.url}/shelf`);
	await findPlums(page, 1);
	await press(page, "button[name=then][value=checkout]");
	assert.equal(pathOf(page), "/checkout");
	await page.locator("label:has(input[name=station])", { hasText: "红坝服务站" }).click();
	await page.fill("input[name=receiver]", "陈光明");
	await page.fill("input[name=phone]", "13900004321");
	await page.locator("label:has(input[name=payment][value=cash])").click();
	await press(page, "main form[action='/orders'] button");

	assert.match(pathOf(page), /^\/payments\/.*\/receipt$/, "the cash is taken at once, and a receipt is there to print");
	const sum = (await page.textContent("main")).match(/(\d+\.\d\d)/)[1];
	assert.ok(Number(sum) > 0);
	await page.goto(`${site.url}/counter`);
	await press(page, ".serving button");
	assert.equal(await page.locator(".serving").count(), 0);
	await page.goto(`${site.url}/counter/till`);
	assert.doesNotMatch(await page.textContent("main .figure >> nth=0"), /\b0\.00\b/, "the cash lies in the drawer");
});

test("the co-operative packs and ships what was ordered", async () => {
	const page = await signIn("coop");
	await page.goto(`${site.url}/desk`);
	await press(page, "main a[href^='/desk/orders']");
	for (const state of ["paid", "packed"]) {
		await press(page, `main .todos a[href$='state=${state}']`);
		while ((await page.locator("tr", { hasText: newcomer }).count()) === 0)
			await press(page, "main a[rel=next]"); // the oldest come first
		await page.locator("tr", { hasText: newcomer }).locator("input[type=checkbox]").first().check();
		await press(page, "main button[name=to]");
	}
	await page.goto(site.url + bought.order);
	assert.match(await page.textContent("main .cord [aria-current=step]"), /路上/);
});

test("the station hands the parcel over by its code", async () => {
	const buyer = await signIn("chunlai", newPassword);
	await buyer.goto(site.url + bought.order);
	const code = (await buyer.textContent("main .code")).trim();

	const page = await signIn("operator");
	await page.goto(`${site.url}/counter/parcels`);
	const find = async () => {
		await page.goto(`${site.url}/counter/parcels`);
		await page.fill("main input[name=code]", code);
		await press(page, "main form[action='/counter/parcels'] button");
	};
	await press(page, `main li:has-text("${newcomer}") form[action$='/arrive'] button`);
	await find();
	assert.match(await page.textContent("main"), new RegExp(newcomer));
	await press(page, "main form[action$='/hand'] button");
	await find();
	assert.doesNotMatch(await page.textContent("main"), new RegExp(newcomer), "nobody gets it twice");

	await buyer.reload();
	await press(buyer, "main form[action$='/confirm'] button");
	assert.match(await buyer.textContent("main .cord [aria-current=step]"), /完成/);
});

test("the co-operative lists goods with a picture", async () => {
	const page = await signIn("coop");
	await page.goto(`${site.url}/desk`);
	await press(page, "main a[href^='/desk/products/new']");
	await page.fill("input[name=title]", "高山苞谷");
	await page.setInputFiles("input[name=picture]", { name: "corn.png", mimeType: "image/png", buffer: picture() });
	await page.fill("input[name=price_fen]", "18.80");
	await page.selectOption("select[name=unit]", "bag");
	await page.fill("input[name=name]", "10斤");
	await page.fill("input[name=weight_g]", "5.2");
	await page.fill("input[name=on_hand]", "30");
	await page.selectOption("select[name=category]", "grain");
	await press(page, "main form[enctype] button:has-text('上架')");
	assert.match(pathOf(page), /^\/desk\/products\/\d{6}-/, "the goods have a page at the desk");

	const buyer = await open("/");
	await buyer.fill("header input[name=q]", "高山苞谷");
	await press(buyer, "header form[role=search] button");
	await press(buyer, "main a:has-text('高山苞谷')");
	const source = await buyer.locator("main img").first().getAttribute("src");
	assert.match(source, /^\/pictures\/[0-9a-f]{64}-960$/, "its own photograph, not the basket");
	const answer = await buyer.request.get(site.url + source);
	assert.equal(answer.headers()["content-type"], "image/jpeg");
});

test("a buyer sends a box back, and gets the money", async () => {
	const buyer = await signIn("chunlai", newPassword);
	await buyer.goto(site.url + bought.order);
	await buyer.locator("main details:has(form[action$='/return']) summary").click();
	await buyer.locator("main form[action$='/return'] input[name=number]").first().check();
	await buyer.fill("main form[action$='/return'] [name=pieces]", "1");
	await buyer.fill("main form[action$='/return'] [name=reason]", "有几个压坏了");
	await press(buyer, "main form[action$='/return'] button");
	assert.match(await buyer.textContent("main"), /有几个压坏了/);

	const seller = await signIn("coop");
	await seller.goto(site.url + bought.order);
	await seller.fill("main form[action^='/returns/'] input[name=answer]", "对不住，退您一箱");
	await press(seller, "main form[action^='/returns/'] button[value=accept]");

	await buyer.goto(site.url + bought.order);
	const said = await buyer.textContent("main");
	assert.match(said, /对不住，退您一箱/);
	assert.match(said, /¥\d+\.\d\d/, "what goes back stands there");
	assert.equal(await buyer.locator("main form[action^='/returns/']").count(), 0, "the buyer does not decide");
});

test("an officer opens the figures and takes them home", async () => {
	const page = await signIn("county");
	await page.goto(`${site.url}/figures/510525`);
	assert.match(await page.textContent("main h1"), /古蔺县/);
	await page.click("main .fold.push summary"); // the files are folded on a phone
	for (const kind of ["csv", "xlsx"]) {
		const download = page.waitForEvent("download");
		await page.locator(`main a[href*='as=${kind}']`).click();
		const bytes = await readFile(await (await download).path());
		if (kind === "csv")
			assert.match(bytes.toString(), /石宝镇/);
		else
			assert.equal(bytes.subarray(0, 2).toString(), "PK");
	}
	await press(page, "main table a:has-text('石宝镇')");
	assert.match(await page.textContent("main h1"), /石宝镇/, "from the county into a township");
});
