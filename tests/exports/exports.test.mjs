// Exports in open formats that a unit test kept (answer_keep()), against the standards as we read them: EXPORTS names the folder. Beside the
// shapes, what no schema can say: every reference is found, percentages are whole, sums agree. Each rule is shown to refuse, too.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const folder = process.env.EXPORTS;
const beside = (name) => fileURLToPath(new URL(name, import.meta.url));
const schema = (name) => addFormats(new Ajv({ allErrors: true, strict: true, strictRequired: false })).compile(JSON.parse(readFileSync(beside(name))));
const kept = (name) => readFileSync(join(folder, name), "utf8");
const told = (validate) => JSON.stringify(validate.errors, null, 1);

test("360Giving 1.4", () => {
	const validate = schema("360giving-1.4.json"), data = JSON.parse(kept("360giving.json"));
	assert.ok(validate(data), told(validate));
	const [grant] = data.grants;
	assert.equal(validate({ ...data, grants: [{ ...grant, recipientOrganization: undefined }] }), false);
	assert.equal(validate({ ...data, grants: [{ ...grant, recipientIndividual: { id: "x", name: "x" } }] }), false);
	assert.equal(validate({ ...data, grants: [{ ...grant, awardDate: "2026-7-1" }] }), false);
	assert.equal(validate({ ...data, grants: [grant, grant] }), false);
	assert.equal(validate({ ...data, version: "1.4.3" }), false);
});

// xmllint's word on a text: "" when it holds.
function xmllint(text, ...options) {
	const said = spawnSync("xmllint", [...options, "-"], { input: text, encoding: "utf8" });
	assert.equal(said.error, undefined);
	return said;
}
const iati = (text) => xmllint(text, "--noout", "--relaxng", beside("iati-2.03.rng"));
const count = (text, path) => Number(xmllint(text, "--xpath", `count(${path})`).stdout);

test("IATI 2.03", () => {
	const text = kept("iati.xml"), first = kept("iati-first.xml");
	for (const whole of [text, first]) {
		const said = iati(whole);
		assert.equal(said.status, 0, said.stderr);
	}
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
	// What must be refused.
	for (const [from, to] of [
		[/<activity-status [^>]*>/, ""], [/iso-date="2026-07-20"/, 'iso-date="2026-07-32"'], [/version="2.03"/, 'version="2.02"'],
		[/<participating-org/, "<narrative/><participating-org"], [/(<title>.*?<\/title>)(<description.*?<\/description>)/s, "$2$1"],
		[/<transaction-type code="4"\/>/, ""], [/<organisation>/, "<person-name><narrative>x</narrative></person-name><organisation>"],
	]) {
		assert.notEqual(text.replace(from, to), text, `${from} is not there`);
		assert.notEqual(iati(text.replace(from, to)).status, 0, `${from} may be changed`);
	}
});

test("OCDS 1.1", () => {
	const validate = schema("ocds-1.1.json");
	for (const name of ["ocds.json", "ocds-first.json"])
		assert.ok(validate(JSON.parse(kept(name))), told(validate));
	const data = JSON.parse(kept("ocds.json")), processes = new Set(data.releases.map((release) => release.ocid));
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
	for (const wrong of [
		{ ...release, tag: [] }, { ...release, ocid: "" }, { ...release, date: "2026-07-20" }, { ...release, initiationType: undefined },
		{ ...signed, contracts: [{ ...signed.contracts[0], awardID: undefined }] }, { ...signed, tender: { ...signed.tender, procurementMethod: "friends" } },
		{ ...release, parties: [{ ...release.parties[0], contactPoint: { name: "x" } }] },
	])
		assert.equal(validate({ ...data, releases: [JSON.parse(JSON.stringify(wrong))] }), false, JSON.stringify(wrong));
});
