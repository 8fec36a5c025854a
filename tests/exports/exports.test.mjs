// Exports in open formats that a unit test kept (answer_keep()), against the standards as we read them: EXPORTS names the folder. Beside the
// shapes, what no schema can say: every reference is found, percentages are whole, sums agree. Each rule is shown to refuse, too.
import assert from "node:assert/strict";
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
