// Every page in every language without a browser: nothing of the program stands untranslated, and a sentence is of one language; and
// who reads large letters gets the same page in its large mode.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openCounty } from "./county.mjs";
import { visits } from "./visits.mjs";

const site = await openCounty();
const pages = await visits(site);

after(() => site.close());

async function read(visit, language, size = "normal") {
	const url = new URL(site.url + visit.path);
	url.searchParams.set("lang", language);
	const answer = await fetch(url, { headers: { Cookie: `session=${site.tokens[visit.as]}; size=${size}` }, redirect: "manual" });
	assert.equal(answer.status, visit.status, visit.path);
	return answer.text();
}

const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");

// What a reader sees or hears: the text between the tags, and the attributes that are read out or shown.
function saidBy(html) {
	const body = html.slice(html.indexOf("<title>")).replaceAll(/<textarea[\s>][\s\S]*?<\/textarea>/g, ""); // what somebody wrote
	const spoken = [...body.matchAll(/\s(?:aria-label|aria-valuetext|alt|placeholder|data-th)="([^"]*)"/g)].map((match) => match[1]);
	return [...body.split(/<[^>]*>/), ...spoken].map((text) => unescape(text).trim()).filter((text) => text !== "");
}

// What may stand in Latin letters on a page of any language: names of languages, formats, units of digits, numbers of things, sign-in
// names, addresses, the columns of a file, and the names of files.
const fine = [
	/\b[\w-]+\.(?:csv|xlsx)\b/g, /English/g, /https?:\/\/\S+/g, /\b(?:CSV|JSON|XLSX|UTF-8|GB 18030|PDF|SVG|QR|A4)\b/g, /\b\d{6}-[0-9A-Z*~$=-]+/g, /[A-Z0-9]*\d[A-Z0-9*~$=-]*/g,
	/\b(?:buyer|coop|operator|cadre|county|auditor|admin|household|township|city|province)\b/g, /\b(?:title|category|origin|name|unit|weight|price|stock|about)(?:_bo|_en)?\b/g,
];

function untranslated(text) {
	let rest = text;
	while (/⟦[^⟦⟧]*⟧/.test(rest)) // a sentence may hold a day that is in brackets too
		rest = rest.replaceAll(/⟦[^⟦⟧]*⟧/g, " ");
	for (const allowed of fine)
		rest = rest.replaceAll(allowed, " ");
	return /[A-Za-z]{3}/.test(rest) ? [text] : [];
}

for (const visit of pages)
	test(`${visit.name}: every word of it is translated`, async () => {
		assert.deepEqual(saidBy(await read(visit, "x-poison")).flatMap(untranslated), []);
	});

// In a Tibetan page a run of Chinese stands in its own <bdi>, with the numbers and days that belong to it.
const tibetan = /[ༀ-࿿]/, chinese = /[一-鿿]/;

for (const visit of pages)
	test(`${visit.name}: in Tibetan no sentence is half Chinese`, async () => {
		const html = await read(visit, "bo");
		assert.match(html, /<html lang="bo"/);
		const body = html.slice(html.indexOf("<body")).replaceAll(/<(option|textarea|svg|title)[\s>][\s\S]*?<\/\1>/g, "");
		const marked = [...body.matchAll(/<bdi lang="zh-CN">([^<]*)<\/bdi>/g)].map((match) => match[1]);
		assert.deepEqual(marked.filter((run) => tibetan.test(run)), []);
		const bare = body.replaceAll(/<(\w+)[^>]*\slang="zh-CN"[^>]*>[^<]*<\/\1>/g, "").split(/<[^>]*>/);
		assert.deepEqual(bare.filter((text) => chinese.test(text)), []);
	});

for (const visit of pages)
	test(`${visit.name}: comes in its large mode to whom wants it`, async () => {
		assert.match(await read(visit, "zh-CN", "large"), /^<!doctype html>\s*<html lang="zh-CN" data-size="large"/i);
		assert.match(await read(visit, "zh-CN"), /<html lang="zh-CN" data-size="normal"/);
	});
