// Exports in open formats that a unit test kept (answer_keep()), held against the standards' own schemas and against our promises beyond them:
// EXPORTS names the folder. Beside the shapes, what no schema can say: every reference is found, percentages are whole, sums agree. Each schema
// is shown to refuse, too. The files "-plain" are of an installation that does not say under which address it is reached.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { giving, givingOurs, iati, iatiOurs, ocds, ocdsOurs, xmllint } from "./validators.mjs";

const folder = process.env.EXPORTS;
const kept = (name) => readFileSync(join(folder, name), "utf8");

// A file that both the standard and we accept.
function holds(name, standard, ours, read) {
	const data = read(kept(name));
	assert.equal(standard(data), "", name);
	assert.equal(ours(data), "", name);
	return data;
}
const refuses = (says, wrong, what) => assert.notEqual(says(wrong), "", what ?? JSON.stringify(wrong));
// As it would be written: without members that are not there.
const written = (data) => JSON.parse(JSON.stringify(data));

test("the standards' schemas are as they were taken", () => {
	const rows = readFileSync(new URL("schemas/README.md", import.meta.url), "utf8").matchAll(/^\| `([^`]+)` .* `([0-9a-f]{64})` \|$/gm);
	let count = 0;
	for (const [, name, digest] of rows) {
		assert.equal(createHash("sha256").update(readFileSync(new URL(`schemas/${name}`, import.meta.url))).digest("hex"), digest, name);
		count++;
	}
	assert.equal(count, 5);
});

test("360Giving 1.4", () => {
	const data = holds("360giving.json", giving, givingOurs, JSON.parse);
	holds("360giving-plain.json", giving, givingOurs, JSON.parse);
	holds("360giving-next.json", giving, givingOurs, JSON.parse);
	const [grant] = data.grants;
	for (const wrong of [{ grants: [] }, { grants: [grant, grant] }, { version: "1.4.3" }, { issued: "2026-7-1" }, { publisher: {} }, { extensions: "dei" }])
		refuses(giving, { ...data, ...wrong });
	for (const wrong of [{ recipientOrganization: undefined }, { recipientIndividual: { id: "x", name: "x" } }, { awardDate: "2026-7-1" }, { dataSource: "/x" }])
		refuses(givingOurs, { ...data, grants: [written({ ...grant, ...wrong })] });
});

const count = (text, path) => Number(xmllint(text, "--xpath", `count(${path})`).stdout);

test("IATI 2.03", () => {
	const text = holds("iati.xml", iati, iatiOurs, String);
	holds("iati-first.xml", iati, iatiOurs, String);
	holds("iati-plain.xml", iati, iatiOurs, String);
	// Of the standard's own rules: a start, sectors of a vocabulary that make 100, identifiers that begin with who reports, nothing later than the file.
	const activities = count(text, "//iati-activity");
	assert.equal(count(text, "//iati-activity[activity-date[@type='1' or @type='2']]"), activities);
	for (const vocabulary of [1, 99])
		assert.equal(count(text, `//iati-activity[sum(sector[@vocabulary='${vocabulary}']/@percentage) = 100]`), activities);
	assert.equal(count(text, "//iati-activity[starts-with(iati-identifier, concat(reporting-org/@ref, '-'))]"), activities);
	assert.equal(count(text, "//iati-activity[sum(recipient-country/@percentage) = 100]"), activities);
	assert.equal(count(text, "//transaction[translate(transaction-date/@iso-date, '-', '') > translate(substring(/*/@generated-datetime, 1, 10), '-', '')]"), 0);
	assert.equal(count(text, "//budget[translate(period-end/@iso-date, '-', '') - translate(period-start/@iso-date, '-', '') > 10000]"), 0);
	assert.ok(count(text, "//transaction") > 5 && count(text, "//budget") > 1 && count(text, "//planned-disbursement") > 0 && count(text, "//result") > 0);
	const changed = (from, to) => {
		assert.notEqual(text.replace(from, to), text, `${from} is not there`);
		return text.replace(from, to);
	};
	for (const [from, to] of [
		[/<activity-status [^>]*>/, ""], [/iso-date="2026-07-20"/, 'iso-date="2026-07-32"'], [/ version="2.03"/, ""],
		[/<participating-org/, "<narrative/><participating-org"], [/(<title>.*?<\/title>)(<description.*?<\/description>)/s, "$2$1"],
		[/<transaction-type code="4"\/>/, ""], [/<organisation>/, "<organization>"], [/<\/value>/, "元</value>"], [/<iati-activity .*<\/iati-activity>/s, ""],
		[/ role="[0-9]"/, ""], [/<recipient-country/, '<recipient-country colour="red"'], [/xml:lang="zh"/, 'xml:lang="中文"'],
	])
		refuses(iati, changed(from, to), `${from} may be changed`);
	for (const [from, to] of [[/version="2.03"/, 'version="2.02"'], [/<\/organisation>/, "</organisation><person-name><narrative>x</narrative></person-name>"]])
		refuses(iatiOurs, changed(from, to), `${from} may be changed`);
});

