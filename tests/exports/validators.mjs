// What the standards' own schemas (schemas/), and our promises beyond them (ours/), say of a file: an empty text when it holds.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Ajv from "ajv/dist/2020.js";
import Ajv4 from "ajv-draft-04";
import addFormats from "ajv-formats";

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));
const load = (name) => JSON.parse(readFileSync(beside(name)));

// The standards' schemas have words of their own ("codelist", "omitWhenMerged") beside those of JSON Schema.
const standards = addFormats(new Ajv4({ allErrors: true, strict: false }));
standards.addSchema(load("schemas/ocds-1.1.5/release-schema.json"));
// Nothing is said of one grant here: there is our reading alone (schemas/README.md).
standards.addSchema({ type: "object" }, "https://raw.githubusercontent.com/ThreeSixtyGiving/standard/1.4/schema/360-giving-schema.json");
const promises = addFormats(new Ajv({ allErrors: true, strict: true, strictRequired: false }));

function teller(schema) {
	return (data) => schema(data) ? "" : JSON.stringify(schema.errors, null, 1);
}

export const ocds = teller(standards.compile(load("schemas/ocds-1.1.5/release-package-schema.json")));
export const ocdsOurs = teller(promises.compile(load("ours/ocds.json")));
export const giving = teller(standards.compile(load("schemas/360giving-1.4/360-giving-package-schema.json")));
export const givingOurs = teller(promises.compile(load("ours/360giving.json")));

// xmllint over a text, never with the network.
export function xmllint(text, ...options) {
	const said = spawnSync("xmllint", ["--nonet", ...options, "-"], { input: text, encoding: "utf8" });
	if (said.error)
		throw said.error;
	return said;
}

function told(said) {
	return said.status === 0 ? "" : said.stderr || `xmllint: ${said.status}`;
}

export const iati = (text) => told(xmllint(text, "--noout", "--schema", beside("schemas/iati-2.03/iati-activities-schema.xsd")));
export const iatiOurs = (text) => told(xmllint(text, "--noout", "--relaxng", beside("ours/iati.rng")));