test("OCDS 1.1", () => {
	const data = holds("ocds.json", ocds, ocdsOurs, JSON.parse), processes = new Set(data.releases.map((release) => release.ocid));
	holds("ocds-first.json", ocds, ocdsOurs, JSON.parse);
	holds("ocds-plain.json", ocds, ocdsOurs, JSON.parse);
	assert.equal(processes.size, data.releases.length);
	assert.equal(new Set(data.releases.map((release) => release.id)).size, data.releases.length);
	for (const { parties, buyer, tender, awards, contracts, relatedProcesses } of data.releases) {
		const known = new Map(parties.map((party) => [party.id, party]));
		assert.equal(known.size, parties.length);
		const has = ({ id, name }, role) => assert.ok(known.get(id)?.name === name && known.get(id).roles.includes(role), `${role} ${id}`);
		has(buyer, "buyer");
		if (tender)
			has(tender.procuringEntity, "procuringEntity");
		for (const award of awards ?? [])
			award.suppliers.forEach((supplier) => has(supplier, "supplier"));
		for (const contract of contracts ?? []) {
			assert.ok(awards.some((award) => award.id === contract.awardID));
			const paid = contract.implementation?.transactions ?? [];
			paid.forEach(({ payer, payee }) => (has(payer, "payer"), has(payee, "payee")));
			assert.ok(paid.reduce((sum, { value }) => sum + Math.round(value.amount * 100), 0) <= Math.round(contract.value.amount * 100));
		}
		for (const { identifier } of relatedProcesses ?? [])
			assert.ok(processes.has(identifier));
	}
	const [release, signed] = data.releases;
	for (const wrong of [{ releases: [] }, { releases: [release, release] }, { uri: undefined }, { uri: "/projects/ocds.json" }, { version: "1.1.5" }, { publisher: {} }])
		refuses(ocds, written({ ...data, ...wrong }));
	for (const wrong of [
		{ ...release, tag: [] }, { ...release, tag: ["news"] }, { ...release, ocid: "" }, { ...release, date: "2026-07-20" },
		{ ...release, initiationType: undefined }, { ...release, parties: [release.parties[0], release.parties[0]] },
		{ ...signed, contracts: [{ ...signed.contracts[0], awardID: undefined }] }, { ...signed, tender: { ...signed.tender, procurementMethod: "friends" } },
		{ ...signed, contracts: [{ ...signed.contracts[0], value: { amount: "12", currency: "CNY" } }] },
		{ ...signed, contracts: [{ ...signed.contracts[0], value: { amount: 12, currency: "RMB" } }] },
	])
		refuses(ocds, written({ ...data, releases: [wrong] }));
	for (const wrong of [{ parties: [{ ...release.parties[0], contactPoint: { name: "x" } }] }, { colour: "red" }])
		refuses(ocdsOurs, { ...data, releases: [{ ...release, ...wrong }] });
});
